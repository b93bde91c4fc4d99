#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# What a container finds names by: the same that rootful podman gives a container on the same network.

load lib

setup() {
    host cp /etc/resolv.conf /run/resolv.conf.before
}

teardown() {
    host_script <<'EOF'
cat /run/resolv.conf.before >/etc/resolv.conf
rm -f /etc/containers/containers.conf.d/60-dns.conf
EOF
    clean_up
    host podman network rm --force nodns >/dev/null
}

# host_resolves TEXT: the host's resolv.conf.
host_resolves() {
    # shellcheck disable=SC2016 # for the shell over there
    host_script "$1" <<<'printf "%b" "$1" >/etc/resolv.conf'
}

# containers_conf TEXT: root's.
containers_conf() {
    # shellcheck disable=SC2016 # for the shell over there
    host_script "$1" <<<'mkdir -p /etc/containers/containers.conf.d; printf "%b" "$1" >/etc/containers/containers.conf.d/60-dns.conf'
}

# finds_names_as_rootful_podman NETWORK: resolv.conf, and what the host is called by.
finds_names_as_rootful_podman() {
    local rootful ours
    define web <<EOF
user = "test"
image = "localhost/web"
networks = ["$1"]
add_hosts = ["gw:host-gateway"]
EOF
    start web
    rootful=$(host podman run --rm --network "$1" --add-host gw:host-gateway localhost/web sh -c 'sort /etc/resolv.conf; grep -E "host.containers|gw" /etc/hosts | sort')
    ours=$(host as test podman exec web sh -c 'sort /etc/resolv.conf; grep -E "host.containers|gw" /etc/hosts | sort')
    diff <(as_podman_since_5_6 <<<"$rootful") <(echo "$ours")
    stop web
}

# Before, podman took the host's search domains away where the network has one of its own.
as_podman_since_5_6() {
    local version
    version=$(host podman --version)
    if sort --version-sort --check=quiet <<<$'podman version 5.6\n'"$version"; then
        cat
    else
        sed "s/^search dns\.podman\$/& ${search-}/"
    fi
}

@test "search domains, servers and options are the host's where a network has no name server" {
    host podman network create --disable-dns --subnet 10.89.12.0/24 nodns
    local search='corp.example lab.example'
    host_resolves "search $search\nnameserver 192.0.2.2\noptions ndots:3 rotate\n"
    finds_names_as_rootful_podman rootful0
    finds_names_as_rootful_podman nodns
    start web
    run -0 host as test podman exec web cat /etc/resolv.conf
    [[ $output == *"search $search"*'nameserver 192.0.2.2'*'options ndots:3 rotate'* ]]
}

@test "what root's containers.conf says of names holds for all containers" {
    host podman network create --disable-dns --subnet 10.89.12.0/24 nodns
    host_resolves 'search lab.example\nnameserver 192.0.2.9\n'
    containers_conf '[containers]\ndns_servers=["192.0.2.2"]\ndns_searches=["corp.example"]\ndns_options=["ndots:2"]\nhost_containers_internal_ip="192.0.2.1"\n'
    finds_names_as_rootful_podman nodns
    finds_names_as_rootful_podman rootful0
    start web
    run -0 host as test podman exec web cat /etc/resolv.conf /etc/hosts
    [[ $output == *'search corp.example'*'options ndots:2'*192.0.2.1* ]]
}
