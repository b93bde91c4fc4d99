#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Pictures, and what rootfulctl writes.
#
# shellcheck disable=SC2154 # what is not assigned here is of lib.bash

load lib

teardown() {
    clean_up
}

# What an XML parser takes.
is_xml() {
    python3 -c 'import sys, xml.etree.ElementTree as tree; tree.parse(sys.stdin)'
}

@test "tree has users, containers, networks, ports and who needs whom; plot has the units of a start" {
    define_api
    define_web 'depends.wants = ["api"]'
    start web
    address=$(host rootfulctl list --json | jq -r '.[] | select(.name == "web") | .addresses | join(", ")')
    run -0 host rootfulctl tree
    [[ $output == *$'user test\n└─ web  running\n   ├─ rootful0: '"$address"$'\n   ├─ publishes 80:80\n   └─ needs api'* ]]
    run -0 host rootfulctl tree web
    [[ ${lines[0]} == 'web  running' && $output == *$'└─ needs\n   └─ api  running\n      └─ rootful0: 10.89.0.'* ]]
    # The user sees the own container as root does.
    [ "$(host as test rootfulctl tree web | head -n 2)" = "$(printf '%s\n' "${lines[@]:0:2}")" ]
    [ "$(host rootfulctl tree api --json | jq -r '.[].name' | paste -sd ' ')" = 'api web' ]
    run -0 host rootfulctl tree --dot
    [[ $output == *'"web" -> "api" [label="needs", style=dashed];'* ]]
    host rootfulctl tree --svg | is_xml
    run -2 host rootfulctl tree --svg --dot

    run -0 host rootfulctl plot web
    is_xml <<<"$output"
    [[ $output == *'>rootful-network@web.service<'*'>rootful-create@web.service<'*'>rootful-container@web.service<'* ]]
    [[ $output != *'>not started<'* ]]
}

mode_of() {
    host stat -c '%a %U:%G' "$definitions/$1"
}

@test "new writes a valid definition for its user alone, and replaces none" {
    run -0 host rootfulctl new web --user test --image localhost/web --network rootful0 --publish 80:80 --print
    [[ $output == *'publish = ["80:80"]'* ]]
    run -0 host as third rootfulctl new web --user third --image localhost/web --network rootful0 --print
    run ! host test -e "$definitions/web.toml"

    run -0 host rootfulctl new web --user test --image localhost/web --network rootful0 --publish 80:80
    [[ $output == *"wrote $definitions/web.toml"*"rootfulctl start web"* ]]
    [ "$(mode_of web.toml)" = '640 root:test' ]
    host systemctl daemon-reload
    run -0 host rootfulctl start web
    run -1 host rootfulctl new web --user test --image localhost/web --network rootful0
    [[ $output == *"$definitions/web.toml is there already"* ]]

    run -1 host as test rootfulctl new own --user test --image localhost/web --network rootful0
    [[ $output == *"--print"* ]]
    # As wrong as in a file.
    run -1 host rootfulctl new api --user nobody-here --image localhost/web --network rootful0
    [[ $output == *"unknown user 'nobody-here'"* ]]
    run -1 host rootfulctl new api --user other --image localhost/web --network rootful0 --publish 80:8080
    [[ $output == *80* ]]
    run -2 host rootfulctl new api --user other --network rootful0
    [[ $output == *'--image is missing'* ]]
    run -2 host rootfulctl new Api
    run -2 host rootfulctl new api.volume
    [[ $output == *'api.volume.toml would define a volume'* ]]
    [ "$(host ls -A "$definitions")" = web.toml ]
}

@test "new asks on a terminal for what is missing" {
    run -0 host sh -c "printf '%s\n' test '' localhost/web rootful0 '80:80 443:443' | script --quiet --return --command 'rootfulctl new web' /dev/null"
    run -0 host cat "$definitions/web.toml"
    [[ $output == *'user = "test"'*'image = "localhost/web"'*'networks = ["rootful0"]'*'publish = ["80:80", "443:443"]'* ]]
}

is_started_at_boot() {
    host systemctl list-dependencies --plain multi-user.target | grep -q "rootful-container@$1.service"
}

@test "enable and disable write a drop-in where the definition says otherwise" {
    define_web
    run -0 host rootfulctl enable --now web
    [[ $output == *"wrote $definitions/web.toml.d/80-autostart.toml: web starts at boot"* ]]
    is_started_at_boot web
    state_is rootful-container@web.service active
    run -0 host rootfulctl enable web
    [[ $output == *'as it is'* ]]
    host systemctl enable rootful-container@web
    run -0 host rootfulctl disable web
    [[ $output == *"removed $definitions/web.toml.d/80-autostart.toml"*'systemctl disable'* ]]
    run ! is_started_at_boot web
    run ! host test -e "$definitions/web.toml.d"

    define_web 'autostart = true'
    run -0 host rootfulctl disable web --now
    run ! is_started_at_boot web
    within 60 state_is rootful-container@web.service inactive
    run -0 host rootfulctl enable web
    is_started_at_boot web
    run ! host test -e "$definitions/web.toml.d"
    run -1 host rootfulctl enable none
    # Nothing is written when one of them cannot be.
    define_api
    run -1 host rootfulctl disable web none
    run -1 host rootfulctl enable api none
    run ! host test -e "$definitions/api.toml.d"

    # Whatever the caller's mask is, the definition stays one that its user can read; and what was written before is read.
    host sh -c 'umask 027; rootfulctl enable api'
    [ "$(host stat -c %a "$definitions/api.toml.d")" = 755 ]
    host rootfulctl check
    is_started_at_boot api
    host sh -c "echo 'autostart = false' >$definitions/api.toml.d/80-autostart.toml"
    host rootfulctl disable api
    run ! is_started_at_boot api
}

@test "user add makes an account that has containers, and completes one that is there" {
    run -0 host rootfulctl user add shop
    [[ $output == *'made the account shop'*'enabled lingering'* ]]
    host grep -q ^shop: /etc/subuid
    host grep -q ^shop: /etc/subgid
    run -0 host rootfulctl user add shop
    [[ $output == *'nothing is missing'* ]]
    # The ids are nobody else's.
    for file in /etc/subuid /etc/subgid; do
        [ "$(host sh -c "sort -t : -k 2n $file | awk -F : '\$2 < last { print } { last = \$2 + \$3 }'")" = '' ]
    done
    # Nor are those of users who are made, or made complete, at the same time.
    host_script <<'EOF'
for i in 1 2 3 4; do
    useradd "many$i"
    sed -i "/^many$i:/d" /etc/subuid /etc/subgid
done
for i in 1 2 3 4 5 6; do
    rootfulctl user add "many$i" &
done
wait
cut -d : -f 2 /etc/subuid | sort | uniq -d >/srv/twice
for i in 1 2 3 4 5 6; do
    grep -q "^many$i:" /etc/subuid
    loginctl disable-linger "many$i"
    systemctl stop "user@$(id -u "many$i").service"
    userdel --remove "many$i"
done
EOF
    [ "$(host cat /srv/twice)" = '' ]
    host sh -c 'sed -i /^shop:/d /etc/subgid; rm /var/lib/systemd/linger/shop; mv /home/shop /home/before'
    run -0 host rootfulctl user add shop
    [[ $output == *'added the subordinate group ids'*'made the home /home/shop'*'enabled lingering'* ]]
    [ "$(host stat -c '%a %U' /home/shop)" = '700 shop' ]

    host sh -c 'podman image save localhost/web >/home/shop/web.tar && chown shop /home/shop/web.tar'
    host as shop podman image load --quiet --input /home/shop/web.tar
    host rootfulctl new web --user shop --image localhost/web --network rootful0 --publish 80:80
    host systemctl daemon-reload
    run -0 host rootfulctl start web
    answers 192.0.2.1
    stop web
    host sh -c "rm $definitions/web.toml; systemctl daemon-reload; loginctl disable-linger shop; systemctl stop user@\$(id -u shop).service; userdel shop; rm -rf /home/shop /home/before"

    run -1 host rootfulctl user add root
    run -1 host rootfulctl user add nobody
    [[ $output == *'choose another account'* ]]
    host sh -c '! grep ^nobody: /etc/subuid && [ ! -e /nonexistent ] && [ ! -e /var/lib/systemd/linger/nobody ]'
    run -1 host rootfulctl user add -- --bad
    run -1 host as test rootfulctl user add shop
}

# The JSON on standard input is what the schema has under that name.
is_valid_json() {
    "$repository/tests/e2e/valid-json" "$repository/schema/rootfulctl.schema.json" "$1"
}

# In the background, as long as the unit watch runs.
in_background() {
    host systemd-run --quiet --collect --unit=watch --setenv=TERM=xterm --property=StandardOutput=file:/tmp/watch "$@"
}

was_shown() {
    host grep -q -- "$1" /tmp/watch
}

@test "list --watch tells of changes, by lines or on the terminal" {
    define_api
    in_background rootfulctl list --watch --json
    within 60 was_shown '"name":"api".*"state":"stopped"'
    start api
    within 60 was_shown '"name":"api".*"state":"starting"'
    within 60 was_shown '"name":"api".*"state":"running".*10\.89\.0\.'
    define_web
    within 60 was_shown '"name":"web".*"state":"stopped"'
    undefine web
    within 60 was_shown '{"name":"web","state":"removed"}'
    host cat /tmp/watch | is_valid_json watch
    # Every line is an object of its own, and nothing is told twice.
    host sh -c 'jq -c . /tmp/watch | uniq -d' | run -1 grep .
    host systemctl stop watch
    host rm /tmp/watch

    in_background rootfulctl list --watch --format name,state
    within 60 was_shown '^api  *running'
    define_web
    within 60 was_shown '^web  *stopped'
    undefine web
    within 60 was_shown '^web  *removed'
    host systemctl stop watch
    host rm /tmp/watch

    in_background script --quiet --flush --command 'stty cols 80 rows 20; rootfulctl list --watch' /dev/null
    within 60 was_shown 'api .*running'
    stop api
    within 60 was_shown 'api .*stopped'
    host systemctl stop watch
}

@test "what --json prints is what its schema says" {
    define_web '[health]
command = ["true"]'
    define_api 'depends.wants = ["web"]'
    define broken <<'EOF'
imgae = "localhost/web"
EOF
    host ln -s /dev/null "$definitions/masked.toml"
    start api
    host rootfulctl list --json | is_valid_json list
    host sh -c 'rootfulctl list --watch --json | head -n 4' | is_valid_json watch
    for name in web api broken masked; do
        host sh -c "rootfulctl status $name --json || true" | is_valid_json status
    done
    host sh -c 'rootfulctl check --json || true' | is_valid_json check
    host rootfulctl tree --json | is_valid_json tree
    host rootfulctl ports --all --json | is_valid_json ports_listed
    host rootfulctl networks --json | is_valid_json networks_listed
    host rootfulctl networks rootful0 --json | is_valid_json network_addresses
    host rootfulctl whois api --json | is_valid_json whois
    host sh -c 'rootfulctl doctor --json || true' | is_valid_json doctor
    host rootfulctl doctor --list-checks --json | is_valid_json doctor_checks
    # The test itself sees what is wrong.
    run -1 is_valid_json list <<<'[{"name": "web"}]'
    host rm "$definitions/masked.toml"
}
