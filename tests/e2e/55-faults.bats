#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# What goes wrong while a container starts, runs or stops: the units notice, say so, leave nothing behind, and the same
# container starts again. The network helper and netavark killed at every step: tests/netavark.

load lib

setup() {
    define_web
}

# Each case ends with the leak check, a fresh start, and the leak check again.
teardown() {
    host_script <<'EOF'
umount --quiet /run/rootful-containers || true
rm -rf /etc/containers/containers.conf.d/90-stand-in.conf /run/helpers /run/deaf /run/systemd/system-generators /usr/local/bin/systemd-run
systemctl stop registry.service 2>/dev/null || true
systemctl kill --kill-whom=main --signal=CONT user@1000.service user@1001.service 2>/dev/null || true
EOF
    clean_up
    define_web
    start_web
    clean_up
}

start_web() {
    start web
    answers 192.0.2.1
}

# ends STATE: the container's unit comes to that state, and nothing is left of it.
ends() {
    within 60 state_is rootful-container@web.service "$1"
    within 60 leftovers
}

# api_finds NAME: the container "api" gets a page from the container of that name.
api_finds() {
    fetches other api "$1"
}

# netavark_blocks VERB: netavark comes to no end when it runs that verb.
netavark_blocks() {
    host_script "$1" <<'EOF'
for directory in /usr/libexec/podman /usr/lib/podman; do
    [ ! -x "$directory/netavark" ] || break
done
mkdir -p /run/helpers
ln -sf "$directory/aardvark-dns" /run/helpers/
cat >/run/helpers/netavark <<END
#!/bin/bash
[[ \$* != *" $1 "* ]] || exec sleep infinity
exec $directory/netavark "\$@"
END
chmod 0755 /run/helpers/netavark
printf '[engine]\nhelper_binaries_dir = ["/run/helpers", "%s"]\n' "$directory" >/etc/containers/containers.conf.d/90-stand-in.conf
EOF
}

netavark_is_blocked() {
    within 60 host pgrep -u root -f -x 'sleep infinity'
}

# registry COMMAND: each connection to a registry on this host is answered by that command.
registry() {
    host systemd-run --quiet --collect --unit=registry socat TCP-LISTEN:5000,fork,reuseaddr,bind=127.0.0.1 "EXEC:$1"
    within 60 host sh -c 'ss -Hlnt sport = :5000 | grep -q .'
    define web <<'EOF'
user = "test"
image = "127.0.0.1:5000/web"
networks = ["rootful0"]
publish = ["80:80"]

[pull]
tls_verify = false
EOF
}

# The registry takes connections and never answers.
start_and_pull() {
    registry 'sleep infinity'
    host systemctl start --no-block rootful-container@web
    within 60 is_pulling
}

is_pulling() {
    host sh -c 'ss -Htn state established dport = :5000 | grep -q .'
}

# --- our own programs ---

@test "the helper killed while the image is pulled: the pull ends" {
    start_and_pull
    host systemctl kill --kill-whom=main --signal=KILL rootful-network@web
    host systemctl stop registry
    ends failed
    status_says rootful-network@web.service 'status=9/KILL'
}

@test "the helper killed while netavark runs: the start fails" {
    netavark_blocks setup
    host systemctl start --no-block rootful-container@web
    netavark_is_blocked
    host rm /etc/containers/containers.conf.d/90-stand-in.conf
    host systemctl kill --kill-whom=main --signal=KILL rootful-network@web
    within 60 state_is rootful-network@web.service failed
    ends failed
    status_says rootful-network@web.service 'status=9/KILL'
}

@test "a start that hangs in netavark can be stopped" {
    netavark_blocks setup
    host systemctl start --no-block rootful-container@web
    netavark_is_blocked
    host rm /etc/containers/containers.conf.d/90-stand-in.conf
    stop web
    within 60 leftovers
}

@test "the teardown killed while netavark runs: the next start makes it good" {
    start_web
    netavark_blocks teardown
    host systemctl stop --no-block rootful-container@web
    netavark_is_blocked
    host rm /etc/containers/containers.conf.d/90-stand-in.conf
    host systemctl kill --kill-whom=control --signal=KILL rootful-network@web
    within 60 state_is rootful-network@web.service failed
    status_says rootful-network@web.service 'Control process exited, code=killed, status=9/KILL'
    start_web
}

@test "the supervisor killed: the container ends with it" {
    start_web
    host systemctl kill --kill-whom=main --signal=KILL rootful-container@web
    ends failed
    [ "$(property rootful-container@web.service StatusText)" = 'web is ended, as container-supervisor was killed by SIGKILL' ]
}

@test "signals for the program that come to the supervisor harm nobody, and the journal says who gets them how" {
    start_web
    main=$(property rootful-container@web.service MainPID)
    for signal in HUP QUIT USR1 USR2; do
        host systemctl kill --signal="$signal" rootful-container@web
    done
    within 20 host sh -c 'journalctl --unit rootful-container@web | grep -F "SIGUSR2 is not passed on to the container: run '"'podman kill --signal USR2 web'"'"'
    [ "$(property rootful-container@web.service MainPID)" = "$main" ]
    answers 192.0.2.1
    stop web
}

@test "systemctl kill sends its signal to the whole control group: the container is stopped all the same" {
    for _ in {1..6}; do
        start_web
        host sh -c 'systemctl kill rootful-container@web; systemctl kill rootful-container@web; systemctl kill --signal=HUP rootful-container@web'
        within 60 state_is rootful-container@web.service inactive
    done
    # Also when the agent that stops it is lost: another signal begins that again.
    define_web 'command = ["sh", "-c", "trap : TERM; while :; do sleep 1; done"]
stop_timeout = 8'
    start web
    host systemctl kill rootful-container@web
    within 60 host pgrep -f 'container-supervisor web .*--end=stop'
    host pkill -KILL -f 'container-supervisor web .*--end=stop'
    host systemctl kill rootful-container@web
    within 60 host pgrep -f 'container-supervisor web .*--end=stop'
    within 60 state_is rootful-container@web.service inactive
}

@test "conmon killed: the container ends with it, and its status says so" {
    start_web
    # shellcheck disable=SC2016 # for the shell over there
    host as test sh -c 'kill -KILL "$(cat "$XDG_RUNTIME_DIR/rootful-containers/web/conmon.pid")"'
    ends failed
    [[ $(property rootful-container@web.service StatusText) == 'web ended, as conmon was killed by SIGKILL'* ]]
}

# --- where the state is kept ---

@test "the state directory on a full disk" {
    host mount -t tmpfs -o mode=0755,nr_blocks=2 tmpfs /run/rootful-containers
    run ! start web
    status_says rootful-container@web.service 'No space left on device'
    within 60 leftovers
}

@test "a teardown that cannot run netavark: what is attached stays known, and the next start makes it good" {
    define_web
    start_web
    # netavark's own directory is none.
    host sh -c 'mv /run/containers/networks /run/containers/aside && touch /run/containers/networks'
    host systemctl stop rootful-container@web
    within 60 state_is rootful-network@web.service failed
    host test -e /run/rootful-containers/web/netavark.json
    host nft list ruleset | grep -q 'dport 80 '
    host sh -c 'rm /run/containers/networks && mv /run/containers/aside /run/containers/networks'
    start_web
}

@test "the state directory on a disk that cannot be written to" {
    host mount -t tmpfs -o mode=0755,ro tmpfs /run/rootful-containers
    run ! start web
    status_says rootful-container@web.service ': Read-only file system'
    within 60 leftovers
}

@test "the state directory removed while the container runs: a stop says so, and a start takes over what is left" {
    start_web
    host sh -c 'rm -rf /run/rootful-containers/web 2>/dev/null || true'
    stop web
    within 60 state_is rootful-network@web.service failed
    status_says rootful-container@web.service '/run/rootful-containers/web was removed while web was attached'
    start_web
}

@test "all state removed while the container runs: a stop says so, and a start takes over what is left" {
    start_web
    host sh -c 'umount /run/rootful-containers/web/netns; rm -rf /run/rootful-containers'
    stop web
    within 60 state_is rootful-network@web.service failed
    status_says rootful-container@web.service '/run/rootful-containers/web was removed while web was attached'
    start_web
}

@test "the state directory removed while the container runs: a restart gives one that answers" {
    start_web
    host sh -c 'rm -rf /run/rootful-containers/web 2>/dev/null || true'
    host systemctl restart rootful-container@web
    answers 192.0.2.1
}

# --- the user's service manager ---

@test "the user's service manager killed: its containers end, and start again" {
    start_web
    host systemctl kill --kill-whom=main --signal=KILL user@1000.service
    within 60 state_is rootful-container@web.service failed
    within 60 state_is rootful-network@web.service inactive
    status_says rootful-container@web.service 'web ended together with the service manager of user test (uid 1000)'
    start_web
    status_says rootful-network@web.service 'the service manager of user test (uid 1000) was killed while web was in it'
}

@test "the user's service manager killed under Restart=on-failure: the container comes back" {
    define_web '[service]' $'\n' 'restart = "on-failure"'
    start_web
    host systemctl kill --kill-whom=main --signal=KILL user@1000.service
    answers 192.0.2.1
    within 60 state_is rootful-container@web.service active
}

# The state that a kill of the user's first podman since boot can leave, from which podman 5.4 does not recover by itself.
kill_first_podman() {
    host_script <<'EOF'
run=/run/user/1000/libpod/tmp
as test podman unshare true
kill -KILL "$(cat "$run/pause.pid")"
rm "$run/alive"
EOF
}

@test "the user's first podman since boot killed while it made its user namespace: a container starts, and a stop leaves podman usable" {
    host systemctl start user@1000.service
    kill_first_podman
    start_web
    stop web
    host_script <<'END'
mkdir -p /etc/systemd/user/rootful-create@web.service.d
printf '[Service]\nExecStartPre=sleep infinity\n' >/etc/systemd/user/rootful-create@web.service.d/wait.conf
END
    host systemctl start --no-block rootful-container@web
    within 60 user_state_is rootful-create@web.service activating
    kill_first_podman
    stop web
    host as test podman ps
    within 60 leftovers
    host rm -r /etc/systemd/user/rootful-create@web.service.d
    host as test systemctl --user daemon-reload
}

@test "the user's service manager restarted in the midst of a start: the start begins again" {
    start_and_pull
    before=$(property rootful-network@web.service InvocationID)
    host systemctl restart user@1000.service
    within 60 is_pulling
    [ "$(property rootful-network@web.service InvocationID)" != "$before" ]
    stop web
    host systemctl stop registry
    within 60 leftovers
}

@test "the user's service manager hangs: a start fails and a stop ends all the same" {
    define_api
    start_web
    host systemctl start user@1001.service
    host systemctl kill --kill-whom=main --signal=STOP user@1000.service user@1001.service
    # Side by side, because both wait for what a manager has to answer in, twice.
    host systemctl start --no-block rootful-container@api
    host systemctl stop --no-block rootful-container@web
    within 300 state_is rootful-network@api.service failed
    within 300 state_is rootful-network@web.service failed
    host systemctl kill --kill-whom=main --signal=CONT user@1000.service user@1001.service
    status_says rootful-container@api.service 'the service manager of uid 1001'
    status_says rootful-container@web.service 'the service manager of uid 1000'
    start_web
    start api
    api_finds web
}

# --- podman, behind our back ---

@test "conmon and podman stop killed while the container is stopped: nothing is left of it" {
    define_web 'command = ["sleep", "infinity"]' $'\n' 'stop_timeout = 600'
    start web
    host systemctl stop --no-block rootful-container@web
    within 60 host pgrep -u test -f 'podman stop'
    # In this order nobody tells podman that the container has ended.
    host_script <<'EOF'
pkill -STOP -u test -f 'podman stop'
kill -KILL "$(cat /run/user/1000/rootful-containers/web/conmon.pid)"
EOF
    within 60 state_is rootful-container@web.service inactive
    host pkill -KILL -u test -f 'podman stop'
    ends inactive
}

@test "podman rm by the user ends the unit" {
    start_web
    host as test podman rm --force --time 0 web
    ends failed
    status_says rootful-container@web.service 'status=9/KILL'
}

@test "podman stop by the user ends the unit" {
    start_web
    host as test podman stop --time 5 web
    ends inactive
}

@test "podman restart by the user ends the unit: no container runs without its network" {
    start_web
    host sh -c 'as test podman restart --time 0 web || true'
    ends failed
}

@test "podman restart by the user under Restart=always: the container comes back with its network" {
    define_web '[service]' $'\n' 'restart = "always"'
    start_web
    before=$(host as test podman inspect --format '{{.Id}}' web)
    host sh -c 'as test podman restart --time 0 web || true'
    within 60 is_another_container "$before"
    answers 192.0.2.1
    within 60 state_is rootful-container@web.service active
}

@test "podman system migrate by the user ends the unit" {
    start_web
    host as test podman system migrate
    ends inactive
}

# --- what netavark made ---

# rules [FAMILY]: every rule of the host, in no order, because tables and chains that are recreated come in another one. What was in
# effect while a container was attached names the interfaces of that moment.
rules() {
    host nft delete table bridge rootful-containers 2>/dev/null || true
    host nft --stateless list ruleset "$@" | sort
}

@test "after a flush of the firewall a reload of the network brings back all rules, and a stop is clean" {
    start_web
    before=$(rules)
    host nft flush ruleset
    run ! ask 192.0.2.1
    host systemctl reload rootful-network@web
    answers 192.0.2.1
    diff <(echo "$before") <(rules)
    host nft flush ruleset
    stop web
    within 60 leftovers
    [ "$(property rootful-network@web.service Result)" = success ]
}

guarded() {
    local container chains
    chains=$(rules netdev)
    for container in "$@"; do
        [[ $chains == *"chain own-addresses/$container {"* ]] || return
    done
}

@test "nftables.service flushes the firewall when it starts; its reload reloads all networks" {
    define_api
    start_web
    start api
    host systemctl start nftables.service
    run ! ask 192.0.2.1
    host systemctl reload nftables.service
    answers 192.0.2.1
    api_finds web
    within 60 guarded web api
    host systemctl stop nftables.service
}

@test "after a flush of the firewall netavark brings back the ports, and a reload of the network the rules against spoofing" {
    [[ $SUITE != trixie ]] || skip 'netavark 1.14 has no firewall-reload'
    start_web
    before=$(rules) of_netavark=$(rules inet)
    [[ $of_netavark == *'dnat ip to 10.89.0.'* && $before == *'chain own-addresses/web {'* ]]
    host nft flush ruleset
    run ! ask 192.0.2.1
    # What netavark-firewalld-reload.service does whenever firewalld was reloaded, which itself leaves tables of others alone.
    host /usr/lib/podman/netavark --config /run/containers/networks firewall-reload
    answers 192.0.2.1
    diff <(echo "$of_netavark") <(rules inet)
    run ! host nft list table netdev rootful-containers
    host systemctl reload rootful-network@web
    diff <(echo "$before") <(rules)
    answers 192.0.2.1
}

kill_name_server() {
    local server
    server=$(host pgrep -x aardvark-dns)
    host kill -KILL "$server"
    # One that nobody has waited for yet is a living one to netavark. Another one may be there at once.
    within 60 host test ! -e "/proc/$server"
}

@test "aardvark-dns killed: names are answered again without anybody doing anything, and nothing watches when no container is attached" {
    define_api
    start web api
    api_finds web
    for _ in 1 2; do
        kill_name_server
        api_finds web
    done
    state_is rootful-dns.service active
    # Also when nobody saw its end.
    host systemctl kill --signal=KILL rootful-dns.service
    kill_name_server
    api_finds web
    stop web api
    within 60 state_is rootful-dns.service inactive
    within 60 host sh -c '! pgrep -x aardvark-dns'
}

@test "aardvark-dns killed: a reload brings back every name, and so does the next container" {
    define_api
    start web api
    api_finds web
    # Not by the one who watches.
    host systemctl mask --runtime --now rootful-dns.service
    kill_name_server
    run ! fetch other api web
    host systemctl reload rootful-network@web
    api_finds web
    kill_name_server
    host systemctl restart rootful-container@web
    host systemctl unmask --runtime rootful-dns.service
    api_finds web
}

# --- systemd and definitions ---

main_process_is() {
    [[ $(property rootful-container@web.service MainPID) == "$1" ]]
}

@test "daemon-reexec of both managers: the container runs on, its ports stay taken, and it stops" {
    start_web
    main=$(property rootful-container@web.service MainPID)
    host systemctl daemon-reexec
    host as test systemctl --user daemon-reexec
    answers 192.0.2.1
    within 60 main_process_is "$main"
    run -1 host timeout 10 socat -u TCP6-LISTEN:80,reuseaddr /dev/null
    [[ $output == *'Address already in use'* ]]
    stop web
    within 60 leftovers
}

# An update of systemd re-executes each user's manager.
reexec_of_user() {
    host as test systemctl --user daemon-reexec
}

@test "a user's manager that is re-executed while podman creates goes on, and so does the start" {
    host_script <<'END'
rm -f /tmp/go
mkdir -p /etc/systemd/user/rootful-create@web.service.d
printf '[Service]\nExecStartPre=sh -c "echo begun >>/tmp/begun; until test -e /tmp/go; do sleep 0.1; done"\n' >/etc/systemd/user/rootful-create@web.service.d/wait.conf
END
    host systemctl start --no-block rootful-container@web
    within 60 user_state_is rootful-create@web.service activating
    within 60 host test -e /tmp/begun
    reexec_of_user
    reexec_of_user
    within 60 host as test systemctl --user is-active --quiet basic.target
    host touch /tmp/go
    within 60 state_is rootful-container@web.service active
    # Nothing was begun a second time.
    [ "$(host cat /tmp/begun)" = begun ]
    answers 192.0.2.1
    host rm -rf /etc/systemd/user/rootful-create@web.service.d /tmp/go /tmp/begun
    stop web
    within 60 leftovers
}

@test "a user's manager that is re-executed while a container becomes healthy, stops or ends: nothing of it is lost" {
    define_web 'command = ["sh", "-c", "trap \"sleep 5; exit 0\" TERM; httpd -p 80 -h /www; while :; do sleep 0.1; done"]
notify = "healthy"
health.command = ["test", "-e", "/tmp/healthy"]
health.interval = "1s"
health.retries = 100'
    host systemctl start --no-block rootful-container@web
    # podman has made the timer of its checks by then, for which it gives up at once where nobody listens.
    within 60 host as test sh -c 'podman inspect --format "{{len .State.Health.Log}}" web | grep -q "[1-9]"'
    reexec_of_user
    host as test podman exec web touch /tmp/healthy
    within 60 state_is rootful-container@web.service active
    host systemctl stop --no-block rootful-container@web
    within 60 user_state_is rootful-start@web.service deactivating
    reexec_of_user
    within 60 state_is rootful-container@web.service inactive
    [ "$(property rootful-container@web.service Result)" = success ]
    within 60 leftovers
    define_web 'type = "job"
command = ["sh", "-c", "trap \"exit 0\" USR1; echo waits >/tmp/waits; while :; do sleep 0.1; done"]'
    host systemctl start --no-block rootful-container@web
    within 60 host as test podman exec web test -e /tmp/waits
    host_script <<'END'
manager=$(systemctl show --value -p MainPID user@1000.service)
kill -s RTMIN+25 "$manager"
kill -s USR1 "$(cat /run/user/1000/rootful-containers/web/pid)"
END
    within 60 state_is rootful-container@web.service inactive
    [ "$(property rootful-container@web.service Result)" = success ]
    within 60 leftovers
}

@test "daemon-reexec while netavark has aardvark-dns started: it is attached all the same" {
    # systemd is deaf from the first start of it on, as long as its generators take.
    host_script <<'EOF'
mkdir -p /run/systemd/system-generators
printf '#!/bin/sh\nsleep 3\n' >/run/systemd/system-generators/slow
cat >/usr/local/bin/systemd-run <<'END'
#!/bin/bash
if mkdir /run/deaf 2>/dev/null; then
    systemctl daemon-reexec </dev/null >/dev/null 2>&1 &
    while socat -u OPEN:/dev/null UNIX-CONNECT:/run/systemd/private 2>/dev/null; do sleep 0.05; done
fi
exec /usr/bin/systemd-run "$@"
END
chmod 0755 /usr/local/bin/systemd-run /run/systemd/system-generators/slow
EOF
    # Its wait ends where systemd executes itself anew.
    host systemctl start --no-block rootful-container@web
    within 60 state_is rootful-container@web.service active
    host test -d /run/deaf
    within 60 host sh -c 'journalctl --quiet --unit=rootful-network@web --output=cat | grep "systemd executed itself anew meanwhile, so this is tried again"'
    answers 192.0.2.1
    fetches test web web
    stop web
    within 60 leftovers
}

@test "daemon-reexec while the network of a job that has ended is detached: the job has ended well" {
    define_web 'type = "job"
command = ["true"]'
    host_script <<'END'
mkdir -p /etc/systemd/system/rootful-network@web.service.d
printf '[Service]\nExecStopPost=touch /run/detaching\nExecStopPost=sleep 3\n' >/etc/systemd/system/rootful-network@web.service.d/wait.conf
systemctl daemon-reload
systemctl start --no-block rootful-container@web
END
    within 60 host test -e /run/detaching
    host systemctl daemon-reexec
    host rm -r /run/detaching /etc/systemd/system/rootful-network@web.service.d
    host systemctl daemon-reload
    within 60 state_is rootful-container@web.service inactive
    [ "$(property rootful-container@web.service Result)" = success ]
    within 60 leftovers
}

@test "daemon-reexec while a container takes its time to stop with its network: it is detached all the same" {
    define_web 'command = ["sh", "-c", "trap \"sleep 5; exit 0\" TERM; while :; do sleep 0.1; done"]'
    start web
    host systemctl stop --no-block rootful-network@web
    within 60 state_is rootful-container@web.service deactivating
    host systemctl daemon-reexec
    ends inactive
    state_is rootful-network@web.service inactive
}

@test "the ports of a container that was attached manually are its unit's when that starts" {
    # It has neither ports nor container yet.
    mapfile -t command < <(host systemctl show --value -p ExecStart rootful-network@web | sed -n 's/.*argv\[\]=\([^;]*\) ;.*/\1/p' | xargs -n 1)
    host systemctl start user@1000.service
    host "${command[@]}"
    host socat -u TCP6-LISTEN:80,reuseaddr,fork /dev/null &
    listener=$!
    within 60 host sh -c 'ss -Hlnt sport = :80 | grep -q .'
    run ! host systemctl start rootful-container@web
    status_says rootful-network@web.service "port 80 is already taken"
    kill "$listener"
    host pkill -x socat
    within 60 leftovers
    host "${command[@]}"
    start_web
    run -1 host timeout 10 socat -u TCP6-LISTEN:80,reuseaddr /dev/null
    [[ $output == *'Address already in use'* ]]
    stop web
    within 60 leftovers
}

@test "a definition renamed while its container runs: the new name starts when the old one has stopped" {
    start_web
    host mv "${definitions:?}/web.toml" "$definitions/www.toml"
    host systemctl daemon-reload
    answers 192.0.2.1
    run ! start www
    status_says rootful-network@www.service "published port '80:80': tcp port 80 is already taken by container web"
    stop web
    start www
    answers 192.0.2.1
}

@test "an image that is not there is pulled, also when that takes longer than systemd waits by default" {
    host_script <<'EOF'
podman push --quiet localhost/web dir:/run/registry
cat >/run/registry/answer <<'END'
#!/bin/bash
read -r _ path _
# 90 s is DefaultTimeoutStartSec=.
until (($(date +%s) - $(stat -c %Y "$0") > 100)); do sleep 1; done
while IFS= read -r header && [[ $header != $'\r' ]]; do :; done
file=/run/registry/${path##*[/:]} type=application/octet-stream
[[ $path != */manifests/* ]] || { file=/run/registry/manifest.json; type=$(jq -r '.mediaType // "application/vnd.oci.image.manifest.v1+json"' "$file"); }
[[ -f $file ]] || file=/dev/null
printf 'HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %s\r\nConnection: close\r\n\r\n' "$type" "$(wc -c <"$file")"
cat "$file"
END
chmod 0755 /run/registry/answer
EOF
    registry /run/registry/answer
    host systemctl start --no-block rootful-container@web
    within 60 is_pulling
    # Who waits for podman does not hold on to systemd.
    host systemctl daemon-reexec
    start_web
    stop web
    host as test podman image rm 127.0.0.1:5000/web
    host rm -r /run/registry
}

@test "a pull may take as long as it takes, can be stopped, and holds up no reboot" {
    # For all but the pull.
    [ "$(property rootful-network@web.service TimeoutStartUSec)" = 5min ]
    host_script <<'EOF'
mkdir -p /run/systemd/system/rootful-network@web.service.d
printf '[Service]\nTimeoutStartSec=15s\n' >/run/systemd/system/rootful-network@web.service.d/90-short.conf
EOF
    start_and_pull
    [ "$(user_property test rootful-create@web.service TimeoutStartUSec)" = infinity ]
    # The clock of this one does not run yet.
    state_is rootful-container@web.service inactive
    host sleep 25
    state_is rootful-network@web.service activating
    is_pulling
    host rm -r /run/systemd/system/rootful-network@web.service.d
    host systemctl daemon-reload
    stop web
    host systemctl stop registry
    within 60 leftovers
    start_and_pull
    since=$(host date +%s)
    reboot
    run ! host sh -c "journalctl --quiet --boot=-1 --since=@$since --output=cat | grep 'rootful-.*@web.*timed out'"
    within 60 leftovers
}

# --- users ---

@test "lingering switched off: the container ends with the user's manager, and a start switches it on again" {
    start_web
    host loginctl disable-linger test
    ends inactive
    start_web
    host test -e /var/lib/systemd/linger/test
    host loginctl terminate-user test
    ends inactive
    status_says rootful-container@web.service 'web ended together with the service manager of user test (uid 1000)'
    start_web
}

@test "a user without subordinate ids, who then is deleted: each start says what is wrong" {
    host useradd --create-home --uid 1099 leaving
    host sed -i /^leaving:/d /etc/subuid /etc/subgid
    define leaving <<'EOF'
user = "leaving"
image = "localhost/web"
networks = ["rootful0"]
EOF
    run ! start leaving
    status_says rootful-container@leaving.service 'rootful-create@leaving.service of user leaving (uid 1099) failed'
    host loginctl disable-linger leaving
    host systemctl stop user@1099.service
    host userdel --force --remove leaving
    run ! start leaving
    host systemctl daemon-reload
    run ! start leaving
    status_says rootful-container@leaving.service "'leaving'"
}

@test "a user who is deleted while the container runs: it can be stopped" {
    host_script <<'EOF'
useradd --create-home --uid 1098 parting
loginctl enable-linger parting
podman save --quiet localhost/web --output /tmp/web.tar
chmod 0644 /tmp/web.tar
systemctl start user@1098.service
as parting podman load --quiet --input /tmp/web.tar
rm /tmp/web.tar "/etc/rootful-containers.d/web.toml"
EOF
    define parting <<'EOF'
user = "parting"
image = "localhost/web"
networks = ["rootful0"]
publish = ["80:80"]
EOF
    start parting
    answers 192.0.2.1
    host sh -c 'userdel --force parting 2>/dev/null || true'
    stop parting
    within 60 leftovers
    host systemctl stop user@1098.service
    host rm -rf /home/parting /var/lib/systemd/linger/parting
}
