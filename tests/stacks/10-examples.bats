#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# The examples as they are installed, each stack with its main promise. Nothing but the image is another one, see stand-in/.
#
# shellcheck disable=SC2154 # what is not assigned here is of lib.bash

load ../e2e/lib

examples=/usr/share/doc/rootful-containers/examples

setup_file() {
    tar -C "$BATS_TEST_DIRNAME/stand-in" -c . | host sh -c 'mkdir -p /srv/stand-in && tar -C /srv/stand-in -x'
    host_script <<'EOF'
chmod -R go+rX /srv/stand-in
for user in test other third; do
    loginctl enable-linger "$user"
    until [[ -S /run/user/$(id -u "$user")/systemd/private ]]; do sleep 0.1; done
    as "$user" podman build --quiet --tag localhost/stand-in /srv/stand-in
done
EOF
}

teardown_file() {
    host_script <<'EOF'
for user in test other third; do
    as "$user" podman rmi --force --ignore localhost/stand-in
done
rm -r /srv/stand-in
EOF
}

teardown() {
    host_script <<'EOF'
systemctl stop 'rootful-container@*' 'rootful-network@*' 'rootful-podman-network@*'
podman network rm --force backend front to-blog to-forum uplink home lan >/dev/null
for user in test other third; do
    as "$user" podman volume rm --all --force >/dev/null
    as "$user" podman secret rm --all >/dev/null
done
systemctl stop vpn-server outside device 2>/dev/null || true
client nft destroy table inet watch
ip route del 198.51.100.1 2>/dev/null || true
client ip address del 198.51.100.1/32 dev lo 2>/dev/null || true
# The units of volumes stay active as long as their manager.
systemctl restart user@1000.service
rm -rf /etc/proxy /etc/tunnel /srv/{shop,media,broker,notes-backup}
EOF
    clean_up
}

# take PATH...: these files of the examples, which pass the check beside each other, and the stand-in for what they run.
take() {
    host_script "$definitions" "$examples" "$@" <<'EOF'
cd "$2"
rootfulctl check "${@:3}"
for file in "${@:3}"; do
    cp "$file" "$1"
    if grep -q '^image = ' "$file"; then
        mkdir "$1/${file##*/}.d"
        echo 'image = "localhost/stand-in"' >"$1/${file##*/}.d/90-stand-in.toml"
    fi
done
systemctl daemon-reload
rootfulctl check
EOF
}

# files DIRECTORY: the definitions of a stack.
files() {
    (cd "$repository/examples" && printf '%s\n' "$1"/*.toml)
}

take_stack() {
    # shellcheck disable=SC2046 # one word each
    take $(files "$1")
}

are_active() {
    local states
    states=$(host systemctl show --value -p ActiveState "${@/#/rootful-container@}") && ! grep -qvxE 'active|' <<<"$states"
}

# page HOST PATH: what that virtual server of 192.0.2.1 answers the other machine.
page() {
    client curl --silent --fail --max-time 5 --header "Host: $1" "http://192.0.2.1$2"
}

page_is() {
    [[ $(page "$1" "$2") == "$3" ]]
}

@test "every example is checked, and is in a case" {
    run -0 host_script "$examples" <<'EOF'
rootfulctl check "$1"/*.toml
for directory in "$1"/*/; do
    rootfulctl check "$directory"*.toml
    echo "${directory%/}"
done
EOF
    for directory in $output; do
        grep -q "^    take_stack ${directory##*/}\$" "$BATS_TEST_FILENAME"
    done
}

@test "the smallest one serves" {
    take web.toml
    start web
    answers 192.0.2.1
}

@test "the shop, with most of the keys, is ready when its health check passes, and greets as it was told" {
    host_script <<'EOF'
mkdir -p /srv/shop /srv/media
as test sh -c 'printf secret | podman secret create database-password -'
EOF
    take_stack shop
    # There are no cgroup controllers on a test host.
    host_script "$definitions/shop.toml.d/95-test-host.toml" <<'EOF'
echo 'pids_limit = 0' >"$1"
systemctl daemon-reload
EOF
    start shop
    are_active shop database
    # shellcheck disable=SC2016 # it is what the example says
    [[ $(client curl --silent http://192.0.2.1:8080/) == '50% off today, only $5' ]]
    # Only here: the port is one of the host's localhost.
    run ! ask 192.0.2.1:9000
    # shellcheck disable=SC2016 # for the shell in the container
    [[ $(host as test podman exec shop sh -c 'echo "$DATABASE_PASSWORD"; echo "$GREETING"') == $'secret\nGood morning,\n"friends" of the \\shop' ]]
    [[ $(host as test podman exec shop id -un) == shop ]]
    fetches test shop database
    [[ $(host as test podman volume inspect --format '{{.Labels.backup}}' database) == daily ]]
    # The database is on an internal network alone.
    run ! host as test podman exec database wget -q -T 2 -O - http://192.0.2.2:8000/
    host systemctl reload rootful-container@shop
    within 60 client curl --silent --fail --max-time 2 --output /dev/null http://192.0.2.1:8080/reloaded
}

@test "the notes begin when the migration has ended, which begins when the database answers; the backup has run and is listed" {
    host_script <<'EOF'
install -d -o test /srv/notes-backup
as test sh -c 'printf secret | podman secret create notes-password -'
EOF
    take_stack notes
    start notes
    answers 192.0.2.1:8090
    host journalctl --boot _UID=1000 --grep 'the database says: welcome' --quiet
    ended=$(property rootful-container@notes-migration.service ExecMainExitTimestampMonotonic)
    ((ended >= $(property rootful-container@notes-database.service ActiveEnterTimestampMonotonic)))
    ((ended <= $(property rootful-container@notes.service ActiveEnterTimestampMonotonic)))

    # The timer is what boot starts, and at its time it starts the job; here at once.
    [ "$(property rootful-container@notes-backup.timer WantedBy)" = timers.target ]
    host systemctl start rootful-container@notes-backup.timer
    run host rootfulctl list --no-legend --format name,last,next
    [[ $output =~ notes-backup\ +-?\ +20..-..-..\ 03: ]]
    host_script "$definitions/notes-backup.toml.d/95-now.toml" <<'EOF'
printf 'timer.on_active = "1s"\ntimer.randomized_delay = 0\ntimer.accuracy = "1ms"\n' >"$1"
systemctl daemon-reload
systemctl restart rootful-container@notes-backup.timer
EOF
    within 60 host test -s /srv/notes-backup/notes.sql
    within 60 state_is rootful-container@notes-backup.service inactive
    [[ $(host rootfulctl list --json | jq -r '.[] | select(.name == "notes-backup") | .last_run, .last_result') == 20*$'\nsuccess' ]]
    host systemctl stop rootful-container@notes-backup.timer

    # A migration that fails stops the application.
    host systemctl stop rootful-container@notes
    host as test podman exec notes-database touch /var/lib/postgresql/refuses
    run ! start notes
    run -1 host rootfulctl start notes
    [[ $output == *'notes-migration ended with exit status 1'* ]]
    run ! ask 192.0.2.1:8090
}

@test "the containers of the wiki's pod have one address and one localhost" {
    take_stack wiki
    start wiki
    within 60 are_active wiki wiki-app wiki-cache
    answers 192.0.2.1:8088
    within 60 cache_answers
    # Only its neighbour reaches the cache.
    run ! host as other podman run --rm localhost/stand-in nc -w 2 "$(host cut -d ' ' -f 1 /run/rootful-containers/wiki/addresses)" 6379
    host as test podman exec wiki-cache sh -c 'echo page >/srv/wiki/page'
    [[ $(host as test podman exec wiki-app cat /srv/wiki/page) == page ]]
}

cache_answers() {
    [[ $(host as test podman exec wiki-app nc -w 2 localhost 6379 </dev/null) == PONG ]]
}

@test "the proxy reaches the applications of two users by name, which see the client's address and not each other" {
    host install -D -m 0644 "$examples/proxy/Caddyfile" /etc/proxy/Caddyfile
    take_stack proxy
    start proxy
    are_active proxy blog forum
    within 60 page_is blog.example / hello
    page_is blog.example /cgi-bin/forwarded '192.0.2.2 blog.example'
    page_is forum.example /cgi-bin/forwarded '192.0.2.2 forum.example'
    run ! page wiki.example /
    # Each application sees the proxy on its own network.
    [[ $(page forum.example /cgi-bin/client) == "$(host as test podman exec proxy ip -4 -o address show eth2 | grep -o '10\.89\.42\.[0-9]*' | head -n 1)" ]]
    run ! host as other podman exec blog nslookup forum
    run ! host as other podman exec blog wget -q -T 2 -O - "http://$(host cut -d ' ' -f 1 /run/rootful-containers/forum/addresses)/"
    # Nor anything else outside.
    run ! host as other podman exec blog nc -w 2 192.0.2.2 8000
    host systemctl reload rootful-container@proxy
    host as test podman exec proxy test -e /data/reloaded
    # One that is away does not take the other with it.
    host systemctl stop rootful-container@blog
    page_is forum.example / hello
    run ! page blog.example /
    start blog
    within 60 page_is blog.example / hello
}

# What the other machine was asked by way of its interface, the tunnel itself apart.
packets_beside_tunnel() {
    client nft -j list counter inet watch beside | jq '.nftables[] | select(.counter).counter.packets'
}

sees_tunnel() {
    [[ $(host as test podman exec downloads nc -w 2 198.51.100.1 8000 </dev/null) == 10.99.0.2 ]]
}

@test "what the downloads send leaves through the tunnel, and nothing leaves when that is down or stopped" {
    host_script "$examples" <<'EOF'
install -D -m 0644 "$1/tunnel/client.conf" /etc/tunnel/client.conf
# The VPN's server, and somebody beyond it; whom this host would reach without it as well.
client ip address add 198.51.100.1/32 dev lo
ip route add 198.51.100.1 via 192.0.2.2
systemd-run --quiet --collect --unit=vpn-server client socat UDP4-LISTEN:1194,fork,reuseaddr TUN:10.99.0.1/24,iff-up
systemd-run --quiet --collect --unit=outside client socat TCP-LISTEN:8000,fork,reuseaddr SYSTEM:'echo $SOCAT_PEERADDR'
client nft -f - <<'RULES'
table inet watch {
    counter beside { }
    chain input {
        type filter hook input priority 0;
        iifname eth0 udp dport 1194 accept
        iifname eth0 ct state new counter name beside
    }
}
RULES
EOF
    take_stack tunnel
    start downloads
    are_active tunnel downloads
    within 60 sees_tunnel
    [ "$(packets_beside_tunnel)" = 0 ]
    # Its page is for this host alone.
    within 60 host curl --silent --fail --max-time 2 --output /dev/null http://127.0.0.1:8091/
    run ! ask 192.0.2.1:8091

    # The server is away: there is no way around it, and the application comes back with the tunnel.
    host systemctl stop vpn-server
    run ! sees_tunnel
    within 120 is_not_active downloads
    [ "$(packets_beside_tunnel)" = 0 ]
    host systemd-run --quiet --collect --unit=vpn-server client socat UDP4-LISTEN:1194,fork,reuseaddr TUN:10.99.0.1/24,iff-up
    within 120 sees_tunnel

    stop tunnel
    is_not_active downloads
    [ "$(packets_beside_tunnel)" = 0 ]
    # It would have been counted.
    [ "$(host socat -T 2 - TCP:198.51.100.1:8000 </dev/null)" = 192.0.2.1 ]
    [ "$(packets_beside_tunnel)" != 0 ]
}

is_not_active() {
    ! state_is "rootful-container@$1.service" active
}

@test "the hub has an address of the LAN, hears what is sent to all there, and reaches its broker by name" {
    host mkdir -p /srv/broker/config
    take_stack home
    # Here the LAN is behind another interface.
    host_script "$definitions/lan.network.toml.d" <<'EOF'
mkdir "$1"
echo 'interface_name = "client"' >"$1/50-interface.toml"
systemctl daemon-reload
rootfulctl check
EOF
    start hub
    are_active hub broker
    # By its address there, at which it sees the address of who comes, also where it is on two networks.
    answers 192.0.2.70
    [[ $(client curl --silent --fail http://192.0.2.70/cgi-bin/client) == 192.0.2.2 ]]
    fetches test hub broker
    # shellcheck disable=SC2016 # for socat's shell
    host systemd-run --quiet --collect --unit=device client socat UDP4-RECVFROM:5353,fork,reuseaddr SYSTEM:'echo here is $SOCAT_PEERADDR'
    within 60 hub_discovers_device
    host systemctl stop device
    # A device's messages reach the broker by the host.
    host as test podman exec --detach broker nc -ll -p 1883 -e echo CONNACK
    within 60 broker_answers
    # The host reaches the hub on the bridge.
    host curl --silent --fail --output /dev/null "http://$(host as test podman exec hub ip -4 -o address show eth0 | grep -o '10\.89\.50\.[0-9]*' | head -n 1)/"
}

hub_discovers_device() {
    [[ $(host as test podman exec hub sh -c 'echo who is there | socat -t 2 - UDP4-DATAGRAM:192.0.2.255:5353,broadcast') == 'here is 192.0.2.70' ]]
}

broker_answers() {
    [[ $(client socat -T 2 - TCP:192.0.2.1:1883 </dev/null) == CONNACK ]]
}
