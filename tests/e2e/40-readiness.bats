#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# When rootful-container@ becomes active, for each mode of notify.

load lib

teardown() {
    clean_up
}

status_is() {
    [[ $(property rootful-container@web.service StatusText) == *"$1"* ]]
}

container_runs() {
    [[ $(host as test podman inspect --format '{{.State.Status}}' web) == running ]]
}

go() {
    host as test podman exec web touch /tmp/go
}

@test "with notify = conmon it is active as soon as the container runs" {
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
notify = "conmon"
EOF
    start web
    container_runs
    state_is rootful-container@web.service active
}

@test "with notify = container it is active when the application says so, and shows its status" {
    define web <<'EOF'
user = "test"
image = "localhost/web"
command = ["serve-when-told"]
networks = ["rootful0"]
notify = "container"
EOF
    host systemctl start --no-block rootful-container@web
    within 60 status_is 'waiting for /tmp/go'
    container_runs
    state_is rootful-container@web.service activating
    go
    within 60 state_is rootful-container@web.service active
    status_is 'told to go'
}

@test "with notify = healthy it is active when the health check passes" {
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
notify = "healthy"

[health]
command = ["test", "-e", "/tmp/go"]
interval = "1s"
EOF
    host systemctl start --no-block rootful-container@web
    within 60 container_runs
    state_is rootful-container@web.service activating
    go
    within 60 state_is rootful-container@web.service active
}

@test "with notify = healthy it is the image's own health check that counts, and an image without one is refused" {
    define_web 'notify = "healthy"'
    run ! start web
    status_says rootful-container@web.service 'sdnotify policy "healthy" requires a healthcheck to be set'
    host as test podman build --quiet --format docker --tag localhost/checked - \
        <<<$'FROM localhost/web\nHEALTHCHECK --interval=1s CMD test -e /tmp/healthy'
    define web <<'EOF'
user = "test"
image = "localhost/checked"
networks = ["rootful0"]
notify = "healthy"
EOF
    host systemctl start --no-block rootful-container@web
    within 60 host as test podman exec web touch /tmp/healthy
    within 60 state_is rootful-container@web.service active
}

@test "a container that does not become healthy says what the check said, while it waits and when its time is over" {
    define web <<'EOD'
user = "test"
image = "localhost/web"
command = ["sh", "-c", "echo cannot bind; exec sleep infinity"]
networks = ["rootful0"]
notify = "healthy"
stop_timeout = 0
service.timeout_start = "10s"

[health]
command = ["sh", "-c", "echo nobody listens; exit 7"]
interval = "1s"
EOD
    host systemctl start --no-block rootful-container@web
    within 60 status_is 'not ready yet: its health check failed'
    within 60 state_is rootful-container@web.service failed
    [ "$(property rootful-container@web.service Result)" = timeout ]
    status_is 'web was stopped before it was ready; its health check failed'
    status_is ": nobody listens; see 'journalctl CONTAINER_NAME=web _UID=1000', which ends: cannot bind"
}

@test "a container that is stopped because it is not healthy says so" {
    define web <<'EOD'
user = "test"
image = "localhost/web"
command = ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.1; done"]
networks = ["rootful0"]

[health]
command = ["sh", "-c", "echo nobody listens; exit 7"]
interval = "1s"
retries = 1
on_failure = "stop"
EOD
    start web
    within 60 state_is rootful-container@web.service inactive
    # From the journal: systemd forgets an inactive unit with its status.
    status_says rootful-container@web 'web ended with exit status 0; its health check failed: nobody listens'
}

@test "a container that ends before it is ready fails the start" {
    define web <<'EOF'
user = "test"
image = "localhost/web"
command = ["sh", "-c", "exit 5"]
networks = ["rootful0"]
notify = "container"
EOF
    run ! start web
    [ "$(property rootful-container@web.service ExecMainStatus)" = 5 ]
    within 60 leftovers
}

@test "a stop while the container gets ready leaves nothing behind" {
    define web <<'EOF'
user = "test"
image = "localhost/web"
command = ["serve-when-told"]
networks = ["rootful0"]
notify = "container"
EOF
    host systemctl start --no-block rootful-container@web
    within 60 status_is 'waiting for /tmp/go'
    stop web
    within 60 leftovers
}

# podman's own variables, which a container with env_host would get with the user manager's.
is_told_nothing_of_podman() {
    local variables
    # Of what runs in it: podman exec adds what it was created with.
    variables=$(host as test podman exec web sh -c "tr '\\0' '\\n' </proc/1/environ")
    grep -q ^INVOCATION_ID= <<<"$variables"
    run ! grep -E "^(GOGC|GOMEMLIMIT|NOTIFY_SOCKET=/run/rootful-containers)" <<<"$variables"
}

@test "env_host passes on the manager's variables, and not those that podman is given; a container that sends READY=1 has its own socket" {
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
env_host = true
EOF
    start web
    is_told_nothing_of_podman
    stop web
    define web <<'EOF'
user = "test"
image = "localhost/web"
command = ["serve-when-told"]
networks = ["rootful0"]
notify = "container"
env_host = true
EOF
    host systemctl start --no-block rootful-container@web
    within 60 container_runs
    go
    within 60 state_is rootful-container@web.service active
    is_told_nothing_of_podman
}

@test "log.driver = passthrough: the output is in the journal, as that of the unit that holds the processes" {
    define web <<'EOF'
user = "test"
image = "localhost/web"
command = ["sh", "-c", "echo said on the way; exec sleep infinity"]
stop_timeout = 1
networks = ["rootful0"]
log.driver = "passthrough"
EOF
    start web
    said() { host journalctl -q -o cat _SYSTEMD_USER_UNIT="$(processes web)" | grep -qx 'said on the way'; }
    within 30 said
    [[ $(host rootfulctl logs web) == *'said on the way'* ]]
    [[ $(host as test rootfulctl logs web) == *'said on the way'* ]]
    # Another user's, with the same words.
    host as other systemd-cat --identifier="$(basename "$(processes web)" .service)" echo said by another
    run -0 host rootfulctl logs web
    [[ $output != *'said by another'* ]]

    # What is not root in the container has another uid outside.
    define api <<'EOF'
user = "test"
image = "localhost/web"
run_as = "33"
command = ["sh", "-c", "echo said as another; exec sleep infinity"]
stop_timeout = 1
networks = ["rootful0"]
log.driver = "passthrough"
EOF
    start api
    is_logged() { [[ $(host rootfulctl logs api) == *'said as another'* ]]; }
    within 30 is_logged
}
