#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Networks whose containers cannot be detached from the host's side alone, or that have something of their own inside.

load lib

teardown() {
    clean_up
    host systemctl stop dhcp-server.service netavark-dhcp-proxy.socket netavark-dhcp-proxy.service 2>/dev/null || true
    host podman network rm --force lan0 routed0 >/dev/null
}

# A macvlan on the link to the other machine.
make_lan() {
    host podman network create --driver macvlan --interface-name client "$@" lan0
}

# The other machine gives out 192.0.2.100 to 192.0.2.110.
serve_dhcp() {
    host_script <<'EOF'
printf '%s\n' 'start 192.0.2.100' 'end 192.0.2.110' 'interface eth0' 'lease_file /run/dhcp-leases' 'opt subnet 255.255.255.0' \
    'opt router 192.0.2.2' 'opt lease 600' >/run/dhcp-server.conf
: >/run/dhcp-leases
systemd-run --quiet --collect --unit=dhcp-server client busybox udhcpd -f /run/dhcp-server.conf
systemctl start netavark-dhcp-proxy.socket
EOF
}

# The first address of container web, as the status of its network shows it.
address() {
    host cut -d ' ' -f 1 /run/rootful-containers/web/addresses
}

# Nobody had to be told that something was missing.
is_silent() {
    run host journalctl --quiet --boot --identifier network-helper --priority warning --output cat --since "$1"
    [ -z "$output" ]
}

now() {
    # Of the case before there is something to see in the same second.
    host date '+%F %T.%6N'
}

kill_web() {
    # shellcheck disable=SC2016 # for the shell over there
    host sh -c 'kill -KILL "$(cat /run/user/1000/rootful-containers/web/pid)"'
    within 60 state_is rootful-network@web.service inactive
    within 60 leftovers
}

@test "a network namespace is not mounted for a bridge: every service manager of the host would wake for it" {
    define_web
    start web
    run ! host grep ' /run/rootful-containers/' /proc/self/mountinfo
    answers 192.0.2.1
}

@test "containers of a network that end at once are each taken down, and none finds its bridge gone" {
    define_web
    define_api
    for _ in 1 2 3; do
        start web api
        begin=$(now)
        # shellcheck disable=SC2016 # for the shell over there
        host sh -c 'kill -KILL "$(cat /run/user/1000/rootful-containers/web/pid)" "$(cat /run/user/1001/rootful-containers/api/pid)"'
        within 60 are_detached web api
        within 60 leftovers
        is_silent "$begin"
    done
}

@test "a container on a macvlan has an address of the DHCP server, and other machines reach it there" {
    serve_dhcp
    make_lan --ipam-driver dhcp
    begin=$(now)
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["lan0"]
EOF
    start web
    address=$(address)
    [[ $address == 192.0.2.1[01]? ]]
    seen_over_tcp "$address" 192.0.2.2
    host systemctl reload rootful-network@web
    [ "$(address)" = "$address" ]
    seen_over_tcp "$address" 192.0.2.2
    stop web
    within 60 leftovers

    start web
    answers "$(address)"
    kill_web
    is_silent "$begin"
}

@test "without a DHCP proxy the start fails and says which unit to enable" {
    host systemctl stop netavark-dhcp-proxy.socket netavark-dhcp-proxy.service
    make_lan --ipam-driver dhcp
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["lan0"]
EOF
    run ! start web
    status_says rootful-container@web.service 'is the netavark-dhcp-proxy.socket unit enabled?'
    within 60 leftovers
}

# By the other machine over the macvlan, and by a container over the bridge.
answers_on_both() {
    answers 192.0.2.77
    fetches other api web
}

@test "a container on a bridge and a macvlan is detached from both, also after it was killed" {
    make_lan --subnet 192.0.2.0/24 --gateway 192.0.2.2
    begin=$(now)
    define web <<'EOF'
user = "test"
image = "localhost/web"

[[network]]
name = "rootful0"

[[network]]
name = "lan0"
ipv4 = "192.0.2.77"
EOF
    define_api
    start web api
    answers_on_both
    host systemctl reload rootful-network@web
    answers_on_both
    stop web api
    within 60 leftovers

    start web
    answers 192.0.2.77
    kill_web
    is_silent "$begin"
}

@test "the routes of a network are in its containers, and gone with them, also after they were killed" {
    host podman network create --subnet 10.89.7.0/24 --route 198.51.100.0/24,10.89.7.1 routed0
    begin=$(now)
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0", "routed0"]
publish = ["80:80"]
EOF
    start web
    [[ $(host as test podman exec web ip route) == *'198.51.100.0/24 via 10.89.7.1 dev eth1'* ]]
    host systemctl reload rootful-network@web
    [[ $(host as test podman exec web ip route) == *'198.51.100.0/24 via 10.89.7.1 dev eth1'* ]]
    answers 192.0.2.1
    stop web
    within 60 leftovers

    start web
    answers 192.0.2.1
    kill_web
    is_silent "$begin"
}
