#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# A container cannot send with the address or the MAC of another. Every attack is also made by a container with
# anti_spoof = false, where it must succeed: what proves nothing there proves nothing.

load lib

free4=10.89.0.66
free6=fd63:f6bb:3070:8287::66
free_mac=02:00:00:00:00:66

teardown() {
    host nft delete table netdev probe 2>/dev/null || true
    host as test systemctl --user stop hideout.service 2>/dev/null || true
    clean_up
}

# container NAME USER [LINE...]: on rootful0, with lines for its [[network]].
container() {
    local name=$1 user=$2
    shift 2
    define "$name" <<EOF
user = "$user"
image = "localhost/web"
[security]
cap_add = ["NET_ADMIN", "NET_RAW"]
[[network]]
name = "rootful0"
$(printf '%s\n' "$@")
EOF
}

setup_file() {
    host sh -c 'cat >/usr/local/bin/forge && chmod 0755 /usr/local/bin/forge' <"$BATS_TEST_DIRNAME/forge"
}

# forge CONTAINER USER: the frames of the standard input, from the container's network, with all that its user can there.
forge() {
    in_network "$(first_process "$2" "$1")" "$2" forge eth0
}

first_process() {
    host as "$1" podman inspect --format '{{.State.Pid}}' "$2"
}

# in_network PROCESS USER COMMAND...: as the user can, in the network of one of their processes.
in_network() {
    host as "$2" podman unshare nsenter --target "$1" --net -- "${@:3}"
}

# own CONTAINER: its addresses and its MAC, in the variables that the cases use.
own() {
    own4=$(lease "$1" 4) own6=$(lease "$1" 6)
    own_mac=$(host jq -r '.networks.rootful0.static_mac' "/run/rootful-containers/$1/netavark.json")
    bridge_mac=$(host cat /sys/class/net/podman1/address)
}

lease() {
    host jq -r ".networks.rootful0.static_ips[$(($2 == 6))]" "/run/rootful-containers/$1/netavark.json"
}

# Counts what comes through to the bridge, by what makes it forged, or not.
probe() {
    host nft -f - <<EOF
table netdev probe {
    chain arrived {
        type filter hook ingress device podman1 priority 0;
        ether saddr $free_mac counter comment "mac"
        arp saddr ip $free4 counter comment "arp"
        ether saddr $own_mac arp saddr ether $free_mac counter comment "arp-mac"
        ip saddr $free4 counter comment "ipv4"
        ip saddr 198.51.100.1 counter comment "stranger"
        ip6 saddr $free6 udp dport 9 counter comment "ipv6"
        ip6 saddr fe80::66 counter comment "link-local"
        ip6 saddr $own6 icmpv6 type nd-neighbor-advert @th,64,128 0x$(hex6 "$free6") counter comment "advertisement"
        ip6 saddr $own6 icmpv6 type nd-neighbor-advert @th,64,128 0x$(hex6 "$own6") @th,192,64 0x0201${free_mac//:/} counter comment "option"
        ip6 saddr $own6 icmpv6 type nd-neighbor-solicit @th,192,64 0x0101${free_mac//:/} counter comment "source-option"
        ip6 saddr :: icmpv6 type nd-neighbor-solicit @th,64,128 0x$(hex6 "$free6") counter comment "detection"
        icmpv6 type nd-router-advert counter comment "router"
        ether type 0x88b5 counter comment "other"
        ip saddr $own4 udp dport 9 counter comment "own-ipv4"
        ip6 saddr $own6 udp dport 9 counter comment "own-ipv6"
        ether saddr $own_mac arp saddr ip $own4 arp daddr ip 10.89.0.250 counter comment "own-arp"
        ip6 saddr $own6 icmpv6 type nd-neighbor-advert @th,64,128 0x$(hex6 "$own6") @th,192,64 0x0201${own_mac//:/} counter comment "own-advertisement"
        ip6 saddr :: icmpv6 type nd-neighbor-solicit @th,64,128 0x$(hex6 "$own6") counter comment "own-detection"
    }
}
EOF
}

hex6() {
    host perl -MSocket -e 'print unpack "H*", Socket::inet_pton(AF_INET6, shift)' "$1"
}

# came_through PATTERN: the comments of what came through, one a line.
came_through() {
    host nft -j list table netdev probe |
        jq -r '.nftables[].rule | select(.expr[]?.counter.packets > 0).comment' | grep -x "$1"
}

# dropped CONTAINER: how many frames, in all.
dropped() {
    host nft -j list table netdev rootful-containers |
        jq --arg container "$1" '[.nftables[].rule | select(.chain | endswith("/" + $container)?) | .expr[]?.counter.packets // empty] | add'
}

# Every attack of the probe, of the container whose addresses are at hand.
attacks() {
    sed "s/\$/ to=$bridge_mac/" <<EOF
ipv4 mac=$free_mac source=$own4 target=10.89.0.1
arp mac=$own_mac sender_mac=$own_mac source=$free4 target=10.89.0.1
arp mac=$own_mac sender_mac=$free_mac source=$own4 target=10.89.0.1
ipv4 mac=$own_mac source=$free4 target=10.89.0.1
ipv4 mac=$own_mac source=198.51.100.1 target=10.89.0.1
ipv6 mac=$own_mac source=$free6 target=fd63:f6bb:3070:8287::1
ipv6 mac=$own_mac source=fe80::66 target=ff02::1
advertisement mac=$own_mac source=$own6 target=ff02::1 about=$free6 options=0201${own_mac//:/}
advertisement mac=$own_mac source=$own6 target=ff02::1 about=$own6 options=0201${free_mac//:/}
solicitation mac=$own_mac source=$own6 target=fd63:f6bb:3070:8287::1 about=fd63:f6bb:3070:8287::1 options=0101${free_mac//:/}
solicitation mac=$own_mac source=:: target=ff02::1:ff00:66 about=$free6
router mac=$own_mac source=$own6 target=ff02::1
other mac=$own_mac
EOF
}

# What a container may send.
honest() {
    sed "s/\$/ to=$bridge_mac mac=$own_mac/" <<EOF
ipv4 source=$own4 target=10.89.0.1
ipv6 source=$own6 target=fd63:f6bb:3070:8287::1
arp sender_mac=$own_mac source=$own4 target=10.89.0.250
advertisement source=$own6 target=ff02::1 about=$own6 options=0201${own_mac//:/}
solicitation source=:: target=ff02::1:ff00:66 about=$own6
EOF
}

# drops CONTAINER COUNT BEFORE
drops() {
    (($(dropped "$1") >= $3 + $2))
}

all_come_through() {
    [[ $(came_through "$1" | wc -l) == "$2" ]]
}

# Sent again until it came through: nobody sends a frame again that was lost on a link that is just coming up.

honest_come_through() {
    honest | forge evil test
    all_come_through 'own-.*' 5
}

attacks_come_through() {
    attacks | forge router test
    all_come_through '[^o].*\|other\|option' 13
}

@test "forged frames are dropped, and the container's own are not" {
    container evil test
    start evil
    own evil
    probe
    local before
    before=$(dropped evil)
    attacks | forge evil test
    within 60 drops evil 13 "$before"
    within 60 honest_come_through
    all_come_through '.*' 5
}

@test "with anti_spoof = false a container may send what it likes" {
    container router test 'anti_spoof = false'
    start router
    own router
    probe
    run ! host nft list chain netdev rootful-containers own-addresses/router
    within 60 attacks_come_through
}

# neighbour USER CONTAINER ADDRESS: the MAC that the container knows for it.
neighbour() {
    in_network "$(first_process "$1" "$2")" "$1" ip neighbour show "$3" | sed -n 's/.*lladdr \([^ ]*\).*/\1/p'
}

knows() {
    [[ $(neighbour "$1" "$2" "$3") == "$4" ]]
}

asks() {
    [[ $(host as "$1" podman exec "$2" wget -q -T 20 -O - "http://$3/") == hello ]]
}

# claim CONTAINER: says to the neighbours, of both families, that it has the addresses of web.
claim() {
    own "$1"
    forge "$1" test <<EOF
arp to=ff:ff:ff:ff:ff:ff mac=$own_mac sender_mac=$own_mac source=$web4 target=$web4
advertisement to=33:33:00:00:00:01 mac=$own_mac source=$web6 target=ff02::1 about=$web6 options=0201${own_mac//:/}
EOF
}

# takes_over CONTAINER: its claim is believed. A kernel that has just heard of a neighbour does not listen for a second.
takes_over() {
    claim "$1"
    knows third peer "$web4" "$own_mac" && knows third peer "$web6" "$own_mac"
}

@test "a container cannot take its neighbour's address, and with anti_spoof = false it could" {
    container web other 'mac = "02:00:00:00:00:80"'
    container peer third
    container evil test
    container router test 'anti_spoof = false'
    start web peer evil router
    web4=$(lease web 4) web6=$(lease web 6)
    within 60 asks third peer "$web4"
    within 60 asks third peer "[$web6]"

    local before
    before=$(dropped evil)
    claim evil
    within 60 drops evil 2 "$before"
    knows third peer "$web4" 02:00:00:00:00:80
    knows third peer "$web6" 02:00:00:00:00:80
    asks third peer "$web4"
    asks third peer "[$web6]"

    within 60 takes_over router
}

# pings CONTAINER ADDRESS [OPTION...]: from the container, as its root.
pings() {
    host as test podman exec "$1" ping -q -c 1 -W 1 "${@:3}" "$2"
}

@test "a container that gives itself another address or MAC reaches nobody with it" {
    container evil test
    start evil
    own evil
    within 60 pings evil 10.89.0.1
    within 60 pings evil fd63:f6bb:3070:8287::1

    host as test podman exec evil ip address add "$free4/24" dev eth0
    host as test podman exec evil ip address add "$free6/64" dev eth0
    run ! pings evil 10.89.0.1 -I "$free4"
    run ! pings evil fd63:f6bb:3070:8287::1 -I "$free6"
    host as test podman exec evil ip link set eth0 address "$free_mac"
    run ! pings evil 10.89.0.1

    host as test podman exec evil ip link set eth0 address "$own_mac"
    within 60 pings evil 10.89.0.1
}

@test "a reload puts back what was flushed, and nothing passes while it is under way" {
    define evil <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
publish = ["80:80"]
# For perl, which the image does not have.
volumes = ["/usr:/host:ro"]
[security]
cap_add = ["NET_RAW"]
EOF
    start evil
    own evil
    probe
    # shellcheck disable=SC2016 # for the shell over there
    host as test podman exec --detach evil sh -c 'exec /host/lib/*-linux-gnu/ld-linux-*.so* \
        --library-path "$(echo /host/lib/*-linux-gnu)" /host/bin/perl -I "$(echo /host/lib/*-linux-gnu/perl-base)" \
        /host/local/bin/forge eth0 arp to=ff:ff:ff:ff:ff:ff '"mac=$own_mac sender_mac=$own_mac source=$free4 target=$free4"
    within 60 drops evil 1 0
    for _ in 1 2 3; do
        host systemctl reload rootful-network@evil
        # It counts from 0 again.
        within 60 drops evil 10 0
    done
    all_come_through arp 0

    host nft flush ruleset
    probe
    within 60 all_come_through arp 1
    host systemctl reload rootful-network@evil
    host nft delete table netdev probe
    probe
    within 60 drops evil 10 0
    all_come_through arp 0
    answers 192.0.2.1:80
}

@test "an interface that the user moved away is watched there, and goes with the container" {
    container evil test
    start evil
    own evil
    probe
    host as test systemd-run --user --quiet --unit=hideout podman unshare unshare --net sleep infinity
    within 60 host pgrep -u test -x sleep
    local hideout
    hideout=$(host pgrep -u test -x sleep)
    in_network "$(first_process test evil)" test ip link set eth0 netns "$hideout"
    in_network "$hideout" test ip link set eth0 up
    local before
    before=$(dropped evil)
    attacks | in_network "$hideout" test forge eth0
    within 60 drops evil 13 "$before"
    all_come_through '.*' 0

    host systemctl stop rootful-network@evil
    run ! in_network "$hideout" test ip link show eth0
    # netavark keeps a network's own rules until a container leaves it in order.
    container web other
    start web
}
