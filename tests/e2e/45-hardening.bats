#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# What root's processes could do if somebody took them over, and what others learn of a container's secrets.

load lib

teardown() {
    host rm -f /usr/local/bin/podman
    clean_up
}

# status PROCESS FIELD: as /proc knows it.
status() {
    host sed -n "s/^$2:\t//p" "/proc/$1/status"
}

@test "the supervisor is a process of the container's user, and sandboxed" {
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
EOF
    start web
    host systemd-analyze security --no-pager --threshold=15 rootful-container@web.service
    host systemd-analyze security --no-pager --threshold=15 rootful-linger@1000.service
    supervisor=$(property rootful-container@web.service MainPID)
    [ "$(status "$supervisor" Uid)" = $'1000\t1000\t1000\t1000' ]
    [ "$(status "$supervisor" CapEff)" = 0000000000000000 ]
    [ "$(status "$supervisor" CapBnd)" = 0000000000000000 ]
    [ "$(status "$supervisor" NoNewPrivs)" = 1 ]
    (($(status "$supervisor" Seccomp_filters) > $(status 1 Seccomp_filters)))
    [ "$(host readlink "/proc/$supervisor/ns/net")" != "$(host readlink /proc/1/ns/net)" ]
    [ "$(host readlink "/proc/$supervisor/ns/mnt")" != "$(host readlink /proc/1/ns/mnt)" ]
    # Nobody can write there, not even root, but in the runtime directory of the user.
    for directory in /etc /usr /var /var/tmp /tmp /home /root /run /run/rootful-containers /dev /dev/shm /sys/fs/cgroup; do
        run ! host nsenter --mount --target "$supervisor" mkdir "$directory/test"
        [[ $output == *'Read-only file system'* || $output == *'Permission denied'* ]]
    done
    run ! host nsenter --mount --target "$supervisor" sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
    run ! host nsenter --mount --target "$supervisor" sh -c 'echo 0 >/proc/1/oom_score_adj'
    host nsenter --mount --target "$supervisor" mkdir /run/user/1000/test
    host rmdir /run/user/1000/test
}

@test "lingering is enabled by a sandboxed unit" {
    host loginctl disable-linger other
    host systemctl start rootful-linger@1001.service
    host test -e /var/lib/systemd/linger/other
}

@test "the name server that serves all containers inherits neither a mount namespace nor a filter" {
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
EOF
    start web
    within 60 host test -s /run/containers/networks/aardvark-dns/aardvark.pid
    server=$(host cat /run/containers/networks/aardvark-dns/aardvark.pid)
    [ "$(host readlink "/proc/$server/ns/mnt")" = "$(host readlink /proc/1/ns/mnt)" ]
    # The test host has some of its own.
    [ "$(status "$server" Seccomp_filters)" = "$(status 1 Seccomp_filters)" ]
    [ "$(status "$server" NoNewPrivs)" = 0 ]
}

@test "the values of variables are in no process's arguments and in no journal" {
    # Writes down the arguments of every podman that the units run.
    host sh -c 'cat >/usr/local/bin/podman && chmod 0755 /usr/local/bin/podman' <<'EOF'
#!/bin/sh
printf '%s\n' "$@" >>/tmp/arguments-of-podman
exec /usr/bin/podman "$@"
EOF
    host sh -c ': >/tmp/arguments-of-podman; chmod 0666 /tmp/arguments-of-podman'
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
env = { PASSWORD = "tr0ub4dor" }
EOF
    start web
    # shellcheck disable=SC2016 # for the shell over there
    [ "$(host as test podman exec web sh -c 'echo $PASSWORD')" = tr0ub4dor ]
    host systemctl reload rootful-network@web
    host systemctl restart rootful-container@web
    host grep -qx create /tmp/arguments-of-podman
    run ! host grep tr0ub4dor /tmp/arguments-of-podman
    run ! host sh -c 'cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" "\\n" | grep "tr0ub[4]dor"'
    host journalctl --sync
    run ! host sh -c 'journalctl --output=json --all | grep "tr0ub[4]dor"'
    run ! host as other grep -rs tr0ub4dor /run/systemd /run/user /run/rootful-containers
}
