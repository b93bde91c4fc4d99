#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause

load lib

teardown() {
    host systemctl disable --quiet rootful-container@web 2>/dev/null || true
    clean_up
}

addresses() {
    host as test podman exec web ip -o address show dev eth0 | grep -o 'inet6\? [^ ]*' | grep -v fe80
}

@test "with autostart the container is back after a reboot, at the same addresses" {
    define_web 'autostart = true'
    start web
    before=$(addresses)
    reboot
    answers 192.0.2.1
    [ "$(addresses)" = "$before" ]
}

@test "a network is detached without a complaint when the machine goes down" {
    define_web
    define_api
    start web api
    reboot
    run host journalctl --quiet --boot=-1 --identifier=network-helper --priority=warning --output=cat
    [ -z "$output" ]
    run ! host sh -c 'journalctl --quiet --boot=-1 --output=cat | grep "^rootful-network@.*Failed with result"'
}

@test "when the machine goes down, a container finds by name what ends after it" {
    define_api
    define_web 'autostart = true
stop_timeout = 60
volumes = ["/srv/found:/found"]
command = ["sh", "-c", "trap '"'sleep 1; wget -T 5 -q -O /found/page http://api/; exit'"' TERM; while :; do sleep 0.1; done"]
[depends]
requires = ["api"]'
    host install -d -o test /srv/found
    start web
    within 60 fetch other api api
    reboot
    run -0 host cat /srv/found/page
    [ "$output" = hello ]
    run ! host sh -c 'journalctl --quiet --boot=-1 --output=cat | grep "is destructive"'
}

@test "without autostart it is not" {
    define_web
    start web
    reboot
    state_is rootful-container@web.service inactive
    within 60 leftovers
}

@test "definitions on a file system of their own, which is mounted after systemd looked for them, are missed in so many words" {
    define_web 'autostart = true'
    host_script <<'EOF'
mkdir -p /srv/definitions
mv /etc/rootful-containers.d/web.toml /srv/definitions
echo '/srv/definitions /etc/rootful-containers.d none bind 0 0' >>/etc/fstab
EOF
    late=rootful-container-late-definitions.service
    run -1 reboot
    [[ $output == *"$late loaded failed"* ]]
    status_says "$late" "run 'systemctl daemon-reload'"
    host systemctl daemon-reload
    start web
    host_script <<'EOF'
sed -i '/rootful-containers/d' /etc/fstab
systemctl stop rootful-container@web
umount /etc/rootful-containers.d
rm -r /srv/definitions
EOF
    # Where there is nothing to be missed, nothing is said.
    reboot
    [ "$(property "$late" ConditionResult)" = no ]
    state_is "$late" inactive
}

@test "systemctl enable works as well" {
    define_web
    host systemctl enable --quiet --now rootful-container@web
    answers 192.0.2.1
    reboot
    answers 192.0.2.1
}

@test "after a power cut the container is back at the same addresses" {
    define_web 'autostart = true'
    start web
    before=$(addresses)
    power_cut
    reboot
    answers 192.0.2.1
    [ "$(addresses)" = "$before" ]
}
