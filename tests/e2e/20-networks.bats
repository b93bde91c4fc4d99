#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause

load lib

teardown() {
    host systemctl stop outside.service 2>/dev/null || true
    clean_up
    host podman network rm --force four six made0 other0 >/dev/null
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

# names_web_first ADDRESS...: what the container is told, in the order of the definition.
web_is_told_in_order() {
    local names resolv
    names=$(host as test podman exec web cat /etc/hosts)
    resolv=$(host as test podman exec web cat /etc/resolv.conf)
    echo "$names" "$resolv"
    [[ $(awk '/host.containers.internal/ { print $1 }' <<<"$names") == 10.89.1.1 ]]
    [[ $(awk '$2 == "gw" { print $1 }' <<<"$names") == 10.89.1.1 ]]
    [[ $(awk '/web$/ { print $1 }' <<<"$names" | grep -oE '10\.89\.[0-9]+|fd63:f6bb:3070:[0-9]+' | xargs) == '10.89.1 fd63:f6bb:3070:8288 10.89.7 10.89.0 fd63:f6bb:3070:8287' ]]
    [[ $(awk '/^nameserver/ { print $2 }' <<<"$resolv" | xargs) == '10.89.1.1 fd63:f6bb:3070:8288::1 10.89.7.1 10.89.0.1 fd63:f6bb:3070:8287::1' ]]
    [[ $(property rootful-network@web.service StatusText) == '10.89.1.'*'(rootful1), 10.89.7.'*'(four), 10.89.0.'*'(rootful0)'* ]]
}

@test "the order of networks is the definition's, at every start and reload" {
    host podman network create --subnet 10.89.7.0/24 four
    define web <<'END'
user = "test"
image = "localhost/web"
networks = ["rootful1", "four", "rootful0"]
add_hosts = ["gw:host-gateway"]
END
    start web
    web_is_told_in_order
    for _ in 1 2 3; do
        host systemctl reload rootful-network@web
        web_is_told_in_order
    done
    host systemctl restart rootful-container@web
    web_is_told_in_order
}

web_answers_over_udp() {
    seen_over_udp UDP4:192.0.2.1:9000 192.0.2.2
    seen_over_udp 'UDP6:[2001:db8:2::1]:9000' '[2001:0db8:0002:0000:0000:0000:0000:0002]'
    answers 192.0.2.1
    answers '[2001:db8:2::1]'
}

web_answers_at_every_start_and_reload() {
    start web
    web_answers_over_udp
    for _ in 1 2 3; do
        host systemctl reload rootful-network@web
        web_answers_over_udp
    done
    for _ in 1 2 3; do
        host systemctl restart rootful-container@web
        web_answers_over_udp
    done
    stop web
}

@test "a port of a container on two networks leads to the one of its default route, at every start and reload" {
    define web <<'END'
user = "test"
image = "localhost/web"
networks = ["rootful0", "rootful1"]
publish = ["80:80", "9000:9000/udp"]
END
    web_answers_at_every_start_and_reload
    define web <<'END'
user = "test"
image = "localhost/web"
publish = ["80:80", "9000:9000/udp"]

[[network]]
name = "rootful0"

[[network]]
name = "rootful1"
default_route = true
END
    web_answers_at_every_start_and_reload
}

@test "where each family has its default route over another network, the port leads to each" {
    host podman network create --subnet 10.89.7.0/24 four
    define web <<'END'
user = "test"
image = "localhost/web"
networks = ["four", "rootful1"]
publish = ["80:80", "9000:9000/udp"]
END
    web_answers_at_every_start_and_reload
}

# reaches_itself URL: container web gets its own page there.
reaches_itself() {
    [[ $(host as test podman exec web wget -q -T 3 -O - "$1") == hello ]]
}

@test "a container reaches its own published port by the host's addresses" {
    # As where Docker or Kubernetes was, frames on a bridge pass the firewall too.
    host_script <<'END'
sysctl -qw net.bridge.bridge-nf-call-iptables=1 net.bridge.bridge-nf-call-ip6tables=1
END
    define web <<'END'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
publish = ["8080:80", "9000:9000/udp"]
END
    start web
    answers 192.0.2.1:8080
    for _ in start reload; do
        within 60 reaches_itself http://192.0.2.1:8080/
        within 60 reaches_itself 'http://[2001:db8:2::1]:8080/'
        within 60 reaches_itself http://10.89.0.1:8080/
        host systemctl reload rootful-network@web
    done
}

# Not all that nobody uses: other cases need theirs.
prune_network() {
    host podman network prune --force --filter label=made=yes
    run ! host podman network inspect made0
}

@test "a network made manually that root's podman pruned is put back as it was, unless another has taken its place" {
    host podman network create --subnet 10.89.77.0/24 --label made=yes made0
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["made0"]
publish = ["80:80"]
EOF
    start web
    before=$(host cat /etc/containers/networks/made0.json)
    for verb in 'reload rootful-network@web' 'restart rootful-container@web'; do
        prune_network
        # shellcheck disable=SC2086 # two words
        host systemctl $verb
        answers 192.0.2.1
        [[ $(host cat /etc/containers/networks/made0.json) == "$before" ]]
    done
    [ "$(host stat -c %a /etc/containers/networks/made0.json)" = 644 ]
    status_says rootful-network@web "network 'made0' was removed, perhaps by 'podman network prune', and is put back as it was"
    stop web
    prune_network
    host podman network create --subnet 10.89.77.0/25 other0
    run ! start web
    status_says rootful-network@web "network 'made0' is gone and cannot be put back as it was: network 'other0' took its place"
    host podman network rm other0
    start web
    [[ $(host cat /etc/containers/networks/made0.json) == "$before" ]]
    stop web
    # Whoever removes it so does not want it back.
    host /usr/libexec/rootful-containers/network-helper remove-network made0
    run ! start web
    status_says rootful-container@web "network 'made0' does not exist"
}

# advertise: as a router that is the other machine.
advertise() {
    host client /run/spoof eth0 <<<"router mac=$mac source=$source to=33:33:00:00:00:01 target=ff02::1"
}

has_advertised_route() {
    advertise
    [[ $(host ip -6 route show default proto ra) == *"via $source dev client"* ]]
}

@test "a host whose IPv6 default route comes from a router's advertisements keeps it" {
    mac=$(client cat /sys/class/net/eth0/address)
    source=$(client ip -6 -json address show dev eth0 scope link | jq -r '.[].addr_info[].local // empty')
    host sh -c 'cat >/run/spoof && chmod +x /run/spoof' <"$BATS_TEST_DIRNAME/spoof"
    host sysctl --quiet net.ipv6.conf.all.forwarding=0 net.ipv6.conf.client.accept_ra=1
    within 10 has_advertised_route
    # For a macvlan on that interface the host does not have to forward.
    host podman network create --driver macvlan --interface-name client --subnet 192.0.2.0/24 --subnet 2001:db8:2::/64 lan0
    define api <<'EOF'
user = "other"
image = "localhost/web"
networks = ["lan0"]
EOF
    start api
    [ "$(host sysctl -n net.ipv6.conf.all.forwarding net.ipv6.conf.client.accept_ra | paste -sd ' ')" = '0 1' ]
    define_web
    start web
    [ "$(host sysctl -n net.ipv6.conf.all.forwarding)" = 1 ]
    [[ $(host ip -6 route show default) == *"via $source dev client"* ]]
    host journalctl --quiet --boot --unit rootful-network@web --grep 'net.ipv6.conf.client.accept_ra is 2 now'
    host ip -6 route delete default dev client
    within 10 has_advertised_route
    # What the administrator sets from then on is theirs.
    host sysctl --quiet net.ipv6.conf.client.accept_ra=1
    host systemctl restart rootful-container@web
    [ "$(host sysctl -n net.ipv6.conf.client.accept_ra)" = 1 ]
    host ip -6 route flush proto ra
    stop api
    host podman network rm lan0
}
