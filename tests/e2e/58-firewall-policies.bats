#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Firewalls whose policy is to drop, as Docker's and ufw's: what the manual says of them, with the rules that iptables-nft makes
# for these programs.

load lib

setup() {
    define_web
}

teardown() {
    host_script <<'EOF'
nft delete table ip filter 2>/dev/null || true
nft delete table ip6 filter 2>/dev/null || true
EOF
    clean_up
}

# drops CHAINS: tables of both families with these chains, given as nft has them.
drops() {
    host_script "$1" <<'EOF'
for family in ip ip6; do
    printf 'table %s filter {\n%s\n}\n' "$family" "$1" | nft -f -
done
EOF
}

docker='chain DOCKER-USER { }
    chain FORWARD { type filter hook forward priority filter; policy drop; jump DOCKER-USER; }'

@test "a forward policy that drops is said in the status, and no longer when a rule names the containers' bridges" {
    start web
    answers 192.0.2.1
    [[ $(property rootful-network@web.service StatusText) != *'the firewall drops'* ]]
    stop web
    drops "$docker"
    start web
    run ! ask 192.0.2.1
    status_says rootful-container@web.service 'the firewall drops what is forwarded to and from containers' \
        'chain FORWARD in table ip filter' 'FIREWALLS in rootful-network-helper(8)'
    host_script <<'EOF'
for family in ip ip6; do
    nft insert rule $family filter DOCKER-USER iifname 'podman*' accept
    nft insert rule $family filter DOCKER-USER oifname 'podman*' accept
done
EOF
    answers 192.0.2.1
    answers '[2001:db8:2::1]'
    host systemctl reload rootful-network@web
    [[ $(property rootful-network@web.service StatusText) != *'the firewall drops'* ]]
    answers 192.0.2.1
}

@test "an input policy that drops is said, because names are asked of the host" {
    drops 'chain INPUT { type filter hook input priority filter; policy drop; ct state established accept; meta l4proto ipv6-icmp accept; }'
    define_api
    start web api
    run ! fetch other api web
    status_says rootful-network@api.service "the firewall drops what is sent to the networks' name server"
    host_script <<'EOF'
for family in ip ip6; do
    nft add rule $family filter INPUT iifname 'podman*' meta l4proto '{ tcp, udp }' th dport 53 accept
done
EOF
    fetches other api web
}
