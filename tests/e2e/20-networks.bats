#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause

load lib

teardown() {
    host systemctl stop outside.service 2>/dev/null || true
    clean_up
    host podman network rm --force four six >/dev/null
}

@test "containers of two users reach each other by name" {
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
EOF
    define api <<'EOF'
user = "other"
image = "localhost/web"
networks = ["rootful0"]
EOF
    start web api
    fetches other api web
    fetches test web api
}

@test "a container is found by its aliases" {
    define web <<'EOF'
user = "test"
image = "localhost/web"
network_aliases = ["everywhere"]

[[network]]
name = "rootful0"
aliases = ["here"]
EOF
    define api <<'EOF'
user = "other"
image = "localhost/web"
networks = ["rootful0"]
EOF
    start web api
    fetches other api everywhere
    fetches other api here
}

@test "a name is gone with its container" {
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
EOF
    define api <<'EOF'
user = "other"
image = "localhost/web"
networks = ["rootful0"]
EOF
    start web api
    host as other podman exec api nslookup web
    stop web
    run ! host as other podman exec api nslookup web
    [[ $output == *NXDOMAIN* ]]
}

@test "a container on two networks is reached from both, on interfaces in the order of the definition" {
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0", "rootful1"]
EOF
    define near <<'EOF'
user = "other"
image = "localhost/web"
networks = ["rootful0"]
EOF
    define far <<'EOF'
user = "third"
image = "localhost/web"
networks = ["rootful1"]
EOF
    start web near far
    fetches other near web
    fetches third far web
    run -0 host as test podman exec web ip -4 -o address show dev eth0
    [[ $output == *10.89.0.* ]]
    run -0 host as test podman exec web ip -4 -o address show dev eth1
    [[ $output == *10.89.1.* ]]
}

@test "fixed addresses, a MAC and an interface name are taken as they are given" {
    define web <<'EOF'
user = "test"
image = "localhost/web"

[[network]]
name = "rootful0"
ipv4 = "10.89.0.5"
ipv6 = "fd63:f6bb:3070:8287::5"
mac = "02:00:00:00:00:05"
interface = "lan"
EOF
    start web
    run -0 host as test podman exec web ip address show dev lan
    [[ $output == *02:00:00:00:00:05*10.89.0.5/24*fd63:f6bb:3070:8287::5/64* ]]
}

@test "port ranges, host addresses and protocols are published as podman does" {
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
publish = ["192.0.2.1:8080:80", "[2001:db8:2::1]:8081:80/tcp", "9000-9001:9000-9001/udp"]
EOF
    start web
    answers 192.0.2.1:8080
    run ! ask '[2001:db8:2::1]:8080'
    answers '[2001:db8:2::1]:8081'
    run ! ask 192.0.2.1:8081
    seen_over_udp UDP4:192.0.2.1:9000 192.0.2.2
    run -0 host nft list ruleset
    [[ $output == *"udp dport 9000-9001"* || $output == *"udp dport 9001"* ]]
}

@test "a container reaches other machines" {
    listen_outside
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
EOF
    start web
    # The other machine knows no way to the container's network, and sees the host instead.
    within 60 outside_sees 192.0.2.1
}

@test "resolv.conf names the networks' name server, and hosts the container" {
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
EOF
    start web
    run -0 host as test podman exec web cat /etc/resolv.conf
    [[ $output == *"nameserver 10.89.0.1"* ]]
    run -0 host as test podman exec web cat /etc/hosts
    [[ $output == *web* ]]
}

# For both addresses of the host; a connection that is taken and never served would end with 28.
refuses() {
    run -7 client curl --silent --max-time 10 --output /dev/null "http://$1/"
}

@test "on a network of one family a client of the other is refused at once, and does not hang" {
    host podman network create --subnet 10.89.7.0/24 four
    define web <<'END'
user = "test"
image = "localhost/web"
networks = ["four"]
publish = ["80:80"]
END
    start web
    answers 192.0.2.1
    refuses '[2001:db8:2::1]'
    stop web

    host podman network create --subnet fd63:f6bb:3070:8299::/64 six
    define web <<'END'
user = "test"
image = "localhost/web"
networks = ["six"]
publish = ["80:80"]
END
    start web
    answers '[2001:db8:2::1]'
    refuses 192.0.2.1
}
