#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# As an admin uses it, and as a user does.
#
# shellcheck disable=SC2154 # what is not assigned here is of lib.bash

load lib

teardown() {
    clean_up
}

# On a terminal of that many columns.
on_terminal() {
    host env TERM=xterm script --quiet --return --command "stty cols $1; ${*:2}" /dev/null
}

# cell NAME COLUMN: what the list has there.
cell() {
    host rootfulctl list --no-legend --format "name,$2" | sed -n "s/^$1  *//p"
}

cell_is() {
    [[ $(cell "$1" "$2") == "$3" ]]
}

# One with a key that there is not.
define_broken() {
    define broken <<'EOF'
user = "test"
imgae = "localhost/web"
networks = ["rootful0"]
EOF
}

@test "list shows running, stopped, invalid, masked and left containers" {
    define_web '[health]
command = ["true"]'
    define_api
    define left <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
EOF
    define_broken
    host ln -s /dev/null "$definitions/masked.toml"
    start web left
    undefine left

    run -0 host rootfulctl
    [[ ${lines[0]} == NAME*USER*STATE*HEALTH*ADDRESSES*PORTS*SINCE*IMAGE ]]
    [ "${#lines[@]}" = 6 ]
    [ "$(cell web state) $(cell web user) $(cell web ports) $(cell web image)" = 'running test 80:80 localhost/web' ]
    [ "$(cell api state) $(cell broken state) $(cell masked state)" = 'stopped invalid masked' ]
    [ "$(cell left state) $(cell left image)" = 'running (no definition)' ]
    within 60 cell_is web health healthy
    address=$(host as test podman exec web ip -4 -o address show dev eth0 | grep -o '10\.89\.0\.[0-9]*' | head -n 1)
    [[ $(cell web addresses) == "$address, fd63:"* ]]

    [ "$(host rootfulctl list --user other --format name --no-legend)" = api ]
    [ "$(host rootfulctl list --state invalid --format name --no-legend)" = broken ]
    [ "$(host rootfulctl list --network rootful1)" = '' ]
    [ "$(host rootfulctl list --json | jq -r '.[] | select(.name == "web") | .addresses[0]')" = "$address" ]
    run -2 host rootfulctl list --format nme
    run -2 host rootfulctl list --state sleeping
    run -2 host rootfulctl frobnicate

    # The container's user sees the own one as root does.
    [ "$(host as test rootfulctl list --format name,state,health,addresses --no-legend | grep ^web)" = "$(host rootfulctl list --format name,state,health,addresses --no-legend | grep ^web)" ]
    host rm "$definitions/masked.toml"
}

@test "health is what podman's log says, also where health.log_destination keeps it, and nothing where that cannot be read" {
    # podman of Debian 12 keeps it in one place.
    host podman create --help | grep -q -- --health-log-destination || skip 'podman has no such flag'
    host as test mkdir -p /home/test/health
    define_web '[health]
command = ["false"]
interval = "1s"
retries = 1
log_destination = "/home/test/health"'
    start web
    within 60 cell_is web health unhealthy
    [[ $(host rootfulctl doctor web) == *'error (health) web: it is unhealthy'* ]]
    host mv /home/test/health /home/test/before
    cell_is web health -
    [ "$(host rootfulctl list --json | jq '.[] | select(.name == "web") | .health')" = null ]
    stop web

    host sh -c "sed -i s,/home/test/health,events_logger, $definitions/web.toml; systemctl daemon-reload"
    start web
    within 60 cell_is web health unhealthy
    stop web
    host rm -rf /home/test/before
}

@test "a table fits the terminal, in colours unless NO_COLOR says otherwise" {
    define_web
    start web
    run -0 on_terminal 80 rootfulctl list
    [[ $output == *$'\e[32mrunning\e[0m'* ]]
    run -0 on_terminal 72 env NO_COLOR=1 rootfulctl list
    [[ $output != *$'\e'* && $output == *…* ]]
    longest=$(LC_ALL=C.UTF-8 wc --max-line-length <<<"${output//$'\r'/}")
    ((longest <= 72))
}

@test "check shows the line of an error, and what a file would do to the others" {
    define_web
    run -0 host rootfulctl check
    [ -z "$output" ]
    host_script <<'EOF'
printf 'user = "test"\nimgae = "localhost/web"\nnetworks = ["rootful0"]\n' >/tmp/new.toml
printf 'user = "test"\nimage = "localhost/web"\nnetworks = ["rootful0"]\npublish = ["80:80"]\n' >/tmp/a.toml
EOF
    run -1 host as third rootfulctl check /tmp/new.toml
    [[ $output == *"/tmp/new.toml:2:1: unknown key 'imgae' (did you mean 'image'?)"*'  imgae = "localhost/web"'*'  ^'* ]]
    [ "$(host rootfulctl check --json /tmp/new.toml | jq '.[0].line')" = 2 ]
    # Of two with one port the first by name stays.
    run -1 host rootfulctl check /tmp/a.toml
    [[ $output == *"$definitions/web.toml:4:"*80* ]]
    run -1 host rootfulctl check /tmp/none.toml
}

@test "show has the units of both managers as they would be now" {
    define_web
    host as test systemctl --user daemon-reload
    run -0 host rootfulctl show web
    [[ $output == *'# /run/systemd/generator/rootful-network@web.service.d/50-definition.conf'*'--publish=80:80'* ]]
    [[ $output == *"# /run/user/1000/systemd/generator/rootful-create@web.service"*'podman create'* ]]
    # Each is what the generator has written.
    for file in /run/systemd/generator/rootful-container@web.service.d/50-definition.conf /run/user/1000/systemd/generator/rootful-init@web.service; do
        [ "$(host rootfulctl show web | sed "1,\\|^# $file\$|d; /^# \\/run/,\$d")" = "$(host cat "$file")" ]
    done
}

@test "diff has what daemon-reload would change" {
    define_web
    start web
    run -0 host rootfulctl diff web
    [ -z "$output" ]
    host sed -i 's/80:80/8080:80/' "$definitions/web.toml"
    run -0 host rootfulctl diff web
    [[ $output == *'+++ /run/systemd/generator/rootful-network@web.service.d/50-definition.conf'* ]]
    grep -qx -- '-ExecStart=.*--publish=80:80' <<<"$output"
    grep -qx -- '+ExecStart=.*--publish=8080:80' <<<"$output"
    # The user's units have another fingerprint.
    [[ $output == *'+++ /run/user/1000/systemd/generator/rootful-init@web.service'* ]]
    [[ $output == *'the definition changed on disk'* ]]
    # An invalid one has no units of the user's.
    host sed -i 's/image/imgae/' "$definitions/web.toml"
    run -0 host rootfulctl diff web
    [[ $output == *'--- /run/user/1000/systemd/generator/rootful-create@web.service'*'+++ /dev/null'* ]]
}

@test "status tells what runs, and its exit status is that of the LSB" {
    define_web
    run -3 host rootfulctl status web
    [[ $output == *'State: stopped'* ]]
    run -4 host rootfulctl status wbe
    [[ $output == *'did you mean web?'* ]]
    run -0 host rootfulctl start web
    run -0 host rootfulctl status web
    for text in 'State: running since' "Definition: $definitions/web.toml" 'User: test (uid 1000)' 'On rootful0: 10.89.0.' 'eth0 ' "host's end veth" \
        'Ports: 80:80' 'rootful-network@web.service' 'rootful-create@web.service' 'rootful-start@web.service'; do
        [[ $output == *"$text"* ]] || { echo "missing: $text"; false; }
    done
    # The order of a start.
    [ "$(host rootfulctl status web --json | jq -r '.last_start[].unit' | head -n 2 | paste -sd ' ')" = 'rootful-network@web.service rootful-create@web.service' ]
    host sh -c "echo >>$definitions/web.toml"
    run -0 host rootfulctl status web
    [[ $output == *'Pending: the definition changed on disk'* ]]
    host systemctl daemon-reload
    run -0 host rootfulctl status web
    [[ $output == *"Pending: the definition changed since the start; 'rootfulctl restart web' applies it"* ]]
    run -0 host rootfulctl restart web
    run -0 host rootfulctl status web
    [[ $output != *Pending* ]]
    run -0 host rootfulctl stop web
    run -3 host rootfulctl status web
}

@test "a start that fails says why" {
    define web <<'EOF'
user = "test"
image = "localhost/none"
networks = ["rootful0"]
EOF
    define_broken
    run -1 host rootfulctl start web broken
    [[ $output == *'web failed: '*localhost/none* ]]
    [[ $output == *"broken failed: its definition is invalid: $definitions/broken.toml:2:1: unknown key 'imgae'"* ]]
    run -3 host rootfulctl status web
    [[ $output == *Reason:*localhost/none* ]]
    # Written, and not read by systemd.
    host_script <<'EOF'
printf 'user = "test"\nimage = "localhost/web"\nnetworks = ["rootful0"]\n' >/etc/rootful-containers.d/late.toml
EOF
    run -1 host rootfulctl start late
    [[ $output == *'late failed: systemd has not read its definition yet'* ]]
}

@test "what a condition keeps from being started is not said to run" {
    define_web '[systemd.unit]
ConditionPathExists = "/none"'
    run -0 on_terminal 120 rootfulctl start web
    [[ $output == *'web '*'is not started, as a condition of rootful-container@web.service is not met'* ]]
    define_web
    run -0 on_terminal 120 rootfulctl start web
    [[ $output == *'web '*'s  runs'* ]]
}

@test "one that cannot be started keeps no other from it, and one without a definition can be looked at and got rid of" {
    define_api
    host ln -s /dev/null /etc/systemd/system/rootful-container@web.service
    define_web
    run -1 host rootfulctl start api web
    [[ $output == *'web failed: '*masked* ]]
    state_is rootful-container@api.service active
    host rm /etc/systemd/system/rootful-container@web.service
    undefine web

    run -1 host systemctl start rootful-container@gone
    [ "$(cell gone state)" = failed ]
    run -3 host rootfulctl status gone
    [[ $output == *'State: failed'* ]]
    command=$(host rootfulctl doctor gone --json | jq -r '.[] | select(.check == "state") | .remedy')
    [[ $command == 'systemctl reset-failed rootful-'* ]]
    host sh -c "$command"
    run -4 host rootfulctl status gone
}

@test "a user is told what could not be read, and output that is lost is a failure" {
    define_web
    define_api
    host sh -c "chgrp other $definitions/api.toml && chmod 640 $definitions/api.toml"
    run -0 --separate-stderr host as third rootfulctl check
    [[ -z $output && $stderr == *"may not read them: $definitions/api.toml" ]]
    run -4 host as third rootfulctl status api
    [[ $output == *'or none that you may read'* ]]
    run -0 --separate-stderr host rootfulctl check
    [ -z "$stderr" ]
    run -1 host sh -c 'rootfulctl --json >/dev/full'
    [ "$output" = 'rootfulctl: cannot write the output: No space left on device' ]
    run -1 host sh -c 'rootfulctl --help >/dev/full'
    [ "$(host sh -c 'COLUMNS=10 rootfulctl --no-legend --format name,image | cat' | head -n 1)" = 'api  localhost/web' ]
    run -0 host sh -c 'rootfulctl list --json | true; rootfulctl check /none.toml --json || true'
    [[ $output == *'"message": "cannot be read: No such file or directory"'* ]]
}

@test "one whose definition a user may not read is not taken for one without" {
    define_api
    start api
    host sh -c "chgrp other $definitions/api.toml && chmod 640 $definitions/api.toml"
    run -0 host as third rootfulctl status api
    [[ $output == *"Definition: not known, as you may not read $definitions/api.toml"* && $output != *removed* ]]
    [ "$(host as third rootfulctl list --no-legend --format image)" = '(not yours to read)' ]
    [ "$(host as third rootfulctl list --json | jq -r '.[0].definition')" = "$definitions/api.toml" ]
    for command in 'show api' 'diff api' 'export --quadlet api'; do
        # shellcheck disable=SC2086 # words
        run -1 host as third rootfulctl $command
        [[ $output == *"the definition of container api is not known, as you may not read $definitions/api.toml"* ]]
    done
    run host as third rootfulctl doctor api
    [[ $output == *"not looked at, as you may not read them: $definitions/api.toml"* && $output != *removed* ]]
}

# define_failing NAME TEXT: one of the same user, with more of a definition.
define_failing() {
    define "$1" <<EOF
user = "test"
image = "localhost/web"
networks = ["rootful0"]
$2
EOF
}

@test "the reason is that of this start: what it requires, a command beside it, the time, or a signal" {
    define_failing web 'volumes = ["/root/none:/x"]'
    define_failing bad 'command = ["/no-such-command"]'
    define_failing between 'depends.requires = ["bad"]'
    run -1 host rootfulctl start web
    [[ $output == *'web failed: '*'/root/none'* ]]
    # Also by what that requires.
    define_failing web 'depends.requires = ["between"]'
    run -1 host rootfulctl start web
    [[ $output == *'web failed: it requires between, which requires bad, which failed: '*no-such-command* ]]
    [[ $output != */root/none* ]]
    run -3 host rootfulctl status web
    [[ $output == *'Reason: it requires between, which requires bad, which failed: '*'its own last run failed: '*'/root/none'* ]]
    # Of what waits until it is started again.
    define_failing bad 'command = ["sh", "-c", "exit 7"]
notify = "container"
service.restart = "on-failure"
service.restart_sec = "1min"'
    run -1 host rootfulctl start between
    [[ $output == *'between failed: it requires bad, which failed: bad ended with exit status 7'* ]]
    host systemctl stop rootful-container@bad

    define_failing web 'systemd.service.ExecStartPost = "/bin/sh -c '"'exit 3'"'"'
    run -1 host rootfulctl start web
    [[ $output == *'web failed: rootful-container@web.service: ExecStartPost= (/bin/sh -c exit 3) ended with exit status 3'* ]]
    define_failing web 'notify = "container"
command = ["sleep", "infinity"]
stop_timeout = 0
service.timeout_start = "4s"'
    run -1 host rootfulctl start web
    [[ $output == *'was not ready in time: web was stopped before it was ready'* ]]
    define_web
    start web
    host systemctl kill --signal KILL rootful-container@web
    within 60 state_is rootful-container@web.service failed
    run -3 host rootfulctl status web
    # By the command behind it, if that was not killed as well.
    [[ $output == *'Reason: rootful-container@web.service was ended by signal 9'* || $output == *'container-supervisor was killed by SIGKILL'* ]]

    define stranger <<'EOF'
user = 4242
image = "localhost/web"
networks = ["rootful0"]
EOF
    run -1 host rootfulctl start stranger
    [[ $output == *'stranger failed: no user of this host has the uid 4242'* ]]
    run -2 host rootfulctl doctor stranger
    [[ $output == *'error (account) 4242: no user of this host has the uid 4242'* && $output != *subordinate* ]]
}

@test "a job that has ended well is done, and one that was stopped is not" {
    host install -d -o test /srv/job
    define_failing job 'type = "job"
volumes = ["/srv/job:/job"]
command = ["sh", "-c", "trap '"'exit 0'"' TERM; [ ! -e /job/wait ] || while :; do sleep 0.1; done"]'
    [ "$(cell job state)" = stopped ]
    run -0 host rootfulctl start job
    within 60 cell_is job state 'done'
    run -0 host rootfulctl status --json job
    [ "$(jq -r '.last_result, (.last_run | length)' <<<"$output" | paste -sd ' ')" = 'success 20' ]
    host systemctl daemon-reload
    [ "$(cell job state)" = 'done' ]
    host touch /srv/job/wait
    host systemctl start --no-block rootful-container@job
    within 60 cell_is job state running
    run -0 host rootfulctl stop job
    host rm -r /srv/job
    within 60 cell_is job state stopped
    run -3 host rootfulctl status job
}

@test "a name that is wrong keeps nobody else from being started; units and instances are names" {
    define_web
    define worker@ <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
EOF
    host ln -s worker@.toml "$definitions/worker@1.toml"
    host systemctl daemon-reload
    run -1 host rootfulctl start nobody web
    [[ $output == *"no definition: $definitions/nobody.toml"* ]]
    [ "$(cell web state)" = running ]
    run -2 host rootfulctl stop web --bogus
    [[ $output == *"Unrecognized command or argument '--bogus'"* ]]
    [ "$(cell web state)" = running ]
    run -0 host rootfulctl status rootful-container@web
    run -0 host rootfulctl start worker@1
    [ "$(cell worker-1 state)" = running ]
}

@test "what is paused is not running" {
    define_web
    start web
    host as test podman pause web
    [ "$(cell web state)" = paused ]
    [ "$(host as test rootfulctl list --state paused --format name --no-legend)" = web ]
    run -3 host rootfulctl status web
    command=$(host rootfulctl doctor web --json | jq -r '.[] | select(.check == "paused") | .remedy')
    host sh -c "$command"
    [ "$(cell web state)" = running ]
}

@test "up reads what was edited, and restarts that alone" {
    define_web
    define_api
    start web api
    ids=$(host jq -r .id /run/rootful-containers/{web,api}/container.json)
    run -0 host rootfulctl up
    [ "$(host jq -r .id /run/rootful-containers/{web,api}/container.json)" = "$ids" ]
    host_script <<'EOF'
echo 'description = "edited"' >>/etc/rootful-containers.d/web.toml
EOF
    run -0 host rootfulctl up
    [ "$(host jq -r .id /run/rootful-containers/api/container.json)" = "$(tail -n 1 <<<"$ids")" ]
    is_another_container "$(head -n 1 <<<"$ids")"
    [[ $(host rootfulctl status web) == *'web - edited'* ]]
    host_script <<'EOF'
echo 'imgae = "x"' >>/etc/rootful-containers.d/api.toml
EOF
    run -1 host rootfulctl up
    [[ $output == *"api.toml:4:1: unknown key 'imgae'"* ]]
    [ "$(cell api state)" = running ]
}

@test "up restarts all that is on a network whose definition changed, or nothing" {
    define front.network <<'EOF'
subnets = ["10.89.60.0/24"]
EOF
    for name in web api; do
        define "$name" <<EOF
user = "$([[ $name == web ]] && echo test || echo other)"
image = "localhost/web"
networks = ["front"]
EOF
    done
    start web api
    # A job that runs on it ends by itself.
    define job <<'EOF'
user = "test"
image = "localhost/web"
networks = ["front"]
type = "job"
command = ["sleep", "1000"]
EOF
    host systemctl start --no-block rootful-container@job
    within 60 cell_is job state running
    host sh -c 'echo "isolate = true" >>/etc/rootful-containers.d/front.network.toml'
    host systemctl daemon-reload
    [[ $(host rootfulctl status web) == *"Pending: the definition of network front changed; 'rootfulctl up'"* ]]
    run -1 host rootfulctl doctor web
    [[ $output == *'network front is as an earlier definition'*'rootfulctl up'* ]]
    ids=$(host jq -r .id /run/rootful-containers/{web,api}/container.json)
    run -1 host rootfulctl up
    [[ $output == *'job: front cannot be changed as long as it runs'* ]]
    [ "$(host jq -r .id /run/rootful-containers/{web,api}/container.json)" = "$ids" ]
    stop job
    host rootfulctl up
    [ "$(host jq -r '.options.isolate' /etc/containers/networks/front.json)" = true ]
    [ "$(cell web state) $(cell api state)" = 'running running' ]
    [[ $(host rootfulctl status web) != *Pending:* ]]
    stop web api
    undefine front.network
    host systemctl stop rootful-podman-network@front
    host podman network rm front
}

@test "a user's service manager that hangs keeps nobody from looking" {
    define_web '[health]
command = ["true"]'
    start web
    host pkill -STOP --uid test --exact systemd
    run -0 host timeout 60 rootfulctl status web
    host pkill -CONT --uid test --exact systemd
    [[ $output == *'State: running'* && $output != *rootful-create@* ]]
    host pkill -STOP --uid test --exact systemd
    run -1 host timeout 120 rootfulctl up
    host pkill -CONT --uid test --exact systemd
    [[ $output == *'web: whether it runs from its present definition is not known'* ]]
}

# zombies_of COMMAND: how many processes that one has that have ended and were not waited for.
zombies_of() {
    # shellcheck disable=SC2016 # for the shell over there
    host sh -c 'ps -o stat= --ppid "$(pgrep -f "$1")" | grep -c "^Z" || true' sh "$1"
}

@test "who looks on for long leaves no processes to the users" {
    define_web '[health]
command = ["true"]'
    start web
    host systemd-run --quiet --collect --unit=watch --property=StandardOutput=file:/tmp/watch rootfulctl list --watch --json
    within 60 host grep -q '"health":"healthy"' /tmp/watch
    # Several looks later; there is one every five seconds at least.
    sleep 25
    count=$(zombies_of '[r]ootfulctl list --watch')
    host systemctl stop watch
    ((count <= 2))
}

@test "exec, podman and logs need not know the user; exit status and streams pass" {
    define_web
    start web
    run -0 host rootfulctl exec web cat /proc/1/comm
    [ "$(host sh -c 'echo hello | rootfulctl exec web cat')" = hello ]
    run -7 host rootfulctl exec web sh -c 'exit 7'
    [ "$(host rootfulctl podman web ps --format '{{.Names}}')" = web ]
    [[ $(host rootfulctl top web) == *USER*PID* ]]
    # On a terminal as well, which is not root's own.
    run -5 on_terminal 80 rootfulctl exec web sh -c "'tty; exit 5'"
    [[ $output == *'/dev/pts/'* ]]
    host rootfulctl exec web sh -c 'echo printed >/proc/1/fd/1'
    within 60 logs_have printed
    # A user gets to the own containers alone.
    [ "$(host as test rootfulctl exec web echo own)" = own ]
    run -1 host as other rootfulctl exec web true
    [[ $output == *"another user's"* ]]
}

logs_have() {
    [[ $(host rootfulctl logs web -n 5) == *"$1"* ]]
}

@test "what a container prints does nothing to the terminal" {
    define_web
    start web
    host rootfulctl exec web sh -c 'printf "\033[31mred\033[0m\n" >/proc/1/fd/1'
    within 60 status_shows red
    run -0 host rootfulctl status web
    [[ $output != *$'\e'* ]]
}

status_shows() {
    [[ $(host rootfulctl status web) == *"$1"* ]]
}

@test "status of a volume or an image says what it is; in a pod's own container nothing can be run" {
    define data.volume <<'EOF'
user = "test"
description = "All of it"
EOF
    define shop.pod <<'EOF'
user = "test"
networks = ["rootful0"]
EOF
    define member <<'EOF'
user = "test"
image = "localhost/web"
pod = "shop"
volumes = ["data:/data"]
command = ["sh", "-c", "echo here I am; exec sleep infinity"]
stop_timeout = 1
EOF
    define broken.image <<<'user = "test"'
    host systemctl start user@1000
    run -3 host rootfulctl status data.volume
    [[ $output == *'data.volume - All of it'*'State: not made'*"Definition: $definitions/data.volume.toml"*'User: test (uid 1000)'*'Used by: member'* ]]
    run -3 host rootfulctl status broken.image
    [[ $output == *'State: invalid'*'Errors'*"'image'"* ]]
    start shop
    # Which starts after it.
    within 60 state_is rootful-container@member.service active
    run -0 host rootfulctl status data.volume
    [[ $output == *'State: made'*"User's unit: rootful-volume@data.service"* ]]
    host rootfulctl status --json data.volume |
        "$repository/tests/e2e/valid-json" "$repository/schema/rootfulctl.schema.json" prerequisite
    for word in shop shop.pod; do
        run -0 host rootfulctl status "$word"
        [[ $output == *'State: running'*'Containers: member'* ]]
        for command in 'exec shop true' 'shell shop' 'top shop'; do
            # shellcheck disable=SC2086 # words
            run -1 host rootfulctl ${command/shop/"$word"}
            [[ $output == *'shop is a pod, in which nothing runs but its containers: name one of member'* ]]
        done
        within 30 is_logged "$word"
    done
    run -0 host rootfulctl exec member cat /etc/hostname
    [ "$output" = shop ]
    run -0 host rootfulctl logs member
    [[ $output == *'here I am'* ]]
    run -1 host rootfulctl exec data.volume true
    [[ $output == *"defines no container; see 'rootfulctl status data.volume'"* ]]
    undefine broken.image
    stop member shop
    host as test podman volume rm data
    # Its unit stays active as long as the user's manager.
    host systemctl restart user@1000.service
}

is_logged() {
    [[ $(host rootfulctl logs "$1") == *'here I am'* ]]
}
