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
