#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Who has which port and address.
#
# shellcheck disable=SC2154 # what is not assigned here is of lib.bash

load lib

teardown() {
    host sh -c 'systemctl stop listener 2>/dev/null; podman rm --force --time 0 db >/dev/null 2>&1' || true
    clean_up
}

# rows COMMAND...: a table without its legend, with single spaces.
rows() {
    host rootfulctl "$@" --no-legend | tr -s ' '
}

listens() {
    rows ports --format owner | grep -q '^socat\['
}

@test "ports, networks and whois know containers, rootful podman's and programs of the host" {
    define_web
    define_api 'publish = ["9000:80"]'
    define fixed <<'EOF'
user = "test"
image = "localhost/web"
[[network]]
name = "rootful0"
ipv4 = "10.89.0.200"
EOF
    start web
    host sh -c 'as test podman save --quiet localhost/web | podman load --quiet >/dev/null'
    host podman run --detach --quiet --name db --network rootful0 --publish 127.0.0.1:5000:80 localhost/web sleep 600
    host systemd-run --quiet --collect --unit=listener socat TCP-LISTEN:9000,fork,reuseaddr /dev/null
    within 60 listens
    web=$(host jq -r '.rootful0.interfaces.eth0.subnets[0].ipnet | split("/")[0]' /run/rootful-containers/web/status.json)
    mac=$(host jq -r .rootful0.interfaces.eth0.mac_address /run/rootful-containers/web/status.json)
    veth=$(host cut -d ' ' -f 2 /run/rootful-containers/web/interfaces)
    db=$(host podman inspect --format '{{.NetworkSettings.Networks.rootful0.IPAddress}}' db)

    ports=$(rows ports)
    echo "$ports"
    grep -qx "tcp \* 80 $web:80 web test published" <<<"$ports"
    grep -qx "tcp 127.0.0.1 5000 $db:80 db (rootful podman) root published" <<<"$ports"
    grep -q '^tcp 0.0.0.0 9000 - socat\[[0-9]*\] root listening' <<<"$ports"
    # Neither what keeps published ports bound, nor what does not run.
    [[ $ports != *' 80 - '* && $ports != *' 5000 - '* && $ports != *api* ]]
    [[ $(rows ports --all) == *'tcp * 9000 80 api other stopped, conflicts with socat['* ]]
    [ "$(host rootfulctl ports --json | jq -r '.[] | select(.port == 5000) | .kind')" = podman ]

    # The containers web and db, with two addresses each; fixed keeps one.
    [[ $(rows networks) == *'rootful0 bridge podman'*' 10.89.0.0/24, fd63:f6bb:3070:8287::/64 2 4 250, 2^64'* ]]
    addresses=$(rows networks rootful0)
    echo "$addresses"
    grep -qx "$web $mac web test derived" <<<"$addresses"
    grep -qx "$db [0-9a-f:]* db root podman" <<<"$addresses"
    grep -qx '10.89.0.200 - fixed test reserved' <<<"$addresses"
    grep -qx '10.89.0.1 [0-9a-f:]* - - gateway' <<<"$addresses"

    for word in "$web" "$mac" "$veth" web; do
        run -0 host rootfulctl whois "$word"
        [[ $output == *'web - container'*'User: test'*'Network: rootful0'*"$web"*"MAC: $mac"*"Host's end: $veth on podman"* ]]
    done
    dbs_veth=$(host sh -c "ip -o link show type veth | grep -o 'veth[0-9]*' | grep -vx $veth")
    for word in "$db" "$dbs_veth" db; do
        [[ $(host rootfulctl whois "$word") == *'db (rootful podman) - container'*'Network: rootful0'*"$db"*'Ports: 127.0.0.1:5000:80'* ]]
    done
    [[ $(host rootfulctl whois 9000) == *'socat['*'api - port'* || $(host rootfulctl whois 9000) == *'api - port'*'socat['* ]]
    [[ $(host rootfulctl whois 10.89.0.1) == *'interface of this host'*'Network: rootful0'* ]]
    run -1 host rootfulctl whois 10.89.0.199
    [[ $output == *'nobody has 10.89.0.199; it is in 10.89.0.0/24 of network rootful0'* ]]
    run -1 host rootfulctl whois 81/udp
    run -1 host rootfulctl networks none

    # Looking waits for nobody: neither for a container that is being changed, nor for podman's record.
    run -0 host flock /run/containers/networks/ipam.db flock /run/rootful-containers/web timeout 60 rootfulctl networks rootful0
    # A user sees what everybody may see.
    run -0 host as test rootfulctl ports
    [[ $output == *web*published* && $output == *'only root sees'* ]]
}
