#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# What a kernel of its own is about, on a machine that runs.
# bats file_tags=vm

load ../e2e/lib

teardown() {
    host systemctl stop 'rootful-container@*'
    disconnect_router
    clean_up
}

# The first case: afterwards they are loaded.
@test "the first container has the kernel load what it takes" {
    run ! host sh -c 'lsmod | grep -E "^(nf_tables|bridge) "'
    define_web
    start web
    answers 192.0.2.1
    seen_over_tcp '[2001:db8:2::1]' 2001:db8:2::2
    stop web
    host sh -c 'lsmod | grep "^nf_tables "; lsmod | grep "^bridge "'
    leftovers
}

@test "AppArmor, which enforces, has nothing to refuse" {
    define_web
    start web
    answers 192.0.2.1
    host systemctl restart rootful-container@web
    host as test podman exec web true
    host grep -q '(enforce)' /sys/kernel/security/apparmor/profiles
    run ! host sh -c "journalctl --quiet --boot --dmesg | grep 'apparmor=\"DENIED\"'"
}

# A router on another link, which sends its advertisements often.
connect_router() {
    host_script <<'EOF'
sysctl -q net.ipv6.conf.all.forwarding=0
ip netns add router
ip link add up0 type veth peer name router0 netns router
ip -n router address add 2001:db8:77::1/64 dev router0 nodad
ip netns exec router sysctl -q net.ipv6.conf.all.forwarding=1
ip -n router link set router0 up
sysctl -q net.ipv6.conf.up0.accept_ra=1
ip link set up0 up
cat >/run/radvd.conf <<'CONF'
interface router0 {
    AdvSendAdvert on;
    MinRtrAdvInterval 3;
    MaxRtrAdvInterval 4;
    prefix 2001:db8:77::/64 { };
};
CONF
systemd-run --quiet --collect --unit=router ip netns exec router radvd --nodaemon --config=/run/radvd.conf --pidfile=/run/router.pid
EOF
    within 60 has_route
}

disconnect_router() {
    host_script <<'EOF'
[ -e /sys/class/net/up0 ] || exit 0
systemctl stop router.service
ip link delete up0
ip netns delete router
sysctl -q net.ipv6.conf.all.forwarding=1
podman network rm --force macs >/dev/null
EOF
}

has_route() {
    host sh -c 'ip -6 route show default | grep "dev up0 proto ra"'
}

@test "a host whose IPv6 route is advertised keeps it, and heeds the next advertisement" {
    connect_router
    define_web
    start web
    [ "$(host cat /proc/sys/net/ipv6/conf/all/forwarding)" = 1 ]
    has_route
    host ip -6 route delete default dev up0
    within 60 has_route
    stop web
    has_route
}

@test "a container on a macvlan takes no route from the host, which gets its advertisements on that interface" {
    connect_router
    host podman network create --driver macvlan --opt parent=up0 --subnet 198.51.100.0/24 macs
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["macs", "rootful0"]
EOF
    start web
    has_route
    host ip -6 route delete default dev up0
    within 60 has_route
}

@test "a clock that jumps harms no container" {
    define_web
    start web
    for jump in '+1 year' '-2 years'; do
        host date --set="$jump"
        answers 192.0.2.1
        host systemctl reload rootful-network@web
        host systemctl restart rootful-container@web
        answers 192.0.2.1
    done
    stop web
    host date --set='+1 year'
    leftovers
}
