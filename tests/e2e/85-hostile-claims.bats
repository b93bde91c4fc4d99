#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# The container's user lies: in the files and sockets that root asks, and in who answers.
# shellcheck disable=SC2016,SC2154 # most quoted variables are for the shells over there; others are of hostile.bash

load hostile

setup_file() {
    set_up_victim
}

teardown_file() {
    clean_up_victim
}

teardown() {
    end_attack
}

victim_process() {
    host cat /run/user/1001/rootful-containers/victim/pid
}

@test "a process that is not the container's is refused, whosever it is" {
    define_evil
    journald=$(property systemd-journald.service MainPID)
    while read -r process reason; do
        units_run <<<"echo $process >pid"
        refused "$reason"
    done <<END
1 does not hold the number of a process
$journald process $journald does not belong to rootful-init@evil.service of user test (uid 1000); refused
$(victim_process) does not belong to rootful-init@evil.service of user test (uid 1000); refused
$(property user@1000.service MainPID) does not belong to rootful-init@evil.service of user test (uid 1000); refused
END
    # One's own, in a network namespace of one's own, but elsewhere.
    units_run <<'END'
systemd-run --user --quiet --unit=elsewhere unshare --user --net sleep infinity
systemctl --user show --value -p MainPID elsewhere >pid
END
    refused 'does not belong to rootful-init@evil.service of user test (uid 1000); refused'
}

@test "a file that is something else, or changes, is refused and nothing waits for it" {
    define_evil
    while IFS='|' read -r script reason; do
        units_run <<<"$script"
        refused "${reason# }"
    done <<'END'
truncate -s 10G pid | /pid: larger than 128 bytes
truncate -s 10G cid | /cid: larger than 128 bytes
yes 12345 >pid & until [ $(stat -c %s pid) -gt 128 ]; do :; done | /pid: larger than 128 bytes
while :; do echo $$ >new; mv new pid; echo x >new; mv new pid; done & until [ -e pid ]; do :; done | process
python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("pid")' | open /run/user/1000/rootful-containers/evil/pid: No such device or address
touch pid; python3 -c 'import fcntl, os, time; f = os.open("pid", os.O_RDWR); fcntl.fcntl(f, fcntl.F_SETLEASE, fcntl.F_WRLCK); open("leased", "w"); time.sleep(900)' & until [ -e leased ]; do :; done | /evil/pid: Resource temporarily unavailable
ln -s /proc/self/ns/net pid | /evil/pid: Too many levels of symbolic links
rm -r ../evil; ln -s /run/user/1001/rootful-containers/victim ../evil | /evil/cid: Too many levels of symbolic links
rm -r ../evil; mkfifo ../evil | /evil/cid: Not a directory
mv ../../rootful-containers ../../away; ln -s away ../../rootful-containers | /evil/cid: Too many levels of symbolic links
rm cid; echo 7 >pid | open /run/user/1000/rootful-containers/evil/cid: there is no such file
END
}

@test "a claim that is swapped while it is read leads to one's own container or to none" {
    define_evil evil 'network_namespace = "container"'
    start evil
    own=$(host cat "$runtime/rootful-containers/evil/pid")
    attack swap sh -c 'cd "$XDG_RUNTIME_DIR/rootful-containers/evil"; cp pid own; echo "$1" >foreign; systemd-notify --ready
        while :; do ln -f own new; mv new pid; ln -f foreign new; mv new pid; done' sh "$(victim_process)"
    for _ in {1..25}; do
        run host "$helper" setup evil --user test --network rootful0
        [ "$status" = 0 ] || [[ $output == *'does not belong to rootful-init@evil.service'* ]]
        [ "$(host jq .pid /run/rootful-containers/evil/container.json)" = "$own" ]
    done
}

@test "another container's id as one's own changes nothing of that container's" {
    define_evil evil 'network_namespace = "container"'
    start evil
    host cp /run/user/1001/rootful-containers/victim/cid "$runtime/rootful-containers/evil/cid"
    host "$helper" setup evil --user test --network rootful0
    answers 192.0.2.1:8080
}

@test "a file system of the user's over what root reads is not asked" {
    define_evil
    units_run <<<"$attacks/stalled-file-system ."
    refused "open $runtime/rootful-containers/evil/cid: Invalid cross-device link"
    while read -r directory reason; do
        host as test "$attacks/stalled-file-system" "$directory"
        refused "$reason"
        host pkill -KILL -u test -x fuse-overlayfs
        host umount --lazy "$directory"
    done <<END
$runtime/systemd open $runtime/systemd/private: Invalid cross-device link
$runtime what belongs to user test (uid 1000) did not answer in time
END
}

@test "a link into a mount namespace of the user's is not followed" {
    define_evil
    attack namespace "$attacks/namespace"
    inside=/proc/$(property attack-namespace.service MainPID)/root/tmp/stalled
    units_run <<<"ln -s $inside/pid pid"
    refused 'open /run/user/1000/rootful-containers/evil/pid: Too many levels of symbolic links'
    host as test sh -c "cd $runtime && mv systemd systemd.away && ln -s $inside systemd"
    refused 'open /run/user/1000/systemd/private: Too many levels of symbolic links'
}

@test "what a user mounts over the runtime directory in a namespace is seen there only" {
    define_evil
    attack namespace unshare --user --map-root-user --mount sh -c 'mount --bind /etc /run/lock && mount -t tmpfs tmpfs /run/user/1000 &&
        systemd-notify --ready && exec sleep infinity'
    start evil
}

@test "another socket in place of the one of the user's service manager is refused" {
    define_evil
    host as test mv "$runtime/systemd/private" "$runtime/systemd/private.real"
    for target in /run/systemd/private /run/user/1001/systemd/private /run/rootful-containers/victim/notify; do
        host as test ln -sfT "$target" "$runtime/systemd/private"
        refused 'open /run/user/1000/systemd/private: Too many levels of symbolic links'
    done
    host as test rm "$runtime/systemd/private"
    host as test python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("/run/user/1000/systemd/private")'
    refused 'the service manager of uid 1000 does not run: nobody listens at /run/user/1000/systemd/private'
    host as test sh -c 'rm "$1" && mkfifo "$1"' sh "$runtime/systemd/private"
    refused 'the service manager of uid 1000 does not run: nobody listens at /run/user/1000/systemd/private'
}

ways='silent slow_greeting endless_greeting nonsense slow_answers endless_signals endless_jobs endless_questions huge_signals
larger_than_allowed wrong_types long_texts coloured_errors'

all_failed() {
    local way
    for way in $ways; do
        [[ $(property "rootful-network@evil-${way//_/-}.service" Result) == exit-code ]] || return
    done
}

# said_since TIME: what the helpers said.
said_since() {
    host journalctl --sync
    host journalctl --no-pager --output=cat --identifier=network-helper --since="@$1"
}

# The most that a helper had in memory so far, in KiB.
peak() {
    host sh -c 'for p in $(pgrep -x "network-helper|container-super"); do sed -n "s/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p" "/proc/$p/status"; done 2>/dev/null' |
        sort -n | tail -n 1
}

@test "whatever talks in place of the user's service manager, the start fails in bounded time and memory" {
    for way in $ways; do
        define_evil "evil-${way//_/-}"
    done
    began=$(host date +%s)
    for way in $ways; do
        manager "$way"
        host systemctl start --no-block "rootful-container@evil-${way//_/-}"
        within 60 is_connected "$way"
    done
    most=0
    end=$((SECONDS + 300))
    until all_failed; do
        ((SECONDS < end))
        now=$(peak)
        most=$((${now:-0} > most ? ${now:-0} : most))
    done
    echo "at most $most KiB"
    ((most < 256 * 1024))
    run -0 said_since "$began"
    for text in 'did not answer to read Environment in time' 'unexpected answer' 'asks instead of answering' 'No buffer space available'; do
        [[ $output == *"the service manager of uid 1000"*"$text"* ]]
    done
    # What the user's manager says is shown, but not obeyed.
    [[ $output == *'\u001b[2J'* ]]
    [[ $output != *$'\e'* ]]
}

# What a real manager would say of "evil" as it is now.
true_values() {
    echo "Environment=$(user_property test rootful-init@evil.service Environment)"
    echo "MainPID=$(user_property test rootful-init@evil.service MainPID)"
}

@test "a manager that says all is done does not make another's process the container" {
    define_evil
    host as test systemctl --user daemon-reload
    host as test sh -c 'mkdir -p $XDG_RUNTIME_DIR/rootful-containers/evil && cd $XDG_RUNTIME_DIR/rootful-containers/evil &&
        printf %064d 7 >cid && echo "$1" >pid' sh "$(victim_process)"
    mapfile -t values < <(true_values)
    manager jobs_done "${values[@]}" MainPID="$(victim_process)" ControlGroup=/user.slice/user-1001.slice/user@1001.service
    refused 'does not belong to rootful-init@evil.service of user test (uid 1000); refused'
}

@test "a start that the user's service manager never finishes can be stopped, and the stop does not wait for ever" {
    define_evil
    host as test systemctl --user daemon-reload
    mapfile -t values < <(true_values)
    began=$(host date +%s)
    manager jobs_drowned "${values[@]}"
    host systemctl start --no-block rootful-container@evil
    within 60 is_connected jobs_drowned
    within 60 state_is rootful-network@evil.service activating
    manager jobs_never_done "${values[@]}"
    host timeout 300 systemctl stop rootful-container@evil rootful-network@evil
    run ! host test -e /run/rootful-containers/evil
    run -0 said_since "$began"
    [[ $output == *'the service manager of uid 1000 did not answer to the end of a job in time'* ]]
}

@test "the supervisor takes no process of another for the container's" {
    define_evil
    start evil
    mapfile -t values < <(true_values)
    manager jobs_done "${values[@]}" MainPID="$(victim_process)"
    run -1 host timeout 120 /usr/libexec/rootful-containers/container-supervisor evil --user=test
    [[ $output == *'does not belong to rootful-init@evil.service of user test (uid 1000); refused'* ]]
}

@test "the supervisor hears the container amid a flood of the user's service manager, and stops in time" {
    # Which is initialized before, so that another than the manager can start it.
    define_evil evil 'network_namespace = "container"
notify = "container"
command = ["serve-when-told"]
[service]
timeout_stop = "10s"
[systemd.service]
ExecStartPre = ["+/run/evil-manager"]'
    # Between the network and the supervisor the manager changes.
    host_script "$attacks" "$runtime" <<'END'
cat >/run/evil-manager <<EOF
#!/bin/sh -e
environment=\$(as test systemctl --user show -p Environment rootful-init@evil.service)
process=\$(as test systemctl --user show -p MainPID rootful-init@evil.service)
as test mv $2/systemd/private $2/systemd/private.real
systemd-run --quiet --collect --unit=attack-manager --uid=test -p Type=notify \
    $1/manager $2/systemd/private jobs_drowned "\$environment" "\$process"
EOF
chmod 0755 /run/evil-manager
END
    host systemctl start --no-block rootful-container@evil
    within 60 is_connected manager
    host as test podman start evil
    host as test podman exec evil touch /tmp/go
    within 60 state_is rootful-container@evil.service active
    host systemctl stop --no-block rootful-container@evil
    within 60 state_is rootful-container@evil.service failed
    [ "$(property rootful-container@evil.service Result)" = timeout ]
    # 80 s for the user's units, and what netavark takes.
    within 180 state_is rootful-network@evil.service failed
    run ! host test -e /run/rootful-containers/evil
}
