#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Users attack with what hangs whoever touches it: descriptors whose closing does not end, file systems that do not answer, locks
# of the kernel's, tables of the kernel's that they make long. The container "bystander" is another user's, and starts all the same.
# shellcheck disable=SC2016,SC2154 # most quoted variables are for the shells over there; others are of hostile.bash

load hostile

socket=/run/rootful-containers/evil/notify
file_system=/home/test/attack-fs

setup_file() {
    set_up_victim
}

teardown_file() {
    clean_up_victim
}

teardown() {
    end_bystander
    end_attack
}

define_bystander() {
    define bystander <<'EOF'
user = "other"
image = "localhost/web"
networks = ["rootful0"]
publish = ["8081:80"]
EOF
}

end_bystander() {
    host systemctl stop 'rootful-container@bystander*' 'rootful-network@bystander*'
    host rm -f /etc/rootful-containers.d/bystander.toml
}

# others_start: a container of another user starts, answers, restarts and stops.
others_start() {
    define_bystander
    host timeout 90 systemctl start rootful-container@bystander
    answers 192.0.2.1:8081
    host timeout 90 systemctl restart rootful-container@bystander
    answers 192.0.2.1:8081
    host timeout 90 systemctl stop rootful-container@bystander
    within 90 state_is rootful-network@bystander.service inactive
}

# networks_change: root's networks can be changed, which nobody who hangs may hold up.
networks_change() {
    host timeout 60 "$helper" create-network rootful7 --definition 0123456789abcdef -- --subnet 10.89.7.0/24
    host timeout 60 "$helper" remove-network rootful7
}

status_is() {
    [[ $(property rootful-container@evil.service StatusText) == "$1" ]]
}

# serve_files REQUEST...: a file system of the user's, which does not answer these.
serve_files() {
    attack files "$attacks/file-system" "$file_system" "$@"
}

# attack_of_third NAME COMMAND...: like attack, of the user who owns no container.
attack_of_third() {
    local name=$1
    shift
    host systemd-run --quiet --collect --unit="attack-$name" --uid=third -p LimitNOFILE=8192 -p Type=notify -p NotifyAccess=all "$@"
}

# was_alive_after TIME: the service manager heard a keep-alive since.
was_alive_after() {
    (($(property rootful-container@evil.service WatchdogTimestampMonotonic) > $1))
}

# hangs PATTERN: a process with that command line is in a wait that no signal ends.
hangs() {
    host sh -c 'for p in $(pgrep -f "$1"); do grep -q "^State:.D" "/proc/$p/status" && exit; done; exit 1' sh "$1"
}

@test "connections that linger, sent to the notify socket, keep the supervisor from nothing" {
    define_evil
    start evil
    attack linger "$attacks/notify" "$socket" lingering 'STATUS=heard' 6
    within 60 status_is heard
    host as test podman kill evil
    within 60 state_is rootful-network@evil.service inactive
    [ "$(property rootful-container@evil.service ExecMainStatus)" = 9 ]
    start evil
    attack linger-2 "$attacks/notify" "$socket" lingering 'STATUS=heard' 6
    host systemctl stop rootful-container@evil
    [ "$(property rootful-container@evil.service Result)" = success ]
}

@test "a container whose user sends connections that linger becomes ready, and is kept alive" {
    define_evil evil 'notify = "container"
command = ["serve-when-told"]
[systemd.service]
WatchdogSec = "5min"'
    host systemctl start --no-block rootful-container@evil
    within 60 host as test podman exec evil true
    attack linger "$attacks/notify" "$socket" lingering 'STATUS=heard' 6
    within 60 status_is heard
    host as test podman exec evil touch /tmp/go
    within 60 state_is rootful-container@evil.service active
    attack linger-2 "$attacks/notify" "$socket" lingering 'STATUS=again' 6
    alive=$(property rootful-container@evil.service WatchdogTimestampMonotonic)
    host as test "$attacks/notify" "$socket" text 'WATCHDOG=1'
    within 60 was_alive_after "$alive"
}

@test "files whose closing is never answered, sent to the notify socket, keep the supervisor from nothing" {
    serve_files flush
    define_evil
    start evil
    attack unflushed "$attacks/notify" "$socket" unflushed 'STATUS=heard' 20 "$file_system/file"
    within 60 status_is heard
    host systemctl stop rootful-container@evil
    [ "$(property rootful-container@evil.service Result)" = success ]
}

@test "descriptors that hang whoever closes them, from the user's service manager, hold up that user alone" {
    serve_files flush
    define_evil
    for way in lingering_descriptors unflushed_descriptors; do
        host as test sh -c 'cd "$XDG_RUNTIME_DIR/systemd" && { [ -e private.real ] || mv private private.real; }'
        attack "${way//_/-}" --setenv=ATTACK_FILE="$file_system/file" "$attacks/manager" "$runtime/systemd/private" "$way"
        host systemctl start --no-block rootful-container@evil
        within 60 is_connected "$way"
        networks_change
        others_start
        within 180 state_is rootful-container@evil.service failed
        within 180 state_is rootful-network@evil.service failed
        run ! host test -e /run/rootful-containers/evil
        host systemctl reset-failed
    done
    # One of them still hangs, and the next start works.
    hangs '[c]ontainer-supervisor evil'
    host as test sh -c 'cd "$XDG_RUNTIME_DIR/systemd" && mv private.real private'
    start evil
    host systemctl stop rootful-container@evil
    [ "$(property rootful-container@evil.service Result)" = success ]
}

@test "agents that hang and cannot be moved to the user's control group hold up no stop" {
    serve_files flush
    define_evil
    host as test sh -c 'cd "$XDG_RUNTIME_DIR/systemd" && mv private private.real'
    attack unflushed --setenv=ATTACK_FILE="$file_system/file" "$attacks/manager" "$runtime/systemd/private" unflushed_descriptors
    # The control group is the user's, who has the service manager elsewhere.
    host as test sh -c '
        cd "/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service"
        mkdir elsewhere
        while [ -e init.scope ]; do
            while read -r process; do echo "$process" >elsewhere/cgroup.procs; done <init.scope/cgroup.procs
            rmdir init.scope || :
        done' 2>/dev/null
    host systemctl start --no-block rootful-container@evil
    within 60 state_is rootful-network@evil.service failed
    status_says rootful-network@evil.service init.scope
    within 60 state_is rootful-container@evil.service failed
    host timeout 60 systemctl stop rootful-container@evil rootful-network@evil
    # Elsewhere it does not end by itself.
    host systemctl kill --signal=KILL attack-unflushed.service attack-files.service user@1000.service
}

@test "a start that hangs in the user's file system can be stopped, and the next one works" {
    define_evil
    serve_files read
    host as test mv "$runtime/systemd/private" "$runtime/private.away"
    attack lock "$attacks/directory-lock" "$runtime/systemd" "$file_system/file"
    [ "$(property attack-lock.service StatusText)" = reading ]
    host systemctl start --no-block rootful-container@evil
    within 60 state_is rootful-network@evil.service activating
    networks_change
    host timeout 120 systemctl stop rootful-container@evil rootful-network@evil
    run ! host test -e /run/rootful-containers/evil
    hangs '[c]ontainer-supervisor evil'
    host systemctl kill --signal=KILL attack-files.service attack-lock.service
    within 60 host as test mv "$runtime/private.away" "$runtime/systemd/private"
    start evil
}

@test "a user who owns nothing cannot hold the lock of a directory in which names are made" {
    attack_of_third files "$attacks/file-system" /home/third/attack-fs read
    # Where it can be read, it is held.
    host install -d -m 0755 /run/readable
    attack_of_third readable "$attacks/directory-lock" /run/readable /home/third/attack-fs/file
    [ "$(property attack-readable.service StatusText)" = reading ]
    number=0
    for directory in $(host find /run/rootful-containers /run/containers -type d); do
        number=$((number + 1))
        attack_of_third "lock-$number" "$attacks/directory-lock" "$directory" /home/third/attack-fs/file
        [ "$(property "attack-lock-$number.service" StatusText)" = refused ]
    done
    ((number >= 3))
    others_start
    # What hangs in the file system ends with it: by then there may be no such unit.
    host systemctl kill --signal=KILL 'attack-lock-*' attack-files.service
    within 60 state_is attack-readable.service inactive
    host umount --lazy /home/third/attack-fs
    host rmdir /run/readable
}

@test "a user who owns nothing, and locks whatever is readable, stops nobody's container" {
    define_bystander
    attack_of_third locks python3 -c 'import fcntl, glob, signal, subprocess
held = []
for pattern in ("/etc/*", "/etc/containers/**", "/usr/share/containers/*", "/etc/rootful-containers.d/*", "/run/systemd/**", "/run/containers/**",
        "/run/rootful-containers/**", "/proc/sys/kernel/osrelease", "/proc/sys/net/ipv6/conf/*/*", "/proc/sys/net/ipv4/conf/*/*"):
    for path in glob.glob(pattern, recursive=True):
        try:
            file = open(path)
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            held.append(file)
        except OSError:
            pass
subprocess.run(["systemd-notify", "--ready"])
signal.pause()'
    for path in /etc/hosts /etc/containers/networks/rootful0.json /proc/sys/kernel/osrelease /etc/rootful-containers.d/bystander.toml; do
        run -1 host flock --nonblock "$path" true
    done
    others_start
    start bystander
    host systemctl reload rootful-network@bystander
    host rootfulctl list
    host rootfulctl networks
    host rootfulctl status bystander
    host systemctl stop rootful-container@bystander
    within 90 state_is rootful-network@bystander.service inactive
    host systemctl kill --signal=KILL attack-locks.service
    run ! host sh -c 'nft list ruleset | grep 8081'
}

@test "a user who owns nothing, and makes root's table of mounts long, stops nobody's container" {
    attack_of_third mounts -p TimeoutStartSec=infinity "$attacks/mounts" /home/third/attack-mounts 560
    (($(host sh -c 'wc -c </proc/self/mountinfo') > 16 << 20))
    define_bystander
    host systemctl start rootful-container@bystander
    answers 192.0.2.1:8081
    host systemctl stop rootful-container@bystander
    within 300 state_is rootful-network@bystander.service inactive
    host systemctl kill --signal=KILL attack-mounts.service
    host umount --all --types fuse --lazy
    host rm -rf /home/third/attack-mounts
}

@test "a program that runs as root whoever starts it is not taken for netavark" {
    define_bystander
    start bystander
    host systemd-run --quiet --collect --unit=attack-su --uid=third sh -c 'sleep 1000 | su root setup /run/rootful-containers/bystander/x'
    within 60 host pgrep -f '^su root setup'
    # As after a setup that was killed.
    host rm /run/rootful-containers/bystander/status.json
    host systemctl restart rootful-container@bystander
    host pgrep -f '^su root setup'
}

@test "nothing that a container says puts off its stop, after whatever flood" {
    define_evil evil 'command = ["sh", "-c", "trap : TERM; while :; do sleep 1; done"]
stop_timeout = 100
[service]
timeout_stop = "5s"'
    while IFS= read -r messages; do
        start evil
        eval "host as test \"\$attacks/notify\" \"\$socket\" after_a_flood $messages"
        host systemctl stop --no-block rootful-container@evil
        within 60 state_is rootful-container@evil.service failed
        [ "$(property rootful-container@evil.service Result)" = timeout ]
        host as test podman kill evil || true
        within 120 are_detached evil
        host systemctl reset-failed
    done <<'END'
EXTEND_TIMEOUT_USEC=18446744073709551614 STOPPING=1
STOPPING=1 EXTEND_TIMEOUT_USEC=900000000
$'EXTEND_TIMEOUT_USEC=900000000\nSTOPPING=1'
EXTEND_TIMEOUT_USEC=900000000
END
}

@test "a container that runs gets no more time than it was given" {
    define_evil evil '[systemd.service]
RuntimeMaxSec = "8s"'
    start evil
    attack delay "$attacks/notify" "$socket" repeat 'EXTEND_TIMEOUT_USEC=900000000'
    within 60 state_is rootful-container@evil.service failed
    [ "$(property rootful-container@evil.service Result)" = timeout ]
}

@test "a restart that the user asks for comes after whatever root has asked for" {
    define_evil evil 'auto_update = "local"
command = ["sh", "-c", "trap : TERM; while :; do sleep 1; done"]
stop_timeout = 4'
    start evil
    attack restart "$attacks/notify" "$socket" repeat 'X_ROOTFUL_CONTAINERS=restart'
    # A restart that the user may ask for is under way, or about to be.
    host systemctl stop rootful-container@evil
    within 120 state_is rootful-network@evil.service inactive
    run ! state_is rootful-container@evil.service active
    [ -z "$(host systemctl list-jobs --no-legend 'rootful-*')" ]
    run ! host as test podman container exists evil
}

# signal_agents SIGNAL NAME: every agent of that container gets the signal, which its user may send.
signal_agents() {
    attack "signal-${1,,}" sh -c 'systemd-notify --ready
        while :; do pkill "-$1" -f "[c]ontainer-supervisor $2 .*--(initialize|remove|start|end)"; sleep 0.05; done' sh "$@"
}

@test "a user who stops or kills the agents, or keeps the notify socket from its place, holds up nobody else" {
    define_evil evil-stopped
    define_evil evil-killed
    signal_agents STOP evil-stopped
    signal_agents KILL evil-killed
    serve_files read
    # Between the network and the supervisor the way to the socket hangs.
    host_script "$attacks" "$runtime" "$file_system" <<'END'
cat >/run/evil-lock <<EOF
#!/bin/sh -e
systemd-run --quiet --collect --unit=attack-lock --uid=test -p Type=notify -p NotifyAccess=all \
    $1/directory-lock $2/rootful-containers/.notify $3/file
EOF
chmod 0755 /run/evil-lock
END
    define_evil evil '[systemd.service]
ExecStartPre = ["+/run/evil-lock"]'
    # Else they would wait for each other in that.
    host as test systemctl --user daemon-reload
    host systemctl start --no-block rootful-container@{evil-stopped,evil-killed,evil}
    within 60 state_is attack-lock.service active
    run ! host as test pkill -STOP -x network-helper
    others_start
    for name in evil-stopped evil-killed evil; do
        within 120 state_is "rootful-container@$name.service" failed
        within 120 are_detached "$name"
    done
    status_says rootful-network@evil-stopped.service 'what belongs to user test (uid 1000) did not answer in time'
    status_says rootful-network@evil-killed.service 'the agent that runs as user test (uid 1000) ended before it was done'
    status_says rootful-container@evil.service 'what belongs to user test (uid 1000) did not answer in time'
    run ! host test -e /run/rootful-containers/evil
    # The one that holds the lock ends with the file system.
    host systemctl kill --signal=KILL attack-signal-{stop,kill}.service attack-files.service
    define_evil
    start evil
}

# freeze 0|1: all that is the user's: the service manager, and what runs below it.
freeze() {
    host as test sh -c 'cd "/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service" && for group in */cgroup.freeze; do echo "$1" >"$group"; done' sh "$1"
}

@test "a user who freezes a pod and who shares a network while these are reloaded and stopped holds up nobody else" {
    [[ ${NETWORK_NAMESPACE-} != container ]] || skip 'only what is made before the container can be shared'
    define evil-pod.pod <<'END'
user = "test"
networks = ["rootful0"]
publish = ["8082:80"]
stop_timeout = 1
[service]
timeout_stop = "10s"
END
    sharer='image = "localhost/web"
user = "test"
reload_signal = "SIGHUP"
stop_timeout = 1
service.timeout_stop = "10s"'
    define evil-in-pod <<<"$sharer"$'\npod = "evil-pod"'
    define_evil evil 'service.timeout_stop = "10s"'
    define evil-beside <<<"$sharer"$'\ncommand = ["sh", "-c", "trap : HUP; while :; do sleep 1; done"]\nnetwork_of = "evil"'
    start evil-in-pod evil-beside
    answers 192.0.2.1:8082
    freeze 1
    host systemctl reload --no-block rootful-container@{evil-in-pod,evil-beside} rootful-network@{evil,evil-pod}
    networks_change
    others_start
    host systemctl stop --no-block rootful-container@{evil-in-pod,evil-beside}
    others_start
    host systemctl stop --no-block rootful-container@{evil-pod,evil}
    networks_change
    others_start
    within 300 are_detached evil-in-pod evil-beside evil-pod evil
    for name in evil-in-pod evil-beside evil-pod evil; do
        run ! host test -e "/run/rootful-containers/$name"
    done
    freeze 0
    host systemctl reset-failed
    start evil-in-pod evil-beside
    answers 192.0.2.1:8082
}

@test "agents end with who started them, also those that the user has stopped" {
    define_evil
    signal_agents STOP evil
    # They wait for it, and so are stopped for certain.
    host systemctl kill --kill-whom=main --signal=STOP user@1000.service
    for _ in {1..10}; do
        run -137 host timeout --signal=KILL 1 "$helper" setup evil --user=test --network=rootful0
    done
    within 60 host sh -c '! pgrep -f "[c]ontainer-supervisor evil"'
    host systemctl kill --signal=KILL attack-signal-stop.service
    host systemctl kill --kill-whom=main --signal=CONT user@1000.service
    start evil
}

@test "what root notes of a container is nobody else's business" {
    define evil <<'EOF'
user = "test"
image = "localhost/web"
[[network]]
name = "rootful0"
ipv4 = "10.89.0.77"
EOF
    start evil
    run -1 host as third sh -c 'cd /run/rootful-containers/evil && cat status.json addresses interfaces networks container.json netavark.json'
    [[ $output != *10.89.* ]]
    run ! host as third ls /run/rootful-containers
    run ! host as third cat /run/systemd/generator/rootful-containers.addresses
    # The user's own.
    [[ $(host as test cat /run/rootful-containers/evil/addresses) == *10.89.0.77* ]]
    run ! host as test cat /run/rootful-containers/evil/status.json
}

@test "the supervisor is the user's, who can end it but neither trace nor read it" {
    define_evil
    start evil
    supervisor=$(property rootful-container@evil.service MainPID)
    [ "$(host sed -n 's/^Uid:\t\([0-9]*\).*/\1/p' "/proc/$supervisor/status")" = 1000 ]
    for file in mem environ exe fd ns/net; do
        run ! host as test sh -c 'cat "$1" || readlink "$1" || ls "$1/"' sh "/proc/$supervisor/$file"
    done
    run ! host as test python3 -c 'import ctypes, sys; sys.exit(ctypes.CDLL(None).ptrace(16, int(sys.argv[1]), 0, 0) != 0)' "$supervisor"
    run ! host as test cat /usr/libexec/rootful-containers/container-supervisor
    host as test kill -KILL "$supervisor"
    within 60 state_is rootful-network@evil.service inactive
    [ "$(property rootful-container@evil.service Result)" = signal ]
}
