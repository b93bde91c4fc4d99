#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Programs that set up the host's interfaces, told to do so with all of them.

load lib

teardown() {
    host_script <<'EOF'
systemctl stop systemd-networkd.socket systemd-networkd.service NetworkManager.service
rm -rf /run/systemd/network /run/NetworkManager
EOF
    clean_up
}

addresses() {
    host ip -oneline address show scope global | grep -oE 'podman1 +inet6? [^ ]+'
}

# stays_with SERVICE: a container's network is not touched by the service when it starts, while containers come and go, at its own reload.
stays_with() {
    define_web
    start web
    before=$(addresses)
    host systemctl start "$1"
    "$2"
    diff <(echo "$before") <(addresses)
    host systemctl restart rootful-container@web
    define_api
    start api
    host systemctl restart "$1"
    "$2"
    answers 192.0.2.1
    fetches other api web
}

@test "systemd-networkd with a file for all interfaces leaves those of containers alone" {
    host_script <<'EOF'
mkdir -p /run/systemd/network
printf '[Match]\nName=*\n[Network]\nLinkLocalAddressing=no\n' >/run/systemd/network/10-all.network
printf '[Match]\nName=client\n[Link]\nUnmanaged=yes\n' >/run/systemd/network/09-client.network
EOF
    are_configured() {
        host networkctl reload
        within 30 host sh -c 'networkctl --no-legend list lo | grep -w configured'
        run -0 host networkctl --no-legend list 'podman*' 'veth*'
        run -1 grep -vw unmanaged <<<"$output"
    }
    stays_with systemd-networkd.service are_configured
}

@test "NetworkManager with a connection for all interfaces leaves those of containers alone" {
    host_script <<'EOF'
mkdir -p /run/NetworkManager/conf.d /run/NetworkManager/system-connections
printf '[device-client]\nmatch-device=interface-name:client\nmanaged=0\n' >/run/NetworkManager/conf.d/client.conf
umask 077
printf '[connection]\nid=all\ntype=ethernet\nmulti-connect=3\n[ipv4]\nmethod=link-local\n[ipv6]\nmethod=disabled\n' \
    >/run/NetworkManager/system-connections/all.nmconnection
EOF
    are_unmanaged() {
        host nm-online --quiet --wait-for-startup
        run -0 host nmcli --terse --fields DEVICE,STATE device
        run -0 grep -E '^(podman|veth)' <<<"$output"
        run -1 grep -v ':unmanaged$' <<<"$output"
    }
    stays_with NetworkManager.service are_unmanaged
}
