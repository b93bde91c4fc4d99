#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# A container cannot send with the address or the MAC of another, nor what only routers, queriers and servers say. Every attack
# is also made by a container with anti_spoof = false, where it must succeed: what proves nothing there proves nothing.

load lib

free4=10.89.0.66
free6=fd63:f6bb:3070:8287::66
free_mac=02:00:00:00:00:66

teardown() {
    host nft delete table netdev probe 2>/dev/null || true
    host as test systemctl --user stop hideout.service querier.service early.service 2>/dev/null || true
    host rm -rf /etc/containers/containers.conf.d/90-stand-in.conf /srv/helpers
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
    host sh -c 'cat >/usr/local/bin/spoof && chmod 0755 /usr/local/bin/spoof' <"$BATS_TEST_DIRNAME/spoof"
    host sh -c 'cat >/usr/local/bin/querier && chmod 0755 /usr/local/bin/querier' <"$BATS_TEST_DIRNAME/attacks/querier"
}

# spoof CONTAINER USER: the frames of the standard input, from the container's network, with all that its user can there.
spoof() {
    # A command in a virtual machine gets all of the standard input, also one that does not read it.
    in_network "$(first_process "$2" "$1" </dev/null)" "$2" spoof eth0
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
    own_link_local=$(link_local "$own_mac")
    bridge_mac=$(host cat /sys/class/net/podman1/address)
}

lease() {
    host jq -r ".networks.rootful0.static_ips[$(($2 == 6))]" "/run/rootful-containers/$1/netavark.json"
}

# Counts what comes through to the bridge, by what makes it spoofed, or not.
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
    honest | spoof evil test
    all_come_through 'own-.*' 5
}

attacks_come_through() {
    attacks | spoof router test
    all_come_through '[^o].*\|other\|option' 13
}

# bats test_tags=vm
@test "spoofed frames are dropped, and the container's own are not" {
    container evil test
    start evil
    own evil
    probe
    local before
    before=$(dropped evil)
    attacks | spoof evil test
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

# hex4 ADDRESS: its bytes.
hex4() {
    local octets
    IFS=. read -ra octets <<<"$1"
    printf '%02x' "${octets[@]}"
}

# probe_types CONTAINER: counts what the rules let pass, by what it says. Not on the bridge, where br_netfilter puts fragments
# together.
probe_types() {
    local host_end
    host_end=$(host cut -d ' ' -f 2 "/run/rootful-containers/$1/interfaces")
    host nft -f - <<EOF
table netdev probe {
    chain arrived {
        type filter hook ingress device $host_end priority 100;
        ether saddr != $own_mac accept
        icmpv6 type 130 counter comment "listener-query"
        icmpv6 type 134 counter comment "router"
        icmpv6 type 137 counter comment "redirect"
        icmpv6 type 138 counter comment "renumbering"
        icmpv6 type 139 counter comment "node-information"
        icmpv6 type 151 counter comment "multicast-router"
        igmp type 0x11 counter comment "membership-query"
        igmp type 0x30 counter comment "multicast-router-ipv4"
        ip protocol pim counter comment "pim"
        icmp type redirect counter comment "redirect-ipv4"
        icmp type router-advertisement counter comment "router-ipv4"
        ip daddr 127.0.0.1 counter comment "loopback"
        ip6 daddr ::1 counter comment "loopback-ipv6"
        ip6 daddr ::ffff:127.0.0.1 counter comment "loopback-mapped"
        udp dport 68 counter comment "dhcp"
        udp dport 546 counter comment "dhcp-ipv6"
        ip6 daddr ff02::a frag more-fragments 1 counter comment "hidden-first"
        ip6 daddr ff02::a frag frag-off 1 counter comment "hidden-later"
        ip6 daddr ff02::b frag more-fragments 0 counter comment "atomic"
        ip6 daddr ff02::c frag more-fragments 1 counter comment "fragmented-solicitation"
        ip6 daddr ff02::d ip6 nexthdr 60 counter comment "behind-options"
        icmpv6 type nd-router-solicit ip6 length 16 @th,64,64 0x0101${free_mac//:/} counter comment "router-solicitation"
        icmpv6 type echo-request frag more-fragments 1 counter comment "own-echo-first"
        frag frag-off 2 meta l4proto ipv6-icmp counter comment "own-echo-later"
        frag frag-off 1 meta l4proto udp counter comment "own-udp-later"
        icmp type destination-unreachable icmp code 4 counter comment "too-big-of-others-ipv4"
        icmpv6 type packet-too-big @th,256,128 0x$(hex6 "$free6") counter comment "too-big-of-others"
        icmp type destination-unreachable icmp code 3 counter comment "own-unreachable"
        icmpv6 type packet-too-big @th,256,128 0x$(hex6 "$own6") counter comment "own-too-big"
        icmpv6 type mld2-listener-report ip6 saddr :: counter comment "own-report-unspecified"
        icmpv6 type mld2-listener-report ip6 saddr $own_link_local counter comment "own-report"
        icmpv6 type mld-listener-done ip6 saddr $own_link_local counter comment "own-done"
        icmpv6 type nd-router-solicit ip6 length 16 @th,64,64 0x0101${own_mac//:/} counter comment "own-router-solicitation"
        igmp type 0x22 counter comment "own-membership-report"
        ip saddr $own4 icmp type echo-request counter comment "own-ping"
        ip saddr $own4 ip protocol icmp ip frag-off & 0x1fff == 185 counter comment "own-ping-later"
    }
}
EOF
}

# What the bridge, the host or a neighbour would obey, or what is hidden from the rules.
commands() {
    local unspecified=00000000000000000000000000000000
    sed "s/\$/ to=$bridge_mac mac=$own_mac/" <<EOF
icmp6 source=$own_link_local target=ff02::1 headers=alert data=8200000000010000${unspecified}027d0000
router source=$own6 target=ff02::1
icmp6 source=$own_link_local target=$own6 data=8900000000000000$(hex6 "$free6")$(hex6 "$own6")
icmp6 source=$own6 target=ff02::1 data=8a000000$unspecified
icmp6 source=$own6 target=ff02::1 data=8b000000$unspecified
icmp6 source=$own_link_local target=ff02::6a headers=alert data=9714000000000000
igmp source=$own4 target=224.0.0.1 data=1101000000000000
igmp source=$own4 target=224.0.0.106 data=3014000000000000
pim source=$own4 target=224.0.0.13 data=2000000000010002ffff
icmp source=$own4 target=10.89.0.1 data=050100000a5900424500001400010000401100000000000000000000
icmp source=$own4 target=224.0.0.1 data=09000000010207080a59004200000000
icmp source=$own4 target=10.89.0.1 data=03040000000002584500001c00010000400100000a5900010a590066
icmp6 source=$own6 target=fd63:f6bb:3070:8287::1 data=02000000000005006000000000001140$(hex6 fd63:f6bb:3070:8287::1)$(hex6 "$free6")
ipv4 source=$own4 target=127.0.0.1
ipv6 source=$own6 target=::1
ipv6 source=$own6 target=::ffff:127.0.0.1
dhcp4 source=$own4 target=255.255.255.255
dhcp6 source=$own_link_local target=ff02::1
advertisement source=$own6 target=ff02::a about=$free6 options=0201${own_mac//:/} headers=option fragment=0,8
advertisement source=$own6 target=ff02::a about=$free6 options=0201${own_mac//:/} headers=option fragment=8,32
advertisement source=$own6 target=ff02::b about=$own6 options=0201${own_mac//:/} fragment=0,32
solicitation source=$own6 target=ff02::c about=$free6 options=0101${own_mac//:/} fragment=0,16
advertisement source=$own6 target=ff02::d about=$own6 options=0201${own_mac//:/} headers=option
icmp6 source=$own_link_local target=ff02::2 data=85000000000000000101${free_mac//:/}
EOF
}

# What a container says that is no command.
remarks() {
    local group=ff0200000000000000000001ff000066
    sed "s/\$/ to=$bridge_mac mac=$own_mac/" <<EOF
icmp6 source=$own6 target=fd63:f6bb:3070:8287::1 data=80000000000100010000000000000000 fragment=0,8
icmp6 source=$own6 target=fd63:f6bb:3070:8287::1 data=800000000001000100000000000000000000000000000000 fragment=16,8
ipv6 source=$own6 target=fd63:f6bb:3070:8287::1 fragment=8,8
icmp6 source=$own6 target=fd63:f6bb:3070:8287::1 data=02000000000005006000000000001140$(hex6 fd63:f6bb:3070:8287::1)$(hex6 "$own6")
icmp source=$own4 target=10.89.0.1 data=03030000000000004500001c00010000401100000a590001$(hex4 "$own4")
icmp6 source=:: target=ff02::16 headers=alert data=8f0000000000000104000000$group
icmp6 source=$own_link_local target=ff02::16 headers=alert data=8f0000000000000104000000$group
icmp6 source=$own_link_local target=ff02::2 headers=alert data=8400000000000000$group
icmp6 source=$own_link_local target=ff02::2 data=85000000000000000101${own_mac//:/}
igmp source=$own4 target=224.0.0.22 data=220000000000000104000000e0000142
icmp source=$own4 target=10.89.0.1 data=0800000000010001
icmp source=$own4 target=10.89.0.1 data=0000000000000000 fragment=185
EOF
}

remarks_come_through() {
    remarks | spoof evil test
    all_come_through 'own-.*' 12
}

commands_come_through() {
    commands | spoof router test
    all_come_through '[^o].*' 24
}

@test "what only routers, queriers and servers say is dropped, and what a container says to its neighbours is not" {
    container evil test
    start evil
    own evil
    probe_types evil
    local before
    before=$(dropped evil)
    commands | spoof evil test
    within 60 drops evil 24 "$before"
    within 60 remarks_come_through
    all_come_through '.*' 12

    stop evil
    container router test 'anti_spoof = false'
    start router
    own router
    host nft delete table netdev probe
    probe_types router
    within 60 commands_come_through
}

# pings_large CONTAINER ADDRESS: in several fragments.
pings_large() {
    pings "$1" "$2" -s 4000
}

@test "packets that are larger than the network takes reach a container and come back in fragments" {
    container evil test
    start evil
    within 60 pings_large evil 10.89.0.1
    within 60 pings_large evil fd63:f6bb:3070:8287::1
}

# link_local MAC: the address that derives from it.
link_local() {
    local octets
    IFS=: read -ra octets <<<"$1"
    printf 'fe80::%02x%s:%sff:fe%s:%s%s\n' $((0x${octets[0]} ^ 2)) "${octets[@]:1}"
}

# group ADDRESS: that of those who are asked for it.
group() {
    local hex
    hex=$(hex6 "$1")
    echo "ff02::1:ff${hex:26:2}:${hex:28}"
}

# finds ADDRESS: the host does, without knowing it from before.
finds() {
    host ip -6 neighbour flush dev podman1
    host ping -6 -q -c 1 -W 3 "$1" >/dev/null
}

loses() {
    ! finds "$1"
}

# ask_as_querier CONTAINER: from now on, about web.
ask_as_querier() {
    host as test systemd-run --user --quiet --collect --unit=querier \
        podman unshare nsenter --target "$(first_process test "$1")" --net -- \
        querier "$own_link_local" "$(group "$victim")" "$(group "$(link_local 02:00:00:00:00:80)")"
}

@test "a neighbour's IPv6 works while a container claims to ask who listens, and with anti_spoof = false it would not" {
    container web other 'mac = "02:00:00:00:00:80"'
    container evil test
    container router test 'anti_spoof = false'
    start web evil router
    victim=$(lease web 6)
    within 60 finds "$victim"

    local before
    own evil
    before=$(dropped evil)
    ask_as_querier evil
    # So many questions take the bridge's memory several times over.
    within 60 drops evil 200 "$before"
    for _ in 1 2 3 4 5; do
        finds "$victim"
    done
    host as test systemctl --user stop querier.service

    own router
    ask_as_querier router
    within 60 loses "$victim"
}

# stop_helper_while_netavark_works: from when netavark knows what to do until a while after it has done that.
stop_helper_while_netavark_works() {
    host_script <<'EOF'
for directory in /usr/libexec/podman /usr/lib/podman; do
    [ ! -x "$directory/netavark" ] || break
done
# Not below /run, from which many a machine runs nothing.
mkdir -p /srv/helpers
ln -sf "$directory/aardvark-dns" /srv/helpers/
cat >/srv/helpers/netavark <<END
#!/bin/bash
[[ \$* == *" setup "* ]] || exec $directory/netavark "\$@"
request=\$(cat)
kill -STOP \$PPID
$directory/netavark "\$@" <<<"\$request"
status=\$?
sleep 2
kill -CONT \$PPID
exit \$status
END
chmod 0755 /srv/helpers/netavark
printf '[engine]\nhelper_binaries_dir = ["/srv/helpers", "%s"]\n' "$directory" >/etc/containers/containers.conf.d/90-stand-in.conf
EOF
}

# send_early CONTAINER KIND FIELD=VALUE...: from the first moment in which it has an interface, and all the time.
send_early() {
    host systemctl start user@1000.service
    host as test systemctl --user stop early.service 2>/dev/null || true
    # shellcheck disable=SC2016 # for the shell over there
    host as test systemd-run --user --quiet --collect --unit=early podman unshare sh -c '
        pid=/run/user/1000/rootful-containers/$1/pid
        shift
        until [ -s "$pid" ] && nsenter --target "$(cat "$pid")" --net -- true; do sleep 0.01; done
        exec nsenter --target "$(cat "$pid")" --net -- spoof eth0 "$@"' sh "$@"
}

# bats test_tags=vm
@test "no frame passes before the rules are there, however long that takes, and with anti_spoof = false it would" {
    container web other
    start web
    container evil test
    own web
    probe
    stop_helper_while_netavark_works
    send_early evil arp to=ff:ff:ff:ff:ff:ff "mac=$free_mac" "sender_mac=$free_mac" "source=$free4" "target=$free4"
    start evil
    within 60 drops evil 100 0
    all_come_through 'arp\|mac' 0
    # Others' new interfaces are not held up by what is left of it.
    [[ $(host nft list table bridge rootful-containers) == *'flags dormant'* ]]
    within 60 finds "$(lease evil 6)"

    stop evil
    container router test 'anti_spoof = false'
    send_early router arp to=ff:ff:ff:ff:ff:ff "mac=$free_mac" "sender_mac=$free_mac" "source=$free4" "target=$free4"
    start router
    within 60 all_come_through 'arp\|mac' 2
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
    spoof "$1" test <<EOF
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
        /host/local/bin/spoof eth0 arp to=ff:ff:ff:ff:ff:ff '"mac=$own_mac sender_mac=$own_mac source=$free4 target=$free4"
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
    attacks | in_network "$hideout" test spoof eth0
    within 60 drops evil 13 "$before"
    all_come_through '.*' 0

    host systemctl stop rootful-network@evil
    run ! in_network "$hideout" test ip link show eth0
    # netavark keeps a network's own rules until a container leaves it in order.
    container web other
    start web
}
