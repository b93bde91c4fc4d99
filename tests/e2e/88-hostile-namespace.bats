#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# The container's user ends, freezes or swaps what holds the network namespace.
# shellcheck disable=SC2016,SC2154 # most quoted variables are for the shells over there; others are of hostile.bash

load hostile

setup_file() {
    set_up_victim
}

teardown_file() {
    clean_up_victim
}

setup() {
    [[ ${NETWORK_NAMESPACE-} != container ]] || skip 'podman makes the namespace'
}

teardown() {
    end_attack
}

holder() {
    user_property test "rootful-init@${1:-evil}.service" MainPID
}

# init_runs COMMAND [SETTING]: what rootful-init@evil has in place of the program that makes and holds the namespace.
init_runs() {
    host_script "$@" <<'EOF'
units=/home/test/.config/systemd/user/rootful-init@evil.service.d
as test mkdir -p "$units"
printf '[Service]\nNotifyAccess=all\nExecStart=\nExecStart=%s\n%s\n' "$1" "${2-}" >"$units/attack.conf"
as test systemctl --user daemon-reload
EOF
}
ready_and_stay="sh -c 'systemd-notify --ready; exec sleep infinity'"

# start_fails TEXT: with that in its status, in bounded time, and nothing stays.
start_fails() {
    run ! host timeout --signal KILL 120 systemctl start rootful-container@evil
    status_says rootful-container@evil.service "$1"
    within 60 are_detached evil
    run ! host test -e /run/rootful-containers/evil
}

@test "the holder's end is the container's, and a failure to Restart=" {
    define_evil
    start evil
    host kill -KILL "$(holder)"
    within 60 state_is rootful-container@evil.service failed
    status_says rootful-container@evil.service 'evil ended, as the process that held its network namespace did'
    within 60 are_detached evil
    run ! host test -e /run/rootful-containers/evil
    define_evil evil $'[service]\nrestart = "on-failure"'
    start evil
    process=$(holder)
    host kill -KILL "$process"
    within 60 holds_another "$process"
    within 60 state_is rootful-container@evil.service active
}

holds_another() {
    local now
    now=$(holder)
    [[ $now != 0 && $now != "$1" ]]
}

@test "a holder that is stopped or frozen holds up nothing" {
    define_evil evil 'publish = ["8088:80"]'
    for hold in 'kill -STOP' 'freeze'; do
        start evil
        if [[ $hold == freeze ]]; then
            host as test systemctl --user freeze rootful-init@evil
        else
            # shellcheck disable=SC2086 # a list of words
            host $hold "$(holder)"
        fi
        answers 192.0.2.1:8088
        # Killed, it needs none of the 80 seconds that a teardown would wait for its unit.
        host timeout 60 systemctl stop rootful-container@evil rootful-network@evil
        [[ $(property rootful-network@evil.service Result) == success ]]
        run ! host test -e /run/rootful-containers/evil
    done
}

@test "a holder in another container's namespace, in the host's or in none of its user's is refused" {
    define_evil evil-sibling 'publish = ["8089:80"]'
    start evil-sibling
    answers 192.0.2.1:8089
    define_evil
    init_runs "nsenter --target $(holder evil-sibling) --user --net --preserve-credentials $ready_and_stay"
    start_fails 'is that of container evil-sibling; refused'
    answers 192.0.2.1:8089
    init_runs "$ready_and_stay"
    start_fails "is in the host's own network namespace; refused"
    answers 192.0.2.1:8089
    host systemctl stop rootful-container@evil-sibling
}

@test "a holder that never comes, or ends at once, is a failure in its time" {
    define_evil
    init_runs false
    start_fails 'rootful-init@evil.service of user test (uid 1000)'
    init_runs 'sleep infinity' TimeoutStartSec=5s
    start_fails 'rootful-init@evil.service of user test (uid 1000) failed'
}

@test "a false podman's user namespace leads to one's own or to none" {
    define_evil
    # There is a true one before.
    start evil
    host systemctl stop rootful-container@evil
    victim=$(host cat /run/user/1001/libpod/tmp/pause.pid)
    for process in 1 "$victim" "$(property user@1000.service MainPID)" nonsense; do
        host_script "$process" <<'EOF'
pause=/run/user/1000/libpod/tmp/pause.pid
pkill -KILL -u test -x catatonit || true
as test sh -c 'echo "$2" >"$1"' sh "$pause" "$1"
EOF
        host timeout --signal KILL 120 systemctl start rootful-container@evil || true
        state=$(property rootful-container@evil.service ActiveState)
        echo "$process $state"
        [[ $state == active || $state == failed ]]
        if [[ $state == active ]]; then
            owner=$(host stat -c %u "/proc/$(holder)")
            [ "$owner" = 1000 ]
        fi
        host systemctl stop rootful-container@evil
        within 60 are_detached evil
        run ! host test -e /run/rootful-containers/evil
    done
    answers 192.0.2.1:8080
    host rm -f /run/user/1000/libpod/tmp/pause.pid
    start evil
}

@test "podman system migrate ends the container, and with Restart= it is back in the new user namespace" {
    define_evil evil $'publish = ["8088:80"]\n[service]\nrestart = "always"'
    start evil
    answers 192.0.2.1:8088
    id=$(host as test podman inspect --format '{{.Id}}' evil)
    host as test podman system migrate
    within 60 is_another "$id"
    answers 192.0.2.1:8088
}

is_another() {
    local id
    id=$(host as test podman inspect --format '{{.Id}}' evil) && [[ $id != "$1" ]]
}

@test "what the container joins is root's to choose" {
    define_evil
    start evil
    run ! host as test ln -sfT /proc/self/ns/net /run/rootful-containers/evil/joined
    [[ $(host readlink /run/rootful-containers/evil/joined) == "/proc/$(holder)/ns/net" ]]
}
