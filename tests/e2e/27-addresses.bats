#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Who gets which address, beside real containers of rootful podman on the same network.

load lib

teardown() {
    host_script <<'EOF'
systemctl stop 'rootful-container@*' 'rootful-network@*'
podman rm --all --force --time 0 >/dev/null
podman network rm --force shared >/dev/null
EOF
    clean_up
}

# share SUBNET [OPTION]...: the network that all containers of a case are on.
share() {
    host podman network create --subnet "$@" shared >/dev/null
}

# define_on_shared NAME [LINE]...
define_on_shared() {
    define "$1" <<EOF
user = "test"
image = "localhost/web"
networks = ["shared"]
$(printf '%s\n' "${@:2}")
EOF
}

# address NAME: that of a container of ours, as it sees it itself.
address() {
    host as test podman exec "$1" ip -o address show dev eth0 scope global | sed 's/.* inet6\{0,1\} \([^/]*\).*/\1/'
}

# podman_takes NAME [OPTION]...: root starts a container on the network; prints its address.
podman_takes() {
    host podman run --quiet --detach --name "$1" --network shared "${@:2}" localhost/web >/dev/null || return
    host podman inspect --format '{{.NetworkSettings.Networks.shared.IPAddress}}' "$1"
}

podman_gives_up() {
    host podman rm --force --time 0 "$@" >/dev/null
}

# start_fails NAME TEXT: and its status says why.
start_fails() {
    run ! start "$1"
    status_says "rootful-container@$1" "$2"
}

@test "podman goes round a network without a lease range, and never takes an address of ours" {
    share 10.89.50.0/29
    define_on_shared web
    start web
    ours=$(address web)
    # Podman's containers come and go, so that it comes to the end of the subnet and starts again.
    taken=$(for round in 1 2 3; do
        for name in a b c d; do podman_takes "$name"; done
        podman_gives_up a b c d
    done)
    echo "$ours; $taken"
    [ "$(grep -c . <<<"$taken")" = 12 ]
    [ "$(sort -u <<<"$taken" | wc -l)" = 4 ]
    run ! grep -Fx "$ours" <<<"$taken"
}

@test "podman refuses a fixed address that is ours, also outside its lease range, and says whose it is" {
    share 10.89.50.0/24 --ip-range 10.89.50.128/25
    define_on_shared web
    start web
    ours=$(address web)
    run ! podman_takes a --ip "$ours"
    [[ $output == *'already allocated to container ID rootful-container@web'* ]]
    podman_gives_up a
    stop web
    [ "$(podman_takes a --ip "$ours")" = "$ours" ]
}

@test "a container of ours leaves podman's address alone, and has its own again when that is free" {
    share 10.89.50.0/24
    define_on_shared web
    start web
    ours=$(address web)
    stop web
    [ "$(podman_takes a --ip "$ours")" = "$ours" ]
    start web
    second=$(address web)
    [ "$second" != "$ours" ]
    run ! podman_takes b --ip "$second"
    podman_gives_up a b
    host systemctl restart rootful-container@web
    [ "$(address web)" = "$ours" ]
}

@test "on a network with a lease range podman's containers are inside it and ours outside, until either part is full" {
    share 10.89.50.0/29 --ip-range 10.89.50.4-10.89.50.6
    # Beside the range and the gateway there are .2 and .3 for ours.
    define_on_shared web
    define_on_shared api
    define_on_shared late
    start web api
    ours=$(address web; address api)
    echo "$ours"
    [ "$(sort <<<"$ours")" = $'10.89.50.2\n10.89.50.3' ]
    start_fails late 'network shared: no free address in 10.89.50.0/29 (2 usable, all taken)'
    theirs=$(for name in a b c; do podman_takes "$name"; done)
    [ "$theirs" = $'10.89.50.4\n10.89.50.5\n10.89.50.6' ]
    run ! podman_takes d
    [[ $output == *'failed to find free IP in range: 10.89.50.4 - 10.89.50.6'* ]]
}

@test "a fixed address in podman's lease range is nobody else's while the container runs" {
    share 10.89.50.0/24 --ip-range 10.89.50.128/29
    define web <<'EOF'
user = "test"
image = "localhost/web"
[[network]]
name = "shared"
ipv4 = "10.89.50.130"
EOF
    start web
    theirs=$(for name in a b c d; do podman_takes "$name"; done)
    echo "$theirs"
    run ! grep -Fx 10.89.50.130 <<<"$theirs"
    stop web
    podman_takes e --ip 10.89.50.130
    start_fails web 'network shared: a container of rootful podman holds 10.89.50.130'
}

@test "of two containers that race for the last address one gets it, and the other fails with a message" {
    share 10.89.50.0/30
    define_on_shared web
    define_on_shared api
    for _ in 1 2 3; do
        # How often a unit may start is not what this is about.
        host systemctl reset-failed
        host systemctl start rootful-container@web rootful-container@api || true
        active=$(host systemctl list-units --plain --no-legend --state=active 'rootful-container@*' | cut -d ' ' -f 1)
        echo "$active"
        [ "$(wc -w <<<"$active")" = 1 ]
        winner=${active#rootful-container@}
        winner=${winner%.service}
        loser=$([ "$winner" = web ] && echo api || echo web)
        [ "$(address "$winner")" = 10.89.50.2 ]
        start_fails "$loser" 'network shared: no free address in 10.89.50.0/30 (1 usable, all taken)'
        stop "$winner"
        start "$loser"
        [ "$(address "$loser")" = 10.89.50.2 ]
        stop "$loser"
        within 60 leftovers
    done
    [ "$(podman_takes a)" = 10.89.50.2 ]
    start_fails web 'network shared: no free address in 10.89.50.0/30 (1 usable, all taken)'
}

@test "an IPv4 network of two addresses has none for a container, podman's or ours" {
    run share 10.89.50.0/31
    [[ $output != *'could not create gateway for subnet 10.89.50.0/31'* ]] || skip 'podman makes no such network since 6.0'
    [ "$status" = 0 ]
    define_on_shared web
    start_fails web 'network shared: no free address in 10.89.50.0/31 (0 usable); give the network a larger subnet'
    run ! podman_takes a
    [[ $output == *'failed to find free IP in range: 10.89.50.1 - 10.89.50.0'* ]]
}

@test "an IPv6 network of two addresses has one for a container beside the gateway" {
    share fd63:f6bb:3070:8350::/127
    define_on_shared web 'publish = ["80:80"]'
    define_on_shared api
    start web
    [ "$(address web)" = fd63:f6bb:3070:8350:: ]
    answers '[2001:db8:2::1]:80'
    start_fails api 'network shared: no free address in fd63:f6bb:3070:8350::/127 (1 usable, all taken)'
}

@test "an IPv6 network of 2^64 addresses is shared with podman" {
    share fd63:f6bb:3070:8350::/64
    define_on_shared web
    start web
    ours=$(address web)
    [[ $ours == fd63:f6bb:3070:8350:* ]]
    run ! podman_takes a --ip6 "$ours"
    [[ $output == *'already allocated to container ID rootful-container@web'* ]]
    podman_gives_up a
    podman_takes a
    run -0 host podman inspect --format '{{.NetworkSettings.Networks.shared.GlobalIPv6Address}}' a
    [[ $output == fd63:f6bb:3070:8350::* && $output != "$ours" ]]
}

# How many first packets of connections the client has had to send once more, in all.
connections_sent_again() {
    client nstat --json --zeros --ignore --noupdate TcpExtTCPSynRetrans | jq .kernel.TcpExtTCPSynRetrans
}

@test "the first packet after a restart is answered, from the host, another machine and a neighbour" {
    share 10.89.50.0/24
    define_on_shared web 'publish = ["80:80"]'
    define_on_shared api
    start web api
    ours=$(address web)
    neighbour=$(host pgrep --parent "$(user_property test "$(processes api)" MainPID)")
    for round in {0..19}; do
        # Pauses are what this is about: the bridge and the neighbours remember for a while who had the address.
        host_script "$ours" "$neighbour" "$round" <<'EOF'
systemctl stop rootful-container@web
sleep "$(($3 % 6)).$(($3 % 4 * 25))"
systemctl start rootful-container@web
# One packet each; who comes first has no older answer to lean on.
case $(($3 % 3)) in
    0) order='host client neighbour' ;;
    1) order='neighbour host client' ;;
    2) order='client neighbour host' ;;
esac
for from in $order; do
    case $from in
        host) busybox ping -c 1 -W 10 "$1" ;;
        client) client busybox ping -c 1 -W 10 "$1" ;;
        neighbour) nsenter --target "$2" --net busybox ping -c 1 -W 10 "$1" ;;
    esac >/dev/null || { echo "round $3: no answer to the $from" >&2; exit 1; }
done
EOF
        # The published port as well, whether the server is up yet or not: a packet that is lost would be sent again.
        sent_again=$(connections_sent_again)
        run client curl --silent --output /dev/null --connect-timeout 20 http://192.0.2.1/
        [ "$status" != 28 ]
        [ "$(connections_sent_again)" = "$sent_again" ]
        [ "$(address web)" = "$ours" ]
    done
}

# prefers NAME MAC: a container that prefers the same address as every other one of this case.
prefers() {
    define "$1" <<EOF
user = "test"
image = "localhost/web"
address_key = "same"
[[network]]
name = "shared"
mac = "$2"
EOF
}

@test "the host reaches two containers that have changed addresses by their order" {
    share 10.89.50.0/24
    # The bridge stays, and with it what the host knows of its neighbours.
    define_on_shared api
    prefers one 02:00:00:00:00:01
    prefers two 02:00:00:00:00:02
    start api one
    start two
    first=$(address one) second=$(address two)
    for address in "$first" "$second"; do
        host busybox ping -c 1 -W 10 "$address"
    done
    stop one two
    start two
    start one
    [ "$(address two)" = "$first" ]
    [ "$(address one)" = "$second" ]
    for address in "$first" "$second"; do
        host busybox ping -c 1 -W 10 "$address"
    done
}

@test "a derived address goes round those that other definitions ask for, also while their containers are stopped" {
    share 10.89.50.0/24
    define_on_shared web
    start web
    derived=$(address web)
    stop web
    define holder <<EOF
user = "other"
image = "localhost/web"

[[network]]
name = "shared"
ipv4 = "$derived"
EOF
    start web
    [ "$(address web)" != "$derived" ]
    start holder
    host as other podman exec holder ip -o address show dev eth0 | grep -F " $derived/"
}
