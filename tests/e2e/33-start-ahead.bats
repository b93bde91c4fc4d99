#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# A container is started as soon as it is attached, before its supervisor is there; but never before what has to come first, and once.

load lib

teardown() {
    host sh -c 'rm -rf /usr/lib/systemd/system/rootful-container@web.service.d /etc/systemd/system/rootful-container@web.service.d \
        /usr/lib/systemd/system/service.d/10-test.conf /run/systemd/system/slow.service; systemctl daemon-reload'
    clean_up
}

# unit_file PATH: its text is standard input.
unit_file() {
    host_script "$1" "$(cat)" <<'EOF'
mkdir -p "${1%/*}"
printf '%s\n' "$2" >"$1"
EOF
}

start_begins() {
    user_property test rootful-start@web.service InactiveExitTimestampMonotonic
}

@test "the start begins before the supervisor" {
    [[ ${NETWORK_NAMESPACE-} != container ]] || skip 'only where the network namespace comes first'
    # What the distribution has for all services is known to hold nothing that has to come before.
    unit_file /usr/lib/systemd/system/service.d/10-test.conf <<'CONF'
[Service]
ExecStartPre=sleep 3
CONF
    define_web ''
    start web
    supervisor=$(property rootful-container@web.service ExecMainStartTimestampMonotonic)
    begin=$(start_begins)
    echo "$begin $supervisor"
    ((0 < begin && begin < supervisor))
    answers 192.0.2.1
}

@test "not before a command or a condition that an administrator added" {
    for place in /etc /usr/lib; do
        unit_file "$place/systemd/system/rootful-container@web.service.d/10-test.conf" <<'CONF'
[Service]
ExecStartPre=sleep 2
CONF
        define_web ''
        start web
        supervisor=$(property rootful-container@web.service ExecMainStartTimestampMonotonic)
        begin=$(start_begins)
        echo "$begin $supervisor"
        ((supervisor < begin))
        stop web
        host rm "$place/systemd/system/rootful-container@web.service.d/10-test.conf"
    done

    unit_file /etc/systemd/system/rootful-container@web.service.d/10-test.conf <<'CONF'
[Unit]
ConditionPathExists=/no/such
CONF
    host systemctl daemon-reload
    host systemctl start rootful-container@web
    state_is rootful-container@web.service inactive
    # The manager has forgotten the start before.
    [ "$(start_begins)" = 0 ]
}

@test "not where the definition has systemd prepare what may fail" {
    define_web 'systemd.service.EnvironmentFile = "/no/such"'
    run ! host systemctl start rootful-container@web
    [ "$(start_begins)" = 0 ]
}

@test "not before what the container waits for" {
    unit_file /run/systemd/system/slow.service <<'UNIT'
[Service]
Type=oneshot
ExecStart=sleep 3
RemainAfterExit=yes
UNIT
    define_web 'depends = { requires = ["slow.service"] }'
    start web
    waited=$(property slow.service ActiveEnterTimestampMonotonic)
    begin=$(start_begins)
    echo "$waited $begin"
    ((waited < begin))
}

@test "one that ends at once has run once" {
    host install -d -o test /srv/once
    define once <<'TOML'
user = "test"
image = "localhost/web"
command = ["sh", "-c", "echo run >>/once/runs"]
networks = ["rootful0"]
volumes = ["/srv/once:/once"]
TOML
    for starts in 1 2 3; do
        # systemd may find its end before it was ready.
        host systemctl start rootful-container@once || true
        within 20 are_detached once
        run -0 host cat /srv/once/runs
        [ "${#lines[@]}" -eq "$starts" ]
    done
    host rm -r /srv/once
}
