#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Jobs: containers that are done when they have ended, between others, and by timers.
# shellcheck disable=SC2016,SC2154 # the quoted variables are for the containers; the other is of lib.bash

load lib

teardown() {
    host rm -rf /srv/job
    clean_up
}

# define_job COMMAND [MORE]: it ends with the status in /srv/job/status, which the command may look at and change.
define_job() {
    host_script <<'EOF'
[[ -e /srv/job ]] || { install -d -o test /srv/job && echo 0 >/srv/job/status && chown test /srv/job/status; }
EOF
    define migrate <<EOF
user = "test"
image = "localhost/web"
networks = ["rootful0"]
type = "job"
volumes = ["/srv/job:/job"]
command = ["sh", "-c", "$1; exit \$(cat /job/status)"]
${*:2}
EOF
}

# ends_with STATUS: from now on.
ends_with() {
    host sh -c "echo $1 >/srv/job/status"
}

# runs TIMES: how often the job has begun, by what it wrote.
runs() {
    [[ $(host sh -c 'cat /srv/job/runs | wc -l') == "$1" ]]
}

@test "a job is up when its container has ended well, runs again each time, and fails with its exit status and last lines" {
    define_job 'echo began >>/job/runs; while [ ! -e /job/go ]; do sleep 0.1; done; echo all done'
    host systemctl start --no-block rootful-container@migrate
    within 60 runs 1
    [ "$(property rootful-container@migrate.service ActiveState)" = activating ]
    [[ $(property rootful-container@migrate.service StatusText) == *'(rootful0)'* ]]
    host touch /srv/job/go
    within 60 state_is rootful-container@migrate.service inactive
    # Also at once, and with nothing left of the run before.
    for _ in 2 3; do
        start migrate
        [ "$(property rootful-container@migrate.service ActiveState)" = inactive ]
        leftovers
    done
    runs 3

    ends_with 7
    run ! start migrate
    status_says rootful-container@migrate 'migrate ended with exit status 7' 'which ends: all done'
    [ "$(property rootful-container@migrate.service Result)" = exit-code ]
    [ "$(property rootful-container@migrate.service ExecMainStatus)" = 7 ]
    run -3 host rootfulctl status migrate
    [[ $output == *'migrate ended with exit status 7'*'all done'* ]]
    define_job 'echo accepted' 'service.success_exit_status = ["7"]'
    start migrate
    [ "$(property rootful-container@migrate.service Result)" = success ]
}

@test "a job that is stopped, or takes too long, ends by its own signal and says how far it came" {
    endless="trap 'exit 143' TERM; echo began >>/job/runs; echo half way; while :; do sleep 0.1; done"
    define_job "$endless"
    host systemctl start --no-block rootful-container@migrate
    within 60 runs 1
    host systemctl stop rootful-container@migrate
    [ "$(property rootful-container@migrate.service Result)" = success ]
    within 60 leftovers
    host journalctl --quiet --boot --unit rootful-container@migrate --grep 'stopped before it had ended.*which ends: half way'

    define_job "$endless" 'service.timeout_start = "5s"'
    run ! start migrate
    [ "$(property rootful-container@migrate.service Result)" = timeout ]
    status_says rootful-container@migrate 'migrate was stopped before it had ended' 'which ends: half way'
    within 60 leftovers
}

# define_stack: an application of another user that needs the job, which needs the database.
define_stack() {
    define db <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
EOF
    define app <<'EOF'
user = "other"
image = "localhost/web"
networks = ["rootful0"]
publish = ["80:80"]
depends.requires = ["migrate"]
EOF
}

@test "an application starts after the job that it requires, which starts after the database" {
    define_stack
    define_job 'wget -q -O - http://db/ >>/job/runs' 'depends.requires = ["db"]'
    start app
    answers 192.0.2.1
    [ "$(host cat /srv/job/runs)" = hello ]
    host systemctl is-active rootful-container@db
    [ "$(property rootful-container@migrate.service ActiveState)" = inactive ]
    # As systemd has it, who is started again has what it requires started again.
    host systemctl restart rootful-container@app
    runs 2
    stop app
}

@test "a job that fails keeps from starting who requires it, whose network is detached; by Restart= it may succeed after all" {
    define_stack
    define_job 'echo began >>/job/runs; sleep 2' 'depends.requires = ["db"]'
    ends_with 3
    run -1 host rootfulctl start app
    [[ $output == *'migrate ended with exit status 3'* ]]
    run ! host rootfulctl status app
    [[ $output == *'requires migrate, which failed: migrate ended with exit status 3'* ]]
    within 60 are_detached app migrate
    stop db

    define_job 'echo began >>/job/runs; sleep 2; echo $((3 - $(wc -l </job/runs))) >/job/status' 'service.restart = "on-failure"'
    start app
    runs 3
    answers 192.0.2.1
}

@test "remain_after_exit: a job that has ended well is active, without container and network, until it is stopped" {
    define_stack
    define_job 'echo began >>/job/runs' 'remain_after_exit = true'
    start app
    host systemctl restart rootful-container@app
    runs 1
    [ "$(property rootful-container@migrate.service SubState)" = exited ]
    [ "$(property rootful-network@migrate.service ActiveState)" = inactive ]
    host test ! -e /run/rootful-containers/migrate
    host rootfulctl status migrate
    stop app
    # Nothing to do: neither the job nor its network.
    host systemctl start rootful-container@migrate
    runs 1
    [ "$(property rootful-network@migrate.service ActiveState)" = inactive ]
    host test ! -e /run/rootful-containers/migrate
    host systemctl restart rootful-container@migrate
    runs 2
    ends_with 4
    run ! host systemctl restart rootful-container@migrate
    within 60 are_detached migrate
    [ "$(property rootful-container@migrate.service ExecMainStatus)" = 4 ]
    ends_with 0
    start migrate
    stop migrate
    leftovers
}

@test "a timer runs a job as often as its time comes, is what autostart starts, and list shows the last run and the next" {
    define_job 'echo began >>/job/runs' $'autostart = true\n[timer]\non_active = "1s"\non_unit_inactive = "1s"\naccuracy = "1ms"\non_calendar = "*-01-01 00:00:00"'
    [ "$(property rootful-container@migrate.timer WantedBy)" = timers.target ]
    [[ $(property rootful-container@migrate.service WantedBy) != *.target* ]]
    host systemctl start rootful-container@migrate.timer
    within 60 has_run_often
    host systemctl stop rootful-container@migrate.timer
    within 60 leftovers

    define_job 'exit 5' $'autostart = true\n[timer]\non_calendar = "*-01-01 00:00:00"'
    run host rootfulctl list --no-legend --format last,next
    [[ $output != *-01-01* ]]
    host rootfulctl disable migrate
    host rootfulctl enable --now migrate
    host systemctl is-active rootful-container@migrate.timer
    run ! host systemctl start rootful-container@migrate
    run host rootfulctl list
    [[ $output == *LAST*NEXT*', exit-code'*'-01-01 00:00:00'* ]]
    [ "$(host rootfulctl list --json | jq -r '.[] | .name, .last_result, .state')" = $'migrate\nexit-code\nfailed' ]
    host rootfulctl disable --now migrate
    run ! host systemctl is-active rootful-container@migrate.timer

    # One that is wrong fails at its time, and its neighbours start.
    define_stack
    define_job 'true' $'notify = "healthy"\n[timer]\non_active = "1s"\naccuracy = "1ms"'
    host systemctl start rootful-container@migrate.timer
    within 60 state_is rootful-container@migrate.service failed
    status_says rootful-container@migrate "'notify' cannot be given to a job"
    start db
    host systemctl stop rootful-container@migrate.timer
}

has_run_often() {
    (($(host sh -c 'cat /srv/job/runs | wc -l') >= 3))
}
