#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# One boot in which the network comes late, a mount later, and a definition is broken; then one after a power cut.
# bats file_tags=vm

load ../e2e/lib

setup_file() {
    host_script <<'EOF'
mkdir -p /srv/late
cd /etc/systemd/system
cat >late-network.service <<'UNIT'
[Unit]
Before=network-online.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=sleep 30
[Install]
WantedBy=network-online.target
UNIT
cat >late-disk.service <<'UNIT'
[Unit]
After=late-network.service
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=sleep 10
UNIT
cat >srv-late.mount <<'UNIT'
[Unit]
Requires=late-disk.service
After=late-disk.service
[Mount]
What=tmpfs
Where=/srv/late
Type=tmpfs
# Like one of a file server, which no local file system waits for.
Options=_netdev
UNIT
systemctl enable --quiet late-network.service
EOF
    define broken <<'EOF'
user = "test"
imgae = "localhost/web"
EOF
    define_web 'autostart = true
volumes = ["/srv/late:/late"]'
    start web
    addresses >"$BATS_FILE_TMPDIR/addresses"
    host date +@%s >"$BATS_FILE_TMPDIR/down"
    reboot
}

teardown_file() {
    host sh -c 'systemctl disable --quiet late-network.service; cd /etc/systemd/system; rm late-network.service late-disk.service srv-late.mount'
    clean_up
}

addresses() {
    host as test podman exec web ip -o address show dev eth0 | grep -o 'inet6\? [^ ]*' | grep -v fe80
}

# is_after UNIT OTHER: its start began when the other one was active.
is_after() {
    local began active
    began=$(property "$1" InactiveExitTimestampMonotonic)
    active=$(property "$2" ActiveEnterTimestampMonotonic)
    echo "$1 began at $began, $2 was active at $active"
    ((0 < active && active <= began))
}

@test "at boot a container waits for a network that is late, and for the mounts of its volumes" {
    answers 192.0.2.1
    is_after rootful-network@web.service late-network.service
    is_after rootful-network@web.service srv-late.mount
    host touch /srv/late/here
    host as test podman exec web test -e /late/here
    [ "$(addresses)" = "$(<"$BATS_FILE_TMPDIR/addresses")" ]
}

@test "a broken definition is in the kernel's log of the boot, and no core is dumped" {
    typo="/etc/rootful-containers.d/broken.toml:2:1: unknown key 'imgae'"
    host dmesg | grep -F "$typo"
    host journalctl --boot --identifier=rootful-container-generator | grep -F "$typo"
    run ! host sh -c "journalctl --boot | grep -iE 'dumped core|SIGABRT|terminated by signal|Unhandled exception'"
}

@test "the machine goes down and comes up without a failed unit" {
    # shellcheck disable=SC2016 # for the shell over there
    run ! host sh -c 'journalctl --quiet --boot=-1 --since="$1" --output=cat | grep -E "^rootful-.*(Failed with result|timed out)|is destructive"' \
        sh "$(<"$BATS_FILE_TMPDIR/down")"
    [ -z "$(host systemctl --failed --plain --no-legend)" ]
    run ! host sh -c 'as test systemctl --user --failed --plain --no-legend | grep .'
}

@test "after a power cut the container is back at the same addresses" {
    power_cut
    reboot
    answers 192.0.2.1
    [ "$(addresses)" = "$(<"$BATS_FILE_TMPDIR/addresses")" ]
}
