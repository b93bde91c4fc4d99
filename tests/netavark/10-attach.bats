#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# What setup makes of its options, and that teardown takes all of it back.
# shellcheck disable=SC2016 # most quoted variables are for the shells over there

load lib

teardown() {
    end_servers
    detach web
    detach db
    leaves_nothing
}

# The addresses of an interface of the container, without those that the kernel makes.
addresses() {
    inside "$1" ip -json address show dev "$2" | jq -r '[.[].addr_info[] | select(.scope == "global").local] | join(" ")'
}

mac() {
    inside "$1" ip -json link show dev "$2" | jq -r '.[].address'
}

@test "a container on one network has its derived addresses, a route out, and its names" {
    run -0 attach web --network-alias=www
    [ "$output" = 'network-helper: web: 10.89.0.108 fd63:f6bb:3070:8287:6306:a95d:c08:ee6c (front)' ]
    [ "$(addresses web eth0)" = '10.89.0.108 fd63:f6bb:3070:8287:6306:a95d:c08:ee6c' ]
    [[ $(inside web ip route show default) == 'default via 10.89.0.1 dev eth0 '* ]]
    [[ $(inside web ip -6 route show default) == 'default via fd63:f6bb:3070:8287::1 dev eth0 '* ]]
    [ "$(machine cat /run/rootful-containers/web/resolv.conf)" = 'search dns.podman
nameserver 10.89.0.1
nameserver fd63:f6bb:3070:8287::1' ]
    machine grep -qx '10.89.0.108	000000000000 web' /run/rootful-containers/web/hosts
    machine grep -qE ' (web,www|www,web)$' /run/containers/networks/aardvark-dns/front
    inside web ping -c 1 -W 5 -q 10.89.0.1
}

@test "its addresses and its MAC are the same on every start" {
    attach web
    before="$(addresses web eth0) $(mac web eth0)"
    detach web
    attach web
    [ "$(addresses web eth0) $(mac web eth0)" = "$before" ]
}

@test "addresses, MAC and interface can be chosen" {
    attach web --network=front:ip=10.89.0.9,ip6=fd63:f6bb:3070:8287::9,mac=02:00:5e:10:00:01,interface_name=lan0
    [ "$(addresses web lan0)" = '10.89.0.9 fd63:f6bb:3070:8287::9' ]
    [ "$(mac web lan0)" = 02:00:5e:10:00:01 ]
}

@test "several networks, IPv4, IPv6 and both, are interfaces in their order" {
    attach web --network=front --network=back --network=six
    [ "$(addresses web eth0 | wc -w)" = 2 ]
    [[ $(addresses web eth1) == 10.89.1.* ]]
    [[ $(addresses web eth2) == fd63:f6bb:3070:8288:* ]]
    inside web ping -c 1 -W 5 -q 10.89.1.1
    inside web ping -c 1 -W 5 -q fd63:f6bb:3070:8288::1
}

@test "a client reaches TCP and UDP ports over both families, and is seen with its own address" {
    attach web --publish=80:8080/tcp,udp
    for server in TCP4-LISTEN:8080 TCP6-LISTEN:8080,ipv6only UDP4-RECVFROM:8080 UDP6-RECVFROM:8080,ipv6only; do
        inside web socat "$server,fork" SYSTEM:'read -r line; echo $SOCAT_PEERADDR' 3>&- &
    done
    for address in 192.0.2.1 '[2001:db8::1]'; do
        for protocol in TCP UDP; do
            within 60 client bash -c '[[ $(echo hello | timeout 2 socat -t 2 - "$1") =~ ^(192.0.2.2|\[2001:0?db8:.*:0*2\])$ ]]' \
                bash "$protocol:$address:80"
        done
    done
}

@test "ranges, protocols and host addresses are forwarded as they are published" {
    run -0 attach web --publish=5000-5002:6000-6002/udp --publish=192.0.2.1:132:132/sctp --publish='[2001:db8::1]:81:80'
    [[ $output == *', published 5000-5002:6000-6002/udp 192.0.2.1:132:132/sctp [2001:db8::1]:81:80' ]]
    machine jq -e '.port_mappings == [
        {host_ip: "", host_port: 5000, container_port: 6000, range: 3, protocol: "udp"},
        {host_ip: "192.0.2.1", host_port: 132, container_port: 132, range: 1, protocol: "sctp"},
        {host_ip: "2001:db8::1", host_port: 81, container_port: 80, range: 1, protocol: "tcp"}
    ]' /run/rootful-containers/web/netavark.json
    inside web socat UDP4-RECVFROM:6001,fork SYSTEM:'read -r line; echo 6001' 3>&- &
    inside web socat TCP6-LISTEN:80,ipv6only,fork SYSTEM:'echo tcp' 3>&- &
    within 60 client bash -c '[[ $(echo hello | timeout 2 socat -t 2 - UDP:192.0.2.1:5001) == 6001 ]]'
    within 60 client bash -c '[[ $(timeout 2 socat -t 2 - "TCP:[2001:db8::1]:81") == tcp ]]'
}

@test "without a host port one is chosen that is free for IPv4 and IPv6" {
    before=$(machine cat /proc/sys/net/ipv4/ip_local_port_range)
    machine sh -c 'echo 40000 40003 >/proc/sys/net/ipv4/ip_local_port_range'
    for port in 40001 40002 40003; do
        machine socat "TCP6-LISTEN:$port,ipv6only" OPEN:/dev/null 3>&- &
        within 60 machine sh -c "ss -Hlnt6 sport = :$port | grep -q ."
    done
    run attach web --publish=80
    machine sh -c "echo $before >/proc/sys/net/ipv4/ip_local_port_range"
    end_servers
    [[ $output == *', published 40000:80' ]]
}

@test "an address is given to one container only, and a full network says so" {
    attach web --network=tiny
    run -1 attach db --network=tiny
    [[ $output == *'network tiny: no free address in 10.89.2.0/30 (1 usable, all taken)'* ]]
    run -1 attach db --network=tiny:ip=10.89.2.2
    [[ $output == *'container web holds 10.89.2.2'* ]]
    detach web
    attach db --network=tiny
    [ "$(addresses db eth0)" = 10.89.2.2 ]
}

@test "two containers of two users reach each other" {
    attach web
    helper setup db --user=bob --network=front
    machine nsenter --target "$(pid db bob)" --net -- ping -c 1 -W 5 -q "$(addresses web eth0 | cut -d ' ' -f 1)"
}
