#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# The container's user attacks with what is rightly the user's: the notify socket, the container, its network namespace,
# and what all users may open.
# shellcheck disable=SC2016,SC2154 # most quoted variables are for the shells over there; others are of hostile.bash

load hostile

socket=/run/rootful-containers/evil/notify

setup_file() {
    set_up_victim
}

teardown_file() {
    clean_up_victim
}

teardown() {
    end_attack
}

# says WAY [TEXT]: the user's own program says something to the supervisor.
says() {
    host as test "$attacks/notify" "$socket" "$@"
}

status_is() {
    local status
    status=$(property rootful-container@evil.service StatusText)
    echo "$status"
    # shellcheck disable=SC2053 # a pattern
    [[ $status == $1 ]]
}

start_evil() {
    define_evil
    start evil
    supervisor=$(property rootful-container@evil.service MainPID)
    descriptors=$(host sh -c "ls /proc/$supervisor/fd | wc -l")
}

has_no_more_descriptors() {
    (($(host sh -c "ls /proc/$supervisor/fd | wc -l") <= descriptors))
}

supervisor_is_unchanged() {
    [ "$(property rootful-container@evil.service MainPID)" = "$supervisor" ]
    [ "$(property rootful-container@evil.service NFileDescriptorStore)" = 0 ]
    # It closes what it no longer needs, in its own time.
    within 60 has_no_more_descriptors
    [ "$(property rootful-container@evil.service ActiveState)" = active ]
}

@test "what would steer the service manager does not reach it" {
    start_evil
    for text in 'MAINPID=1' "MAINPID=$(host cat "$runtime/rootful-containers/evil/pid")" 'FDSTORE=1\nFDNAME=x' 'BARRIER=1' \
        'NOTIFYACCESS=all' 'WATCHDOG_USEC=1' 'ERRNO=1\nEXIT_STATUS=0' 'X_SOMETHING=1' 'STATUS' '\0STATUS=no' '=' ''; do
        says text "$text"
    done
    says text 'MAINPID=1\nSTATUS=heard'
    within 60 status_is heard
    supervisor_is_unchanged
}

@test "a status is shown without what a terminal would obey" {
    start_evil
    says text 'STATUS=\x1b[2J\x1b]0;title\x07all is well\r'
    # systemd itself takes backslashes away.
    within 60 status_is '*u001b?2J*u001b?0;title*u0007all is well*u000d'
    run -0 host systemctl status --no-pager rootful-container@evil
    [[ $output != *$'\e'* ]]
    says huge
    within 60 status_is "$(printf 'a%.0s' {1..1024})…"
    supervisor_is_unchanged
}

@test "descriptors that come along while the container is created hold up nothing" {
    define_evil
    units_run <<<"$attacks/notify $socket descriptors; echo \$\$ >pid"
    refused 'of the container has ended'
}

@test "descriptors that come along are closed" {
    start_evil
    says descriptors
    within 60 status_is here
    supervisor_is_unchanged
}

@test "of a flood the service manager hears a few messages a second, and the keep-alives" {
    define_evil evil '[systemd.service]
WatchdogSec = "5s"'
    # Before, because nothing keeps it alive until the flood begins.
    host sh -c 'exec busctl monitor --match "type=signal,path=/org/freedesktop/systemd1/unit/rootful_2dcontainer_40evil_2eservice" >/run/heard 2>&1' 3>&- &
    monitor=$!
    within 60 host grep -q Monitoring /run/heard
    start evil
    attack flood "$attacks/notify" "$socket" flood 7
    [ "$(property rootful-container@evil.service ActiveState)" = active ]
    sent=$(property attack-flood.service StatusText)
    host pkill -x busctl
    wait "$monitor" || true
    heard=$(host grep -c 'Member=PropertiesChanged' /run/heard)
    echo "of $sent messages $heard changes"
    ((sent > 1000))
    # 16 at once and 4 a second for 7 s, each of which changes the unit and its service.
    ((heard > 10 && heard < 200))
}

@test "a container cannot put off its own stop" {
    define_evil evil 'command = ["sh", "-c", "trap : TERM; while :; do sleep 1; done"]
stop_timeout = 100
[service]
timeout_stop = "5s"'
    start evil
    attack delay "$attacks/notify" "$socket" repeat 'EXTEND_TIMEOUT_USEC=900000000'
    host systemctl stop --no-block rootful-container@evil
    within 60 state_is rootful-container@evil.service failed
    [ "$(property rootful-container@evil.service Result)" = timeout ]
    [ "$(property rootful-container@evil.service StatusText)" = 'evil is ended, as it took longer than systemd let it (see TimeoutStopSec=)' ]
    host as test podman kill evil || true
}

start_has_failed() {
    [[ $(user_property test rootful-start@evil.service ActiveState) == failed ]]
}

@test "a container whose start failed cannot put off its end" {
    # podman start fails, and the user's manager leaves the container alone when it stops its unit.
    host_script <<'EOF'
units=/home/test/.config/systemd/user
as test mkdir -p "$units/rootful-init@evil.service.d" "$units/rootful-start@evil.service.d"
printf '[Service]\nExecStop=\nKillMode=none\n' >"$units/rootful-init@evil.service.d/attack.conf"
printf '[Service]\nExecStart=\nExecStart=false\nExecStopPost=\n' >"$units/rootful-start@evil.service.d/attack.conf"
EOF
    # A container that was initialized is there all the same.
    define_evil evil 'network_namespace = "container"
[service]
timeout_stop = "5s"'
    host systemctl start --no-block rootful-container@evil
    within 60 start_has_failed
    attack delay "$attacks/notify" "$socket" repeat 'EXTEND_TIMEOUT_USEC=900000000'
    host systemctl stop --no-block rootful-container@evil
    within 60 state_is rootful-container@evil.service failed
    [ "$(property rootful-container@evil.service Result)" = timeout ]
}

@test "nobody but its user writes to a container's notify socket" {
    start_evil
    for user in other third; do
        run -1 host as "$user" "$attacks/notify" "$socket" text 'STATUS=no'
        [[ $output == *'Permission denied'* ]]
    done
    run -1 host as test "$attacks/notify" /run/rootful-containers/victim/notify text 'STATUS=no'
    [[ $output == *'Permission denied'* ]]
    supervisor_is_unchanged
}

@test "no user can take a lock of root's" {
    start_evil
    for lock in /run/rootful-containers/evil /run/rootful-containers/victim /run/rootful-containers/.leases \
        /run/rootful-containers/.leases/rootful0 /run/lock/netavark.lock; do
        run ! host as third flock --shared --nonblock "$lock" true
        [[ $output == *'Permission denied'* ]]
    done
    # Nor be the first to make it.
    run ! host as third mv /run/lock/netavark.lock /run/lock/mine
    host rm /run/lock/netavark.lock
    host systemd-tmpfiles --create rootful-containers.conf
    [ "$(host stat -c '%U %a' /run/lock/netavark.lock)" = 'root 600' ]
}

# keeper SCRIPT: the user's own program in the container's user namespace, with the container's process as $1.
keeper() {
    attack keeper sh -c 'process=$(cat "$XDG_RUNTIME_DIR/rootful-containers/evil/pid")
        exec nsenter --target "$process" --user --preserve-credentials sh -euc "$0" sh "$process"' "$1"
}

ports_of_the_bridge() {
    host sh -c 'ip -o link show master podman1 | wc -l'
}

@test "a namespace that its user keeps is detached all the same, and so is a renamed interface" {
    start_evil
    [ "$(ports_of_the_bridge)" = 2 ]
    keeper 'exec nsenter --net="/proc/$1/ns/net" sh -euc "ip link set eth0 down; ip link set eth0 name mine; ip link set mine up
        systemd-notify --ready; exec sleep infinity"'
    stop evil
    within 60 state_is rootful-network@evil.service inactive
    [ "$(ports_of_the_bridge)" = 1 ]
}

@test "an interface that its user moved elsewhere is removed with the container" {
    start_evil
    [ "$(ports_of_the_bridge)" = 2 ]
    keeper 'exec unshare --net sh -euc "nsenter --net=/proc/$1/ns/net ip link set eth0 netns \$\$; ip link show eth0
        systemd-notify --ready; exec sleep infinity"'
    stop evil
    within 60 state_is rootful-network@evil.service inactive
    [ "$(ports_of_the_bridge)" = 1 ]
}

@test "a container that is removed and recreated by its user is not attached" {
    start_evil
    host as test podman rm --force --time 0 evil
    # The removal by the units is on its way as well.
    within 60 host as test podman run --replace --detach --name evil --network host localhost/web sleep 1000
    within 60 state_is rootful-network@evil.service inactive
    run ! host test -e /run/rootful-containers/evil
}

@test "a container that its user renames and stops is detached" {
    start_evil
    host as test podman rename evil renamed
    stop evil
    within 60 state_is rootful-network@evil.service inactive
    run ! host test -e /run/rootful-containers/evil
}

@test "a container whose programs are the attacker's runs none of them before it is started" {
    host_script <<'END'
as test sh -c 'mkdir -p ~/root/bin ~/root/etc ~/root/tmp && cp /bin/busybox ~/root/bin/ && cd ~/root/bin &&
    for program in sh cat tee ip nft mount nsenter podman resolvconf; do
        printf "#!/bin/busybox sh\necho \$0 >>/tmp/ran\nexec /bin/busybox \${0##*/} \"\$@\"\n" >$program && chmod 0755 $program
    done'
END
    define evil <<'EOF'
user = "test"
rootfs = "/home/test/root"
command = ["/bin/busybox", "sleep", "1000"]
networks = ["rootful0"]
EOF
    start evil
    host "$helper" setup evil --user test --network rootful0
    host systemctl reload rootful-network@evil
    run ! host test -e /home/test/root/tmp/ran
    host rm -r /home/test/root
}

@test "what the user's units print is shown, not obeyed" {
    define_evil
    units_run <<<'printf "\e[2J\e]0;title\aall is well\n"; exit 1'
    refused 'rootful-init@evil.service of user test (uid 1000) failed: \u001b[2J\u001b]0;title\u0007all is well'
}

@test "a name that leads elsewhere is refused by both programs" {
    for name in . .. ../victim victim/../evil 'a b' $'evil\nvictim' -x '' Evil 'login.bank.example,db'; do
        run ! host timeout 120 "$helper" teardown -- "$name"
        run ! host timeout 120 "$helper" setup --user test --network rootful0 -- "$name"
        run ! host timeout 120 /usr/libexec/rootful-containers/container-supervisor "$name" --user=test
    done
    for alias in 'login.bank.example,db' 'a b' $'a\n10.89.0.1 victim' ../x 'a;b'; do
        run -2 host timeout 120 "$helper" setup evil --user test --network rootful0 --network-alias "$alias"
    done
}
