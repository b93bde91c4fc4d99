#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Containers that depend on each other, and starts that come at a bad moment.
# shellcheck disable=SC2016,SC2154 # the quoted variables are for the containers; the other is of lib.bash

load lib

teardown() {
    clean_up
}

define_db() {
    define db <<EOF
user = "test"
image = "localhost/web"
networks = ["rootful0"]
$*
EOF
}

# define_app HOW: one of another user that depends on it.
define_app() {
    define app <<EOF
user = "other"
image = "localhost/web"
networks = ["rootful0"]
depends.$1 = ["db"]
service.restart = "always"
EOF
}

@test "requires: a container that ends by itself, however, takes nobody along" {
    define_db
    define_app requires
    start app
    within 10 state_is rootful-container@db.service active
    since=$(property rootful-container@app.service ActiveEnterTimestampMonotonic)
    for way in 'stop db' 'kill --signal KILL db' 'kill --signal TERM db'; do
        # shellcheck disable=SC2086 # words
        host as test podman $way
        within 60 are_detached db
        start db
    done
    [ "$(property rootful-container@app.service ActiveEnterTimestampMonotonic)" = "$since" ]
    # Who stops it, stops both.
    host systemctl stop rootful-container@db
    within 60 state_is rootful-container@app.service inactive
}

@test "binds_to: a container that ends by itself takes the other one along" {
    define_db
    define_app binds_to
    start app
    host as test podman stop db
    within 60 state_is rootful-container@app.service inactive
    within 60 leftovers
}

@test "upholds: a container that ends is back at the first attempt" {
    define_db
    define_app upholds
    start app
    within 60 state_is rootful-container@db.service active
    for _ in 1 2 3; do
        before=$(property rootful-container@db.service InvocationID)
        host as test podman kill db
        within 60 is_another "$before"
    done
    run ! host journalctl --quiet --boot --unit rootful-container@db --grep 'is not running|not attached|Failed to start'
}

is_another() {
    state_is rootful-container@db.service active && [[ $(property rootful-container@db.service InvocationID) != "$1" ]]
}

@test "a path unit starts a container as often as there is something to do" {
    define worker <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
volumes = ["/srv/spool:/spool"]
command = ["sh", "-c", "set -- /spool/*; sleep 0.5; rm $1"]
EOF
    host_script <<'EOF'
install -d -o test /srv/spool
touch /srv/spool/{1,2,3,4}
printf '[Path]\nDirectoryNotEmpty=/srv/spool\nUnit=rootful-container@worker.service\n' >/run/systemd/system/worker.path
systemctl daemon-reload
systemctl start worker.path
EOF
    within 60 is_empty /srv/spool
    within 60 leftovers
    [ "$(property worker.path ActiveState)" = active ]
    run ! host journalctl --quiet --boot --unit rootful-container@worker --grep 'is not running|not attached|Failed to start'
    host systemctl stop worker.path
    host rm -r /run/systemd/system/worker.path /srv/spool
}

is_empty() {
    [[ -z $(host ls "$1") ]]
}

@test "a job that ends while who requires it still starts is detached, and runs again" {
    define migrate <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
publish = ["8081:80"]
command = ["true"]
EOF
    define app <<'EOF'
user = "other"
image = "localhost/web"
networks = ["rootful0"]
depends.requires = ["migrate"]
EOF
    start app
    within 10 are_detached migrate
    for _ in 1 2 3; do
        start migrate
        within 10 are_detached migrate
    done
    [ "$(property rootful-container@app.service ActiveState)" = active ]
}

@test "a start that is called off leaves nothing" {
    define_db 'image = "localhost/none"'
    define_app requires
    run ! host systemctl start rootful-container@app
    within 60 leftovers
    define_db
    start app
    host systemctl stop rootful-container@db
    within 60 leftovers
    for unmet in ConditionPathExists AssertPathExists; do
        define web <<EOF
user = "test"
image = "localhost/web"
networks = ["rootful0"]
publish = ["80:80"]
systemd.unit.$unmet = "/none"
EOF
        host systemctl start rootful-container@web || [ $unmet = AssertPathExists ]
        within 60 leftovers
    done
}

# has_ended_itself TIMES: as its output says.
has_ended_itself() {
    [[ $(host journalctl --quiet --boot --identifier=web --grep '^ended as it wants to' --output cat | grep -c ended) = "$1" ]]
}

@test "a network that is stopped or restarted alone takes its container along, which ends as it wants to" {
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
publish = ["80:80"]
stop_signal = "SIGUSR2"
command = ["sh", "-c", "trap 'echo ended as it wants to; exit 0' USR2; echo up; while :; do sleep 0.1; done"]
service.restart = "always"
EOF
    start web
    before=$(property rootful-container@web.service InvocationID)
    host systemctl restart rootful-network@web
    within 60 state_is rootful-container@web.service active
    [ "$(property rootful-container@web.service InvocationID)" != "$before" ]
    host systemctl stop rootful-network@web
    [ "$(property rootful-container@web.service ActiveState)" = inactive ]
    [ "$(property rootful-container@web.service Result)" = success ]
    within 60 leftovers
    within 10 has_ended_itself 2
}

# comes_back: after a crash.
comes_back() {
    local before
    before=$(property rootful-container@web.service InvocationID)
    host as test podman kill web
    within 60 is_anew "$before"
    answers 192.0.2.1
}

is_anew() {
    state_is rootful-container@web.service active && [[ $(property rootful-container@web.service InvocationID) != "$1" ]]
}

edited() {
    host as test podman exec web sh -c 'echo $EDITED'
}

@test "an edit that was not applied, be it wrong, keeps no container from coming back after a crash" {
    define_web 'service.restart = "on-failure"'
    start web
    for edit in 'env.EDITED = "1"' 'imgae = "localhost/typo"' ''; do
        if [[ -n $edit ]]; then
            host sh -c "echo '$edit' >>$definitions/web.toml"
        else
            host mv "$definitions/web.toml" "$definitions/web.toml.away"
        fi
        host as test systemctl --user daemon-reload
        comes_back
        [ -z "$(edited)" ]
    done
    host journalctl --quiet --boot --unit rootful-network@web --grep 'changed after the last .* started as it was then'
    define_web 'env.EDITED = "2"'
    host systemctl restart rootful-container@web
    [ "$(edited)" = 2 ]
}

@test "conflicts: a port changes hands, to the container and back" {
    host_script <<'EOF'
cat >/run/systemd/system/rival.service <<'UNIT'
[Service]
ExecStart=socat TCP6-LISTEN:80,reuseaddr,fork /dev/null
ExecStop=sleep 5
SuccessExitStatus=143
UNIT
systemctl daemon-reload
systemctl start rival.service
EOF
    define_db 'publish = ["80:80"]
depends.conflicts = ["rival.service"]
depends.after = ["rival.service"]'
    start db
    answers 192.0.2.1
    state_is rival.service inactive
    host systemctl start rival.service
    within 20 state_is rootful-container@db.service inactive
    within 20 host sh -c 'ss -Hlnt sport = :80 | grep -q .'
    state_is rival.service active
    host sh -c 'systemctl stop rival.service; rm /run/systemd/system/rival.service; systemctl daemon-reload'
}

@test "conflicts: two definitions publish the same port in turn" {
    define_db 'publish = ["80:80"]
depends.conflicts = ["web"]
depends.after = ["web"]'
    define_web ''
    start web
    answers 192.0.2.1
    start db
    answers 192.0.2.1
    state_is rootful-container@web.service inactive
    start web
    answers 192.0.2.1
    state_is rootful-container@db.service inactive
}
