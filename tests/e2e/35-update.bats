#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# podman auto-update, run by the container's user: a unit of the system's manager is restarted, and an update that fails is
# rolled back.

load lib

# podman of the user needs the user's service manager, also before the first container.
setup_file() {
    host loginctl enable-linger test
    within 60 host test -S /run/user/1000/systemd/private
}

teardown() {
    host rm -rf /run/systemd/system/rootful-container@app.service.d /run/app-stopped
    clean_up
    host as test podman image prune --force >/dev/null
}

# build TEXT [COMMAND]: makes the image of the user again, with a page that says the text.
build() {
    host_script "$1" "${2-serve}" <<'EOF'
cd /
container=$(as test podman create localhost/web)
page=$(mktemp)
echo "$1" >"$page"
chmod 0644 "$page"
as test podman cp "$page" "$container:/www/index.html"
as test podman commit --quiet --change "CMD $2" "$container" localhost/app:latest >/dev/null
as test podman rm "$container" >/dev/null
rm "$page"
EOF
}

define_app() {
    define app <<EOF
user = "test"
image = "localhost/app:latest"
networks = ["rootful0"]
publish = ["80:80"]
notify = "healthy"
stop_timeout = 1
$1

[health]
command = ["wget", "-q", "-O", "/dev/null", "http://localhost/"]
interval = "1s"
retries = 3

[service]
timeout_start = "30s"
EOF
}

says() {
    within 60 page_is "$1"
}

page_is() {
    [[ $(client curl --silent --fail --max-time 2 http://192.0.2.1/) == "$1" ]]
}

update() {
    host as test podman auto-update --format '{{.Unit}} {{.ContainerName}} {{.Updated}}'
}

invocation() {
    property rootful-container@app.service InvocationID
}

@test "the user's podman auto-update restarts rootful-container@ when there is a newer image, and only then" {
    build one
    # An administrator's own command stays, however its file is called.
    host_script <<'EOF'
mkdir -p /run/systemd/system/rootful-container@app.service.d
printf '[Service]\nExecStopPost=+touch /run/app-stopped\n' >/run/systemd/system/rootful-container@app.service.d/10-own.conf
EOF
    define_app 'auto_update = "local"'
    start app
    says one
    before=$(invocation)
    run -0 update
    [ "${lines[-1]}" = 'rootful-update@app.service app false' ]
    [ "$(invocation)" = "$before" ]

    build two
    run -0 update
    [ "${lines[-1]}" = 'rootful-update@app.service app true' ]
    says two
    [ "$(invocation)" != "$before" ]
    host test -e /run/app-stopped
    state_is rootful-container@app.service active
    host journalctl --unit rootful-container@app --grep 'app is restarted: user test \(uid 1000\) asked for it'
    run -0 update
    [ "${lines[-1]}" = 'rootful-update@app.service app false' ]
}

@test "an image that does not become healthy is rolled back to the one before" {
    build one
    define_app 'auto_update = "local"'
    start app
    says one
    build two 'sleep infinity'
    run update
    echo "$output"
    [ "${lines[-1]}" = 'rootful-update@app.service app rolled back' ]
    says one
    within 60 state_is rootful-container@app.service active
}

@test "likewise where podman auto-update gets no time to see that it failed before systemd starts it again" {
    build one
    define_app 'auto_update = "local"'
    start app
    says one
    build two 'sleep infinity'
    update >"$BATS_TEST_TMPDIR/update" &
    within 60 user_state_is rootful-update@app.service activating
    within 60 user_state_is rootful-start@app.service activating
    # Time enough for that to be seen.
    sleep 3
    host pkill --signal STOP --full 'container-supervisor app .*--restart$'
    within 60 is_restarted_by_systemd app
    # This time nothing fails.
    host_script <<'EOF'
mkdir -p /run/systemd/system/rootful-container@app.service.d
printf '[Service]\nTimeoutStartSec=infinity\n' >/run/systemd/system/rootful-container@app.service.d/90-endless.conf
systemctl daemon-reload
EOF
    within 60 user_state_is rootful-start@app.service activating
    host pkill --signal CONT --full 'container-supervisor app .*--restart$'
    within 60 is_rolled_back
    says one
}

is_rolled_back() {
    [[ $(tail -n 1 "$BATS_TEST_TMPDIR/update") == 'rootful-update@app.service app rolled back' ]]
}

is_restarted_by_systemd() {
    [ "$(property "rootful-container@$1.service" NRestarts)" -gt 0 ]
}

@test "without auto_update nobody but root restarts a container" {
    build one
    define_app ''
    start app
    says one
    before=$(invocation)
    host as test env NOTIFY_SOCKET=/run/rootful-containers/app/notify systemd-notify X_ROOTFUL_CONTAINERS=restart
    # It arrives after the request.
    host as test env NOTIFY_SOCKET=/run/rootful-containers/app/notify systemd-notify --status=later
    status_says rootful-container@app.service later
    [ "$(invocation)" = "$before" ]
    says one
}
