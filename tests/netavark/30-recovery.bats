#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Setup again, reload, and what is left when something was killed: each ends in a container that works, or in nothing.
# shellcheck disable=SC2016 # quoted variables are for netavark's stand-in

load lib

teardown() {
    with_real_netavark
    detach web
    machine_script <<'END'
pkill -u alice -x sleep || true
END
    end_servers
    leaves_nothing
}

# A server in the container, for as long as the container lives.
serve() {
    inside web socat TCP-LISTEN:8080,fork,reuseaddr OPEN:/dev/null 3>&- &
    within 60 inside web sh -c 'ss -Hlnt sport = :8080 | grep -q .'
}

answers() {
    client timeout 1 bash -c ': </dev/tcp/192.0.2.1/80'
}

attach_web() {
    attach web --network=front --network=back --publish=80:8080
}

@test "setup again changes nothing" {
    attach_web
    before=$(snapshot)
    attach_web
    diff -u <(echo "$before") <(snapshot)
}

@test "setup again attaches the container that has taken the place of another" {
    attach_web
    before=$(pid web)
    user_systemctl alice restart rootful-init@web.service
    [ "$(pid web)" != "$before" ]
    attach_web
    inside web ping -c 1 -W 5 -q 10.89.0.1
}

@test "reload puts back rules that somebody flushed, and addresses stay" {
    attach_web
    serve
    within 60 answers
    before=$(snapshot)
    flush_rules
    run ! answers
    helper reload web --user=alice --network=front --network=back --publish=80:8080
    within 60 answers
    diff -u <(echo "$before") <(snapshot)
}

@test "reload applies other ports and names to the container that runs" {
    attach_web
    helper reload web --user=alice --network=front --network=back --publish=81:8080 --network-alias=www
    rules | grep -q 'dport 81 '
    run ! grep -E 'dport 80 .*(dnat|DNAT)' <(rules)
    machine grep -q 'www' /run/containers/networks/aardvark-dns/front
}

# The container's control group, as cgroup.events has it.
frozen() {
    machine sh -c 'sed -n "s/^frozen //p" "/sys/fs/cgroup$(sed -n s/^0:://p "/proc/$1/cgroup")/cgroup.events"' sh "$(pid web)"
}

@test "a signal during a reload does not leave the container frozen" {
    attach_web
    for signal in INT TERM HUP; do
        with_netavark <<END
if [[ \$* == *" teardown "* ]]; then
    kill -$signal \$PPID
    sed -n 's/^frozen //p' "/sys/fs/cgroup\$(sed -n s/^0:://p /proc/$(pid web)/cgroup)/cgroup.events" >/run/helpers/frozen
fi
exec "\$NETAVARK" "\$@"
END
        helper reload web --user=alice --network=front --network=back --publish=80:8080
        [ "$(machine cat /run/helpers/frozen)" = 1 ]
        [ "$(frozen)" = 0 ]
    done
    inside web ping -c 1 -W 5 -q 10.89.0.1
}

@test "a reload that finds no netavark leaves the container as it is" {
    attach_web
    before=$(snapshot)
    machine_script <<'END'
printf '[engine]\nhelper_binaries_dir = ["/nonexistent"]\n' >/etc/containers/containers.conf
END
    run helper reload web --user=alice --network=front --network=back --publish=81:8080
    with_real_netavark
    [ "$status" = 1 ]
    [[ $output == *'netavark is not installed: looked in /nonexistent '* ]]
    diff -u <(echo "$before") <(snapshot)
}

@test "reload of what is not attached is an error" {
    run -1 helper reload web --user=alice --network=front
    [ "$output" = 'network-helper: container web is not attached; nothing to reload' ]
}

@test "teardown after a flush of the rules leaves nothing" {
    attach_web
    flush_rules
    run helper teardown web
    # The base chains that netavark keeps were flushed as well: they come back with the next container.
    attach_web
}

@test "a container that died is taken down with all that it had" {
    attach_web
    machine kill -KILL "$(pid web)"
    within 60 user_systemctl alice is-failed rootful-init@web.service
    detach web
}

@test "teardown when aardvark-dns was killed still leaves nothing" {
    attach_web
    machine pkill -KILL aardvark-dns
    run detach web
    leaves_nothing
}

@test "a setup in which netavark makes no more than a bridge leaves none, and keeps those that others use" {
    attach other --network=back
    before=$(snapshot)
    with_netavark <<'END'
if [[ $* == *" setup "* ]]; then
    for bridge in front0 back0; do ip link add "$bridge" type bridge 2>/dev/null || true; done
    echo '{"error": "create veth pair: Netlink error: Operation not supported (os error 95)"}'
    exit 1
fi
exec "$NETAVARK" "$@"
END
    run -1 attach_web
    [[ $output == *'create veth pair'* ]]
    diff -u <(echo "$before") <(snapshot)
    with_real_netavark
    detach other
}

@test "setup killed before netavark is healed by teardown, and by the next setup" {
    with_netavark <<<'kill -KILL $PPID'
    run ! attach_web
    with_real_netavark
    detach web
    leaves_nothing

    with_netavark <<<'kill -KILL $PPID'
    run ! attach_web
    with_real_netavark
    attach_web
    serve
    within 60 answers
}

@test "setup killed after netavark is healed by teardown, and by the next setup" {
    with_netavark <<<'"$NETAVARK" "$@"; kill -KILL $PPID'
    run ! attach_web
    with_real_netavark
    detach web
    leaves_nothing

    with_netavark <<<'"$NETAVARK" "$@"; kill -KILL $PPID'
    run ! attach_web
    with_real_netavark
    attach_web
    serve
    within 60 answers
}

@test "teardown killed before or after netavark is healed by the next teardown" {
    attach_web
    with_netavark <<<'kill -KILL $PPID'
    run ! detach web
    with_real_netavark
    detach web
    leaves_nothing

    attach_web
    with_netavark <<<'"$NETAVARK" "$@"; kill -KILL $PPID'
    run ! detach web
    with_real_netavark
    detach web
}

@test "netavark that fails, or answers nonsense, is shown in one line and leaves nothing" {
    with_netavark <<<'[[ $* == *teardown* ]] || { echo "{\"error\": \"out of luck\"}"; exit 1; }'
    run -1 attach_web
    [ "$output" = 'network-helper: netavark setup: out of luck' ]
    with_netavark <<<'"$NETAVARK" "$@" >/dev/null; echo "{\"front\": [null"'
    run -1 attach_web
    [[ ${lines[0]} == "network-helper: netavark's answer to setup could not be read: "* ]]
    with_netavark <<<'"$NETAVARK" "$@" >/dev/null; echo "{}"'
    run -1 attach_web
    [ "${lines[0]}" = "network-helper: netavark's answer to setup does not tell of network front" ]
    with_netavark <<<'exec >&-; "$NETAVARK" "$@"'
    run -1 attach_web
    [[ ${lines[0]} == "network-helper: netavark's answer to setup could not be read: "* ]]
    with_netavark <<<'[[ $* == *teardown* ]] || exit 1'
    run -1 attach_web
    [ "$output" = 'network-helper: netavark setup: failed without a message' ]
}

@test "netavark that hangs is killed with what it waits for, and another container attached meanwhile" {
    # Its own time limits are what this waits for.
    with_netavark <<<'if [[ $* == *"setup /run/rootful-containers/web/"* ]]; then sleep infinity; fi; exec "$NETAVARK" "$@"'
    attach_web >"$BATS_TEST_TMPDIR/web" 2>&1 3>&- &
    within 60 machine pgrep -u root -f 'netavark .* setup /run/rootful-containers/web/'
    attach db
    run -1 wait $!
    cat "$BATS_TEST_TMPDIR/web"
    [[ $(tail -n 1 "$BATS_TEST_TMPDIR/web") == 'network-helper: netavark setup did not end within 40 s and was killed' ]]
    detach db
}

@test "what netavark did not come to in teardown stays on record, and setup goes on from there" {
    attach_web
    with_netavark <<<'[[ $* != *teardown* ]] || kill -KILL $$; exec "$NETAVARK" "$@"'
    run -1 detach web
    [[ $output == *"netavark teardown: failed without a message (signal 9 ended it); the next start of web, or '"*"/network-helper teardown web', tries again"* ]]
    with_real_netavark
    attach_web
    serve
    within 60 answers
}

@test "what netavark could not be run for in teardown stays on record, and is done by the next one" {
    attach_web
    leases=$(machine ls /run/rootful-containers/.leases/front)
    with_netavark <<<''
    for fault in 'rm /run/helpers/netavark' 'chmod 0644 /run/helpers/netavark' 'printf "#!/nowhere\n" >/run/helpers/netavark'; do
        machine sh -c "$fault"
        run -1 helper teardown web
        echo "$fault: $output"
        [[ $output == *"tries again"* ]]
        machine test -e /run/rootful-containers/web/netavark.json
        [ "$(machine ls /run/rootful-containers/.leases/front)" = "$leases" ]
        with_netavark <<<'exec "$NETAVARK" "$@"'
    done
    with_real_netavark
    detach web
}

@test "netavark that is not installed is named with where it was looked for" {
    with_netavark <<<''
    machine rm /run/helpers/netavark
    run -1 attach_web
    [ "$output" = 'network-helper: netavark is not installed: looked in /run/helpers (helper_binaries_dir in containers.conf)' ]
}

@test "a damaged state directory is an error, and gone with the next teardown" {
    attach_web
    machine sh -c 'echo garbage >/run/rootful-containers/web/container.json'
    run -1 helper teardown web
    [[ $output == *'/run/rootful-containers/web/container.json could not be read'* ]]
    user_systemctl alice stop rootful-create@web.service
}
