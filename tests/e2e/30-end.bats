#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# All the ways in which a container can end.

load lib

teardown() {
    clean_up
}

# Has the container end, maybe before podman has seen the end of this.
go() {
    host as test podman exec web touch /tmp/go || true
}

# Tells serve-when-told to go, and waits until it did.
is_told() {
    host as test podman exec web touch /tmp/go && state_is rootful-container@web.service active
}

@test "stop leaves nothing behind" {
    define_web
    start web
    host systemctl stop rootful-container@web
    within 60 leftovers
    [ "$(property rootful-container@web.service Result)" = success ]
    [ "$(property rootful-container@web.service ActiveState)" = inactive ]
}

@test "restart gives a new container that answers" {
    define_web
    start web
    before=$(host as test podman inspect --format '{{.Id}}' web)
    host systemctl restart rootful-container@web
    answers 192.0.2.1
    [ "$(host as test podman inspect --format '{{.Id}}' web)" != "$before" ]
}

@test "a stopped container starts again" {
    define_web
    start web
    # At once: its network is still being detached.
    host systemctl stop rootful-container@web
    start web
    answers 192.0.2.1
}

@test "stopping the network stops the container first" {
    define_web
    start web
    host systemctl stop rootful-network@web
    within 60 state_is rootful-container@web.service inactive
    within 60 leftovers
}

@test "the user may stop the container" {
    define_web
    start web
    host as test systemctl --user stop "$(processes web)"
    within 60 state_is rootful-container@web.service inactive
    within 60 leftovers
}

@test "a killed container leaves a failed unit, and no network" {
    define_web
    start web
    host as test podman kill --signal KILL web
    within 60 state_is rootful-container@web.service failed
    [ "$(property rootful-container@web.service Result)" = signal ]
    [ "$(property rootful-container@web.service ExecMainStatus)" = 9 ]
    within 60 leftovers
}

@test "a container that a signal ended is one to Restart= and to success_exit_status" {
    for restart in on-abort on-abnormal; do
        define_web '[service]' $'\n' "restart = \"$restart\""
        start web
        before=$(host as test podman inspect --format '{{.Id}}' web)
        host as test podman kill --signal KILL web
        within 60 is_another_container "$before"
        within 60 state_is rootful-container@web.service active
        stop web
    done
    define_web '[service]' $'\n' 'success_exit_status = ["SIGKILL"]'
    start web
    host as test podman kill --signal KILL web
    within 60 state_is rootful-container@web.service inactive
    [ "$(property rootful-container@web.service Result)" = success ]
}

@test "a killed container comes back with Restart=on-failure" {
    define_web '[service]' $'\n' 'restart = "on-failure"'
    start web
    before=$(host as test podman inspect --format '{{.Id}}' web)
    host as test podman kill --signal KILL web
    within 60 is_another_container "$before"
    answers 192.0.2.1
    within 60 state_is rootful-container@web.service active
}

was_restarted() {
    [[ $(property rootful-container@web.service NRestarts) -gt 0 ]]
}

@test "a container that is not ready in time is started again with Restart=on-failure" {
    define_web 'command = ["serve-when-told"]' $'\n' 'notify = "container"' $'\n' '[service]' $'\n' 'restart = "on-failure"' \
        $'\n' 'timeout_start = "5s"'
    host systemctl start --no-block rootful-container@web
    within 60 was_restarted
    within 60 is_told
    answers 192.0.2.1
}

@test "a container that forgets its watchdog is started again with Restart=on-failure" {
    define_web 'command = ["serve-when-told"]' $'\n' 'notify = "container"' $'\n' '[service]' $'\n' 'restart = "on-failure"' \
        $'\n' '[systemd.service]' $'\n' 'WatchdogSec = "3"'
    host systemctl start --no-block rootful-container@web
    within 60 is_told
    within 60 was_restarted
    before=$(host as test podman inspect --format '{{.Id}}' web)
    within 60 is_told
    within 60 is_another_container "$before"
}

@test "a container that exits with 0 leaves an inactive unit" {
    define_web 'command = ["sh", "-c", "until test -e /tmp/go; do sleep 0.1; done; exit 0"]'
    start web
    go
    within 60 state_is rootful-container@web.service inactive
    [ "$(property rootful-container@web.service Result)" = success ]
    within 60 leftovers
}

@test "a container that exits with 3 leaves a failed unit with that status" {
    define_web 'command = ["sh", "-c", "until test -e /tmp/go; do sleep 0.1; done; exit 3"]'
    start web
    go
    within 60 state_is rootful-container@web.service failed
    [ "$(property rootful-container@web.service Result)" = exit-code ]
    [ "$(property rootful-container@web.service ExecMainStatus)" = 3 ]
    run -3 host systemctl status --no-pager rootful-container@web
    [[ $output == *"status=3"* ]]
    within 60 leftovers
}

@test "a container that ignores SIGTERM is killed after stop_timeout" {
    define_web 'command = ["sh", "-c", "trap : TERM; while :; do sleep 1; done"]' $'\n' 'stop_timeout = 1'
    start web
    stop web
    within 60 leftovers
}

@test "a container whose podman takes its time to stop it gets its stop signal, and all of its own time" {
    command=ExecStop
    [[ ${NETWORK_NAMESPACE-} != container ]] || command=ExecStopPost
    host_script "$command" <<'EOF'
slow=/home/test/.config/systemd/user/rootful-start@web.service.d
as test mkdir -p "$slow"
# Longer than podman may need where it is the only one.
printf '[Service]\n%s=\n%s=sh -c "sleep 24; podman stop --ignore web"\n' "$1" "$1" >"$slow/slow.conf"
EOF
    define_web 'command = ["sh", "-c", "trap \"echo got TERM; sleep 1; exit 7\" TERM; while :; do sleep 0.1; done"]
stop_timeout = 3'
    start web
    stop web
    host rm -r /home/test/.config/systemd/user/rootful-start@web.service.d
    [ "$(property rootful-container@web.service ExecMainStatus)" = 7 ]
    host journalctl --sync
    [[ $(host journalctl --boot --output=cat CONTAINER_NAME=web) == *'got TERM' ]]
}

@test "after a restart of the user's service manager the container answers again" {
    define_web
    start web
    host systemctl restart user@1000.service
    answers 192.0.2.1
    within 60 state_is rootful-container@web.service active
}

@test "a definition that was removed while its container runs can still be stopped" {
    define_web
    start web
    undefine web
    host as test systemctl --user daemon-reload
    answers 192.0.2.1
    stop web
    within 60 leftovers
}

@test "a container that is paused, or whose unit is frozen, is stopped like any other, and starts again" {
    define_web
    for hold in 'podman pause web' "systemctl --user freeze $(processes web)"; do
        start web
        # shellcheck disable=SC2086 # a list of words
        host as test $hold
        stop web
        [ "$(property rootful-container@web.service Result)" = success ]
        run ! host as test podman container exists web
        start web
        # shellcheck disable=SC2086
        host as test $hold
        host systemctl stop rootful-network@web
        within 60 are_detached web
        run ! host as test podman container exists web
    done
    start web
    answers 192.0.2.1
}

@test "a container that a killed reload has left held still gets its own signal, and its network is detached" {
    for what in rootful-container@web rootful-network@web; do
        define_web 'command = ["sh", "-c", "trap \"exit 0\" TERM; while :; do sleep 0.1; done"]'
        start web
        host_script "$(processes web)" <<'EOF'
group=$(as test systemctl --user show --value -p ControlGroup "$1")
echo 1 >"/sys/fs/cgroup$group/cgroup.freeze"
EOF
        host timeout 60 systemctl stop "$what"
        within 60 are_detached web
        [ "$(property rootful-container@web.service Result)" = success ]
        [ "$(property rootful-container@web.service ExecMainStatus)" = 0 ]
        run ! host as test podman container exists web
    done
}

# heard SIGNAL: the container's program had that signal, and no other.
heard() {
    host journalctl --sync
    [ "$(host journalctl --boot --output=cat CONTAINER_NAME=web | grep -c "got $1")" = 1 ]
    run ! host journalctl --boot --output=cat CONTAINER_NAME=web --grep 'got TERM|Terminated'
}

@test "a container whose definition was removed or broken while it runs is stopped by its own signal, in its own time" {
    for change in 'rm /etc/rootful-containers.d/web.toml' 'echo imgae = 1 >>/etc/rootful-containers.d/web.toml'; do
        host journalctl --rotate
        host journalctl --vacuum-time=1s
        define_web 'command = ["sh", "-c", "trap \"echo got TERM\" TERM; trap \"echo got INT; sleep 5; exit 0\" INT; while :; do sleep 0.1; done"]
stop_signal = "SIGINT"
stop_timeout = 20'
        start web
        # The time that every unit has without a definition.
        host_script <<'END'
mkdir -p /etc/systemd/system/rootful-container@.service.d
printf '[Service]\nTimeoutStopSec=2\n' >/etc/systemd/system/rootful-container@.service.d/short.conf
END
        host sh -c "$change"
        host systemctl daemon-reload
        host as test systemctl --user daemon-reload
        stop web
        heard INT
        [ "$(property rootful-container@web.service Result)" = success ]
        run ! host as test podman container exists web
    done
    host rm -r /etc/systemd/system/rootful-container@.service.d
    host systemctl daemon-reload
}

@test "an edited definition holds after daemon-reload and restart, without a reload by the user" {
    define_web
    start web
    define_web 'network_aliases = ["new"]' $'\n' 'command = ["httpd", "-f", "-p", "80", "-h", "/www"]' $'\n' 'stop_timeout = 1'
    [ "$(property rootful-container@web.service NeedDaemonReload)" = no ]
    host systemctl restart rootful-container@web
    answers 192.0.2.1
    run -0 host as test podman inspect --format '{{.Config.Cmd}}' web
    [ "$output" = "[httpd -f -p 80 -h /www]" ]
}

# end_says REGEX: the whole status of a container that has ended.
end_says() {
    [[ $(property rootful-container@web.service StatusText) =~ ^$1$ ]]
}

@test "the status of a container that has ended says how, what it printed last, and the command that shows all of it" {
    # The user may trace what anybody may run, so it is not run in a control group of root's.
    host chmod 0 /usr/bin/journalctl
    define_web 'command = ["sh", "-c", "seq 6 | sed \"s/^/line /\"; printf \"\\033[2JSTATUS=no\\n\"; exit 1"]'
    run ! host systemctl start --wait rootful-container@web
    within 60 state_is rootful-container@web.service failed
    host chmod 755 /usr/bin/journalctl
    shows="see 'journalctl CONTAINER_NAME=web _UID=1000', which ends: "
    # systemd itself takes backslashes away.
    end_says "web ended with exit status 1; ${shows}line 3; line 4; line 5; line 6; .*u001b.*2JSTATUS=no"
    status_says rootful-container@web.service "web ended with exit status 1; ${shows}line 3"
    # shellcheck disable=SC2046 # a list of words
    run -0 host $(property rootful-container@web.service StatusText | sed "s/.*see '\([^']*\)'.*/\1/") --quiet --no-pager
    [[ $output == *'line 1'*'line 6'* ]]

    define_web
    start web
    within 60 host as test podman exec web true
    host as test podman kill web
    within 60 state_is rootful-container@web.service failed
    end_says 'web was ended by SIGKILL.*'
    start web
    host systemctl stop rootful-container@web
    end_says ''
    # What is not in the journal.
    define_web 'command = ["sh", "-c", "echo hello; exit 3"]
log.driver = "k8s-file"'
    run ! host systemctl start --wait rootful-container@web
    within 60 state_is rootful-container@web.service failed
    end_says 'web ended with exit status 3'
}
