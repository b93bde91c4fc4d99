#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# What a user says about a container is checked; what is refused leaves nothing behind.
# shellcheck disable=SC2016 # most quoted variables are for the shells over there

load lib

teardown() {
    detach web
    detach evil
    machine_script <<'END'
rm -f /run/units/alice/*evil*
pkill -u alice -u bob -x sleep || true
END
    end_servers
    user_systemctl alice daemon-reload
    leaves_nothing
}

# refuses TEXT: the container "evil" of alice is not attached, because of that.
refuses() {
    run -1 attach evil
    [[ $output == *"$1"* ]]
    [ "${#lines[@]}" = 1 ]
}

@test "a process that stayed in the host's network namespace is refused" {
    unit alice evil <<'END'
sleep infinity &
echo $! >"$XDG_RUNTIME_DIR/rootful-containers/evil/pid"
END
    refuses "is in the host's own network namespace; refused"
}

@test "the first process of the host is refused" {
    unit alice evil <<<'echo 1 >"$XDG_RUNTIME_DIR/rootful-containers/evil/pid"'
    refuses 'does not hold the number of a process'
}

@test "another user's container is refused" {
    helper setup web --user=bob --network=front
    unit alice evil <<<"echo $(pid web bob) >\"\$XDG_RUNTIME_DIR/rootful-containers/evil/pid\""
    refuses 'does not belong to rootful-init@evil.service of user alice (uid 61001); refused'
}

@test "another container of the same user is refused" {
    attach web
    unit alice evil <<<"echo $(pid web) >\"\$XDG_RUNTIME_DIR/rootful-containers/evil/pid\""
    refuses 'does not belong to rootful-init@evil.service of user alice (uid 61001); refused'
}

@test "a process of the unit that entered the namespace of another owner is refused" {
    # Only root can bring this about; the owner is asked of the namespace all the same.
    unit alice evil <<'END'
sleep infinity &
echo $! >"$XDG_RUNTIME_DIR/rootful-containers/evil/pid"
END
    user_systemctl alice start rootful-init@evil.service
    machine bash -c 'cat /proc/'"$(pid evil)"'/cgroup' | sed -n 's/^0:://p' >"$BATS_TEST_TMPDIR/cgroup"
    machine unshare --net bash -c 'echo $$ >"/sys/fs/cgroup$1/cgroup.procs"; echo $$ >/run/foreign; exec sleep infinity' \
        bash "$(<"$BATS_TEST_TMPDIR/cgroup")" 3>&- &
    within 60 machine test -s /run/foreign
    machine sh -c 'cat /run/foreign >/run/user/61001/rootful-containers/evil/pid'
    refuses 'belongs to uid 0, not to user alice (uid 61001); refused'
    machine sh -c 'kill $(cat /run/foreign) 2>/dev/null; rm /run/foreign' || true
}

@test "a process that has ended is refused" {
    unit alice evil <<'END'
sleep 0 &
wait
echo $! >"$XDG_RUNTIME_DIR/rootful-containers/evil/pid"
END
    refuses 'of the container has ended'
    # And one that nobody waited for: it has its number and its cgroup still, but no namespaces. It ends once its parent is a
    # program that does not wait.
    unit alice evil <<'END'
bash -c '(until [ "$(</proc/$$/comm)" = sleep ]; do :; done) & echo $! >"$1"; exec sleep infinity' bash "$XDG_RUNTIME_DIR/rootful-containers/evil/pid" &
until [ "$(ps -o stat= $(cat "$XDG_RUNTIME_DIR/rootful-containers/evil/pid"))" = Z ]; do :; done
END
    refuses 'of the container has ended'
}

# give_to_bob PID: has the kernel number a process of bob's like that, which was another's.
give_to_bob() {
    machine_script "$1" <<'END'
for _ in {1..100}; do
    echo $(($1 - 1)) >/proc/sys/kernel/ns_last_pid
    setpriv --reuid=61002 --regid=61002 --clear-groups sleep infinity </dev/null >/dev/null 2>&1 &
    [[ $! != "$1" ]] || exit 0
    kill $!
done
exit 1
END
}

@test "a number that is another process's by now is refused, also where the container was attached before" {
    unit alice evil <<'END'
read -r pid < <(exec unshare --user --map-root-user --net sh -c 'echo $$; exec sleep infinity >/dev/null')
echo "$pid" >"$XDG_RUNTIME_DIR/rootful-containers/evil/pid"
END
    attach evil
    process=$(pid evil)
    machine kill -KILL "$process"
    within 60 machine test ! -e "/proc/$process"
    give_to_bob "$process"
    refuses "process $process does not belong to rootful-init@evil.service of user alice (uid 61001); refused"
    [ "$(machine ps -o user=,args= "$process")" = 'bob      sleep infinity' ]
}

@test "a claim that is a link, a FIFO, a directory, too large, or not there is refused and nothing waits for it" {
    echo 'keep me' | machine tee /run/victim >/dev/null
    while read -r claim; do
        unit alice evil <<<"cd \"\$XDG_RUNTIME_DIR/rootful-containers/evil\"; $claim"
        run -1 machine timeout 120 "${network_helper:?}" setup evil --user=alice --network=front
        [[ $output == *"/run/user/61001/rootful-containers/evil/"* ]]
        leaves_nothing
    done <<'END'
ln -s /run/victim pid
ln -s /proc/1/stat pid
mkfifo pid
mkdir pid
yes 7 | head -c 1000000 >pid
rm cid; ln -s /run/victim cid; echo 7 >pid
rm cid; mkfifo cid; echo 7 >pid
true
END
    [ "$(machine cat /run/victim)" = 'keep me' ]
}

@test "an id that is none is refused" {
    unit alice evil <<'END'
cd "$XDG_RUNTIME_DIR/rootful-containers/evil"
echo login.bank.example,db >cid
echo 7 >pid
END
    refuses 'the container id is not 64 hex digits'
}

@test "another socket in place of the one of the user's service manager is refused, by a link or itself" {
    machine mv /run/user/61001/systemd/private /run/user/61001/systemd/private.away
    machine ln -s /run/user/61002/systemd/private /run/user/61001/systemd/private
    run attach evil
    link=$output
    machine rm /run/user/61001/systemd/private
    machine socat UNIX-LISTEN:/run/user/61001/systemd/private,fork OPEN:/dev/null 3>&- &
    within 60 machine socat -u OPEN:/dev/null UNIX-CONNECT:/run/user/61001/systemd/private
    run attach evil
    end_servers
    machine mv /run/user/61001/systemd/private.away /run/user/61001/systemd/private
    [[ $link == *'open /run/user/61001/systemd/private: Too many levels of symbolic links'* ]]
    [ "$status" = 1 ]
    # What asks it is a process of the user's, to whom root's socket is closed.
    [[ $output == *'the service manager of uid 61001'*'Permission denied'* ]]
}

@test "a host port that a process has, or another container, is refused and named" {
    machine socat TCP4-LISTEN:80,bind=192.0.2.1 OPEN:/dev/null 3>&- &
    within 60 machine sh -c 'ss -Hlnt sport = :80 | grep -q .'
    run -1 attach evil --publish=80:80
    [[ $output == *"published port '80:80': tcp port 80 is already taken on this host"* ]]
    end_servers
    attach evil --publish=80:80
}

@test "a network that does not exist, or is not one, is refused and named" {
    run -1 machine env PATH=/nonexistent "${network_helper:?}" setup evil --user=alice --network=missing
    [[ $output == *podman* ]]
    [ "${#lines[@]}" = 1 ]
    echo '{"name": "broken"' | machine tee /etc/containers/networks/broken.json >/dev/null
    run -1 attach evil --network=broken
    machine rm /etc/containers/networks/broken.json
    [[ $output == *'/etc/containers/networks/broken.json is not a podman network: '* ]]
    [ "${#lines[@]}" = 1 ]
}

@test "an interface of another kind under the name of a bridge is refused, and stays" {
    machine ip link add tiny0 type veth peer name tiny1
    run -1 attach evil --network=tiny
    machine ip link show tiny0
    machine ip link delete tiny0
    [[ $output == *"interface tiny0, the bridge of network 'tiny', is there and is no bridge"* ]]
}

@test "a container that cannot be initialized is an error with its unit" {
    unit alice evil <<<'exit 3'
    run -1 attach evil
    [[ $output == *'rootful-init@evil.service of user alice (uid 61001) failed'* ]]
}

@test "a secret that others can read is refused before anything is done" {
    machine chmod 0644 /etc/rootful-containers/secret
    run attach evil
    machine chmod 0600 /etc/rootful-containers/secret
    [ "$status" = 1 ]
    [[ $output == *'must belong to root and have mode 0600'* ]]
}

@test "what a refused setup has asked the user's manager for is not started after all" {
    machine chmod 0644 /etc/rootful-containers/secret
    # It takes its time, so that what asks it for the start is still there when the stop is asked for.
    machine pkill -STOP -u alice -x systemd
    attach evil &
    within 20 machine pgrep -f 'container-supervisor evil .*--remove'
    machine pkill -CONT -u alice -x systemd
    wait $! || status=$?
    [ "$status" = 1 ]
    machine chmod 0600 /etc/rootful-containers/secret
    run -3 user_systemctl alice is-active rootful-create@evil.service
    [ "$output" = inactive ]
}

# hide_libnftables, show_libnftables: as on a machine on which nftables is not installed.
hide_libnftables() {
    machine_script <<'END'
mount --bind /dev/null "$(readlink -f /usr/lib*/*/libnftables.so.1 /usr/lib*/libnftables.so.1 | head -n 1)"
END
}

show_libnftables() {
    machine_script <<'END'
umount "$(readlink -f /usr/lib*/*/libnftables.so.1 /usr/lib*/libnftables.so.1 | head -n 1)"
END
}

@test "the rules against spoofed addresses are there as soon as the interface, and netavark is not awaited for them" {
    with_netavark <<'END'
answer=$("$NETAVARK" "$@") || exit
if [[ $* == *" setup "* ]]; then
    for ((i = 0; i < 600; i++)); do
        ! nft list chain netdev rootful-containers own-addresses/web >/run/helpers/early 2>/dev/null || break
        sleep 0.1
    done
fi
echo "$answer"
END
    attach web
    interface=$(machine cut -d ' ' -f 2 /run/rootful-containers/web/interfaces)
    machine grep -F "devices = { $interface }" /run/helpers/early || machine grep -F "device \"$interface\"" /run/helpers/early
    diff <(machine sed 's/packets [0-9]* bytes [0-9]*//' /run/helpers/early) \
        <(machine nft list chain netdev rootful-containers own-addresses/web | sed 's/packets [0-9]* bytes [0-9]*//')
    with_real_netavark
}

@test "without libnftables a container is attached with a warning, unless anti_spoof is asked for" {
    hide_libnftables
    run -0 attach web
    [[ $output == *'libnftables.so.1 is missing, so nothing keeps the container from sending'* ]]
    detach web
    run -1 attach evil --network=front:anti_spoof=true
    show_libnftables
    [ "${#lines[@]}" = 1 ]
    [[ $output == *'anti_spoof=true: libnftables.so.1 is missing'*'install nftables' ]]
}

@test "anti_spoof is refused where an interface has no end on the host" {
    machine_script <<<'jq ".name = \"lan\" | .driver = \"macvlan\"" /etc/containers/networks/front.json >/etc/containers/networks/lan.json'
    run -1 attach evil --network=lan:anti_spoof=true
    machine rm /etc/containers/networks/lan.json
    [[ $output == *'network lan: anti_spoof=true needs a network with driver bridge; this one has macvlan' ]]
}
