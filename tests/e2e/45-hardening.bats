#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# What root's processes could do if somebody took them over, and what others learn of a container's secrets.

load lib

teardown() {
    host systemctl stop watch.service 2>/dev/null || true
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
    # What stays has its reasons in the template.
    host systemd-analyze security --no-pager --threshold=84 rootful-network@web.service
    supervisor=$(property rootful-container@web.service MainPID)
    [ "$(status "$supervisor" Uid)" = $'1000\t1000\t1000\t1000' ]
    [ "$(status "$supervisor" CapEff)" = 0000000000000000 ]
    [ "$(status "$supervisor" CapBnd)" = 0000000000000000 ]
    [ "$(status "$supervisor" NoNewPrivs)" = 1 ]
    (($(status "$supervisor" Seccomp_filters) > $(status 1 Seccomp_filters)))
    [ "$(host readlink "/proc/$supervisor/ns/net")" != "$(host readlink /proc/1/ns/net)" ]
    [ "$(host readlink "/proc/$supervisor/ns/mnt")" != "$(host readlink /proc/1/ns/mnt)" ]
    # Nobody can write there, not even root, but in the runtime directory of the user.
    for directory in /etc /usr /var /var/tmp /tmp /home/test /root /run /run/rootful-containers /dev /dev/shm /sys/fs/cgroup; do
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

@test "the values of variables are in no process's arguments and in no journal, whatever their names" {
    # The podman that creates is seen for certain before it goes on.
    host sh -c 'cat >/usr/local/bin/podman && chmod 0755 /usr/local/bin/podman' <<'EOF'
#!/bin/sh
case " $* " in *m4rker*) until grep -q m4rker /run/watch/seen; do sleep 0.01; done ;; esac
exec /usr/bin/podman "$@"
EOF
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
labels.seen = "m4rker"

[env]
PASSWORD = "tr0ub4dor\nwith a second line"
GOOGLE_API_KEY = "tr0ub4dor-google\n"
CONTAINERIZED_TOKEN = "tr0ub4dor"
HTTP_PROXY = "http://tr0ub4dor@192.0.2.2/"
LD_LIBRARY_PATH = "/tr0ub4dor"
HOME = "/tr0ub4dor home "
GODEBUG = "tr0ub4dor=1"
PODMAN_USERNS = "tr0ub4dor"
"db.password" = " \"tr0ub4dor\" # 100% \\n 'ä'\u0001"
"1st" = "tr0ub4dor"
EOF
    # Sees as another user what all processes were started with.
    host systemd-run --quiet --unit=watch --uid=third --property=RuntimeDirectory=watch --property=UMask=0022 sh -c \
        'while :; do cat /proc/[0-9]*/cmdline 2>/dev/null; done | tr "\\0" "\\n" | grep --line-buffered -e "m4rk[e]r" -e "tr0ub[4]dor" >/run/watch/seen'
    start web
    host as test podman container inspect --format '{{json .Config.Env}}' web >"$BATS_TEST_TMPDIR/variables"
    for variable in '"PASSWORD=tr0ub4dor\nwith a second line"' '"GOOGLE_API_KEY=tr0ub4dor-google\n"' '"HOME=/tr0ub4dor home "' \
        '"HTTP_PROXY=http://tr0ub4dor@192.0.2.2/"' '"LD_LIBRARY_PATH=/tr0ub4dor"' '"GODEBUG=tr0ub4dor=1"' '"PODMAN_USERNS=tr0ub4dor"' \
        '"CONTAINERIZED_TOKEN=tr0ub4dor"' '"1st=tr0ub4dor"' '"db.password= \"tr0ub4dor\" # 100% \\n '"'ä'"'\u0001"'; do
        grep -qF "$variable" "$BATS_TEST_TMPDIR/variables" || { echo "lacks $variable:"; cat "$BATS_TEST_TMPDIR/variables"; false; }
    done
    host systemctl reload rootful-network@web
    host systemctl restart rootful-container@web
    host grep -q m4rker /run/watch/seen
    # Not as it is searched for, which would be seen as well.
    run ! host grep 'tr0ub[4]dor' /run/watch/seen
    host journalctl --sync
    run ! host sh -c 'journalctl --output=json --all | grep "tr0ub[4]dor"'
    run ! host as other grep -rs tr0ub4dor /run/systemd /run/user /run/rootful-containers
    host systemctl stop watch.service
}

@test "the units of a user, which hold the values of variables, are the user's and for nobody else" {
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
env.HOME = "/srv"
EOF
    start web
    run -0 host sh -c 'stat --format="%U %a" /run/user/1000/systemd/generator/rootful-*@web.service | sort -u'
    [ "$output" = 'test 600' ]
}
