#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# What cannot start says why, and leaves nothing behind.

load lib

teardown() {
    host rm -f /etc/containers/networks/broken0.json
    host systemctl stop squatter.service 2>/dev/null || true
    host podman rm --force --ignore --time 0 squatter >/dev/null
    host rm -rf /home/test/.config/systemd /etc/systemd/user/rootful-create@web.service.d
    host as test systemctl --user daemon-reload 2>/dev/null || true
    host as test podman untag localhost/web localhost/later 2>/dev/null || true
    host as test podman rm --force --ignore --time 0 web >/dev/null
    clean_up
    host /usr/libexec/rootful-containers/network-helper remove-network later0
}

define_web() {
    define web <<EOF
user = "test"
image = "localhost/web"
networks = [$1]
publish = ["80:80"]
EOF
}

# What a podman leaves that is killed while it creates: storage that its own database does not know.
forget_containers() {
    host as test python3 - <<'EOF'
import os, sqlite3
database = sqlite3.connect(os.path.expanduser("~/.local/share/containers/storage/db.sql"))
for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'Container%'").fetchall():
    database.execute(f"DELETE FROM {table}")
database.execute("DELETE FROM IDNamespace")
database.commit()
EOF
}

port_is_taken="published port '80:80': tcp port 80 is already taken"

# fails_saying UNIT TEXT...: the start of the container fails, and the unit's status says why.
fails_saying() {
    run ! start web
    within 60 leftovers
    status_says "$@"
}

@test "a broken definition fails with its message in the status, and its neighbour starts" {
    define web <<'EOF'
user = "test"
imgae = "localhost/web"
EOF
    define api <<'EOF'
user = "other"
image = "localhost/web"
networks = ["rootful0"]
publish = ["80:80"]
EOF
    fails_saying rootful-container@web.service "/etc/rootful-containers.d/web.toml:2:1: unknown key 'imgae'"
    [ "$(property rootful-container@web.service ExecMainStatus)" = 78 ]
    start api
    answers 192.0.2.1
}

@test "a definition that its user cannot read says what to do, and the container starts when that is done" {
    local definition=/etc/rootful-containers.d/web.toml
    define_web '"rootful0"'
    host chmod 600 "$definition"
    host systemctl daemon-reload
    fails_saying rootful-container@web.service "$definition: user 'test' cannot read it (mode 0600, group root)" \
        "'chgrp test $definition && chmod 640 $definition'"
    host sh -c "chgrp test $definition && chmod 640 $definition && systemctl daemon-reload"
    start web
    answers 192.0.2.1
}

@test "a name without a definition fails with its path in the status" {
    fails_saying rootful-container@web.service 'no definition: /etc/rootful-containers.d/web.toml'
    [ "$(property rootful-container@web.service ExecMainStatus)" = 6 ]
}

@test "a network that does not exist is named" {
    define_web '"rootful9"'
    fails_saying rootful-network@web.service rootful9
}

# The user's own container, as a Quadlet makes it.
# podman has the container, and the file that says which one it is is gone.
created_without_id() {
    host as test podman container exists web && user_state_is rootful-create@web.service activating &&
        host test -d /run/user/1000/rootful-containers/web -a ! -e /run/user/1000/rootful-containers/web/cid
}

run_own_web() {
    host systemctl start user@1000.service
    own=$(host as test podman run --detach --name web --label PODMAN_SYSTEMD_UNIT=mine.service localhost/web)
}

@test "a container of the user's own that has the name runs on, and the start says what to do about it" {
    run_own_web
    define_web '"rootful0"'
    run ! start web
    status_says rootful-container@web "user test (uid 1000) has a container 'web' of their own, of the user's unit mine.service; " \
        "'systemctl --user stop mine.service' and 'podman rm --force --ignore web', or set 'replace = true'"
    [[ $(host as test podman inspect --format '{{.Id}} {{.State.Status}}' web) == "$own running" ]]
    host as test podman rm --force --ignore --time 0 web
    start web
    stop web
    run_own_web
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
publish = ["80:80"]
replace = true
EOF
    start web
    answers 192.0.2.1
    is_another_container "$own"
}

@test "what an earlier start left under the name is replaced: a container, and the storage of one" {
    define_web '"rootful0"'
    host systemctl start user@1000.service
    host_script <<'EOF'
run=/run/user/1000/rootful-containers/web
as test mkdir -p "$run"
as test podman create --quiet --name web --cidfile "$run/cid" localhost/web
as test rm -r "$run"
EOF
    start web
    stop web
    host as test podman create --quiet --name web localhost/web
    forget_containers
    run ! host as test podman container inspect web
    start web
    answers 192.0.2.1
}

@test "a container whose layers a power cut has broken is replaced, beside storage of another name" {
    define_web '"rootful0"'
    host systemctl start user@1000.service
    host as test podman create --quiet --name web2 localhost/web
    forget_containers
    host_script <<'EOF'
run=/run/user/1000/rootful-containers/web
as test mkdir -p "$run"
as test podman create --quiet --name web --cidfile "$run/cid" localhost/web
layer=$(as test podman container inspect --format '{{.GraphDriver.Data.UpperDir}}' web)
truncate --size 0 "${layer%/diff}/lower"
as test rm -r "$run"
EOF
    start web
    answers 192.0.2.1
    host as test podman ps --all --external --format '{{.Names}} {{.Command}}' | grep -x 'web2 storage'
    host as test podman rm --force web2
}

@test "a start that is stopped when podman has created, and not said so, leaves no container" {
    define_web '"rootful0"'
    host_script <<'END'
mkdir -p /etc/systemd/user/rootful-create@web.service.d
cat >/etc/systemd/user/rootful-create@web.service.d/wait.conf <<'EOF'
[Service]
ExecStartPost=rm %t/rootful-containers/web/cid
ExecStartPost=sleep infinity
EOF
systemctl start user@1000.service
as test systemctl --user daemon-reload
END
    host systemctl start --no-block rootful-container@web
    within 60 created_without_id
    stop web
    within 60 leftovers
    user_state_is rootful-create@web.service inactive
}

@test "an image that does not exist is named" {
    define web <<'EOF'
user = "test"
image = "localhost/nothing"
networks = ["rootful0"]
EOF
    # Without the warnings of each attempt.
    fails_saying rootful-network@web.service 'of user test (uid 1000) failed: Error: ' localhost/nothing
}

@test "with Restart= a network and an image that are missing are tried again until they are there" {
    define web <<'EOF'
user = "test"
image = "localhost/later"
networks = ["later0"]
publish = ["80:80"]

[service]
restart = "on-failure"
restart_sec = "1s"
start_limit_interval = "0"
EOF
    run ! start web
    within 60 status_says rootful-container@web.service 'container web is not attached: ' later0
    host podman network create later0
    within 60 status_says rootful-container@web.service localhost/later
    host as test podman tag localhost/web localhost/later
    within 60 state_is rootful-container@web.service active
    [ "$(property rootful-container@web.service NRestarts)" -ge 2 ]
    answers 192.0.2.1
}

@test "without Restart= a network that is missing is tried once, and the next start works when it is there" {
    define_web '"later0"'
    run ! start web
    state_is rootful-container@web.service failed
    state_is rootful-network@web.service failed
    host podman network create later0
    start web
    answers 192.0.2.1
}

@test "a host port that a process listens on is named" {
    host systemd-run --quiet --unit=squatter socat TCP-LISTEN:80,fork OPEN:/dev/null
    within 60 host sh -c 'ss -Hlnt sport = :80 | grep -q .'
    define_web '"rootful0"'
    run ! start web
    status_says rootful-network@web "$port_is_taken on this host"
    host systemctl stop squatter.service
    within 60 leftovers
}

@test "a host port that another container publishes is named, and the other one keeps it" {
    define api <<'EOF'
user = "other"
image = "localhost/web"
networks = ["rootful0"]
publish = ["80:80"]
EOF
    start api
    before=$(host as other podman inspect --format '{{.Id}}' api)
    define_web '"rootful0"'
    run ! start web
    status_says rootful-container@web "host port 80/tcp is already published by 'api'"
    answers 192.0.2.1
    [ "$(host as other podman inspect --format '{{.Id}}' api)" = "$before" ]
}

@test "a host port that rootful podman publishes is named" {
    host podman run --detach --quiet --name squatter --publish 80:80 localhost/web
    define_web '"rootful0"'
    run ! start web
    status_says rootful-network@web "$port_is_taken on this host"
    host podman rm --force --time 0 squatter
    within 60 leftovers
}

@test "the port is free again for others when the container has stopped" {
    define_web '"rootful0"'
    start web
    run -1 host timeout 60 socat TCP-LISTEN:80,bind=0.0.0.0 OPEN:/dev/null
    [[ $output == *'Address already in use'* ]]
    stop web
    within 60 leftovers
    host podman run --detach --quiet --name squatter --publish 80:80 localhost/web
    answers 192.0.2.1
}

@test "netavark's own message is shown when it fails, and the first network is detached again" {
    host_script <<'EOF'
cat >/etc/containers/networks/broken0.json <<'JSON'
{
    "name": "broken0",
    "id": "00000000000000000000000000000000000000000000000000000000000000b0",
    "driver": "macvlan",
    "network_interface": "missing0",
    "created": "2026-01-01T00:00:00Z",
    "subnets": [{"subnet": "10.89.9.0/24", "gateway": "10.89.9.1"}],
    "ipv6_enabled": false,
    "internal": false,
    "dns_enabled": false,
    "ipam_options": {"driver": "host-local"}
}
JSON
EOF
    define_web '"rootful0", "broken0"'
    fails_saying rootful-network@web.service 'netavark setup: Netlink error: No such device'
}

# runs_instead UNIT COMMAND: what that unit of user test does when it is started.
runs_instead() {
    host_script "$@" <<'EOF'
systemctl start user@1000.service
drop_in=/home/test/.config/systemd/user/$1.service.d
as test mkdir -p "$drop_in"
printf '[Service]\nExecStart=\nExecStart=%s\nExecStopPost=\n' "$2" >"$drop_in/test.conf"
as test systemctl --user daemon-reload
EOF
}

@test "a unit of the user's that fails is shown with what it said, or with the command by which root sees it" {
    define_web '"rootful0"'
    runs_instead rootful-start@web "sh -c 'echo out of order >&2; exit 1'"
    fails_saying rootful-container@web.service 'Status: "rootful-start@web.service of user test (uid 1000) failed: out of order"'
    runs_instead rootful-create@web false
    shows='journalctl SYSLOG_IDENTIFIER=rootful-create@web _UID=1000 + USER_UNIT=rootful-create@web.service _UID=1000'
    fails_saying rootful-container@web.service "rootful-create@web.service of user test (uid 1000) failed: see '$shows'"
    # shellcheck disable=SC2086 # a list of words
    run -0 host $shows --quiet --no-pager
    [[ $output == *"Failed with result 'exit-code'"* ]]
}

@test "of a container that fails again and again the status says how, and what was mended starts" {
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
command = ["sh", "-c", "echo wrong configuration; exit 3"]
[service]
restart = "on-failure"
start_limit_burst = 7
start_limit_interval = "10min"
EOF
    host systemctl start --no-block rootful-container@web
    within 120 state_is rootful-container@web.service failed
    status_says rootful-container@web.service 'ended with exit status 3'
    status_says rootful-container@web.service 'wrong configuration'
    define_web '"rootful0"'
    # Of its own limit. Those of the user's units are nobody's business.
    host systemctl reset-failed rootful-container@web
    start web
    answers 192.0.2.1
}

@test "after a failure the same container starts when its cause is gone" {
    host systemd-run --quiet --unit=squatter socat TCP-LISTEN:80,fork OPEN:/dev/null
    within 60 host sh -c 'ss -Hlnt sport = :80 | grep -q .'
    define_web '"rootful0"'
    run ! start web
    host systemctl stop squatter.service
    start web
    answers 192.0.2.1
}

# A typo, which nobody may have tried to start yet.
define_broken() {
    define web <<'EOD'
user = "test"
imgae = "localhost/web"
EOD
}

# journal_has_typo IDENTIFIER [JOURNALCTL-ARGUMENT]...
journal_has_typo() {
    host sh -c 'journalctl --sync && journalctl --quiet --boot --priority=err --identifier="$@"' sh "$@" |
        grep -qF "/etc/rootful-containers.d/web.toml:2:1: unknown key 'imgae'"
}

# bats test_tags=vm
@test "a broken definition is seen in the kernel's log, which cannot seek" {
    host test -c /dev/kmsg
    cursor=$(host journalctl --lines=0 --show-cursor | sed -n 's/^-- cursor: //p')
    define_broken
    host systemctl daemon-reload
    within 60 journal_has_typo rootful-container-generator --after-cursor="$cursor"
    run ! host sh -c "journalctl --boot --after-cursor='$cursor' | grep -iE 'dumped core|SIGABRT|terminated by signal|Unhandled exception'"
}

@test "a broken definition is seen in a log also where the service manager's standard error is a terminal" {
    define_broken
    cursor=$(host journalctl --lines=0 --show-cursor | sed -n 's/^-- cursor: //p')
    host rm -rf /run/generated
    host mkdir /run/generated
    # As systemd starts it: the process knows its own number. One that only inherited such a number is started by a person.
    run ! host script --quiet --return --command \
        'SYSTEMD_SCOPE=system SYSTEMD_EXEC_PID=$$ exec /usr/libexec/rootful-containers/rootful-container-generator /run/generated' /dev/null
    [[ $output != *imgae* ]]
    within 60 journal_has_typo rootful-container-generator --after-cursor="$cursor"
    host rm -rf /run/generated
    host mkdir /run/generated
    run ! host script --quiet --return --command \
        'SYSTEMD_SCOPE=system SYSTEMD_EXEC_PID=1 exec /usr/libexec/rootful-containers/rootful-container-generator /run/generated' /dev/null
    [[ $output == *imgae* ]]
    host rm -rf /run/generated
}

@test "a broken definition is seen in the journal where there is no kernel log" {
    host systemctl stop kernel-log.service
    run ! host test -e /dev/kmsg
    cursor=$(host journalctl --lines=0 --show-cursor | sed -n 's/^-- cursor: //p')
    define_broken
    host systemctl daemon-reload
    host systemctl start kernel-log.service
    within 60 journal_has_typo rootful-container-generator --after-cursor="$cursor"
}

@test "a broken definition is seen after a boot at which neither log was there for the generator" {
    define_broken
    reboot
    within 60 journal_has_typo rootful-container-generator
    # Reported, and no failure of its own.
    run ! host systemctl is-failed rootful-container-report.service
}
