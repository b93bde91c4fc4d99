#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# NAME.network.toml: the network is made, changed and removed by its definition, and never while somebody uses it.

load lib

unit=rootful-podman-network@backend.service
helper=/usr/libexec/rootful-containers/network-helper

setup() {
    define_backend 10.89.40.0/24
}

teardown() {
    host touch /tmp/go
    host systemctl stop 'rootful-container@*' 'rootful-network@*'
    host systemctl stop "$unit"
    host podman network rm --force --time 0 backend >/dev/null
    host rm -rf /tmp/go /etc/systemd/user/rootful-create@web.service.d
    clean_up
}

# define_backend SUBNET [LINE]...
define_backend() {
    define backend.network <<<"subnets = [\"$1\"]$(printf '\n%s' "${@:2}")"
}

# define_on_backend NAME USER [LINE]
define_on_backend() {
    define "$1" <<EOF
user = "$2"
image = "localhost/web"
networks = ["backend"]
${3:-}
EOF
}

subnet() {
    host podman network inspect --format '{{(index .Subnets 0).Subnet}}' backend
}

network_id() {
    host podman network inspect --format '{{.ID}}' backend
}

# Since when a container is active: another time after every restart.
started() {
    property "rootful-container@$1.service" ActiveEnterTimestampMonotonic
}

# restarted NAME BEFORE: it is active, and was not at that time.
restarted() {
    state_is "rootful-container@$1.service" active && [[ $(started "$1") != "$2" ]]
}

# restart_fails TEXT: and the status of the network's unit says why.
restart_fails() {
    run ! host systemctl restart "$unit"
    status_says "$unit" "$1"
}

@test "a network is made for the first container on it, and stays the same one until its definition changes" {
    define_on_backend web test
    define_on_backend api other
    start web
    [[ $(subnet) == 10.89.40.0/24 ]]
    before=$(network_id)
    start api
    define_backend 10.89.40.0/24 '# a comment' 'description = "another"'
    host systemctl restart "$unit" rootful-container@web
    [[ $(network_id) == "$before" ]]
}

@test "a changed network that nobody uses is recreated, by its unit and by the start of a container" {
    define_on_backend web test
    start web
    define_backend 10.89.41.0/24
    host systemctl restart rootful-container@web
    [[ $(subnet) == 10.89.41.0/24 ]]
    stop web
    define_backend 10.89.42.0/24
    host systemctl restart "$unit"
    [[ $(subnet) == 10.89.42.0/24 ]]
}

@test "a container that systemd restarts comes back on its changed network" {
    define_on_backend web test 'service.restart = "always"'
    start web
    before=$(started web)
    define_backend 10.89.41.0/24
    host as test podman kill web
    within 60 restarted web "$before"
    [[ $(subnet) == 10.89.41.0/24 ]]
}

@test "a changed network is recreated when all containers on it are restarted together" {
    define_on_backend web test
    define_on_backend api other
    start web api
    define_backend 10.89.41.0/24
    host systemctl restart rootful-container@web rootful-container@api
    [[ $(subnet) == 10.89.41.0/24 ]]
    state_is rootful-container@web.service active
    state_is rootful-container@api.service active
}

@test "a changed network that is in use is an error that names all users, and their containers run on" {
    define_on_backend web test
    define_on_backend api other
    define_on_backend late third
    start web api
    host podman run --quiet --detach --name db --network backend localhost/web >/dev/null
    before="$(network_id) $(started web) $(started api)"
    define_backend 10.89.41.0/24
    in_use="network 'backend' is in use and was not changed; first"
    restart_fails "$in_use stop api (user other), web (user test) and remove db (rootful podman)"
    # Whoever comes late sees it as well, where one looks for it.
    run ! start late
    status_says rootful-container@late "$in_use stop api (user other), web (user test) and remove db (rootful podman)"
    [[ "$(network_id) $(started web) $(started api)" == "$before" ]]
    stop web api
    restart_fails "$in_use remove db (rootful podman)"
    [[ $(network_id) == "${before%% *}" ]]
    host podman rm --force --time 0 db
    start late
    [[ $(subnet) == 10.89.41.0/24 ]]
}

@test "a container that is just being created uses its networks already" {
    define_on_backend web test
    host_script <<'EOF'
mkdir -p /etc/systemd/user/rootful-create@web.service.d
printf '[Service]\nExecStartPre=sh -c "until test -e /tmp/go; do sleep 0.1; done"\n' >/etc/systemd/user/rootful-create@web.service.d/wait.conf
EOF
    host systemctl start --no-block rootful-container@web
    within 60 host test -e /run/rootful-containers/web/networks
    define_backend 10.89.41.0/24
    restart_fails "network 'backend' is in use and was not changed; first stop web (user test)"
    host touch /tmp/go
    within 60 state_is rootful-container@web.service active
    [[ $(subnet) == 10.89.40.0/24 ]]
}

@test "a network that podman refuses to recreate stays as it was" {
    host systemctl start "$unit"
    before=$(host cat /etc/containers/networks/backend.json)
    define_backend 10.89.40.0/24 'options = { nonsense = "1" }'
    # podman since 6.0 has it with a colon.
    colon=$(host podman --version | sed -n 's/^podman version \([6-9]\|[1-9][0-9]\)\..*/:/p')
    restart_fails "unsupported bridge network option$colon nonsense; network 'backend' stays as it was"
    [[ $(host cat /etc/containers/networks/backend.json) == "$before" ]]
    [[ $(subnet) == 10.89.40.0/24 ]]
    define_backend 10.89.40.0/24
    host systemctl restart "$unit"
}

@test "a network that is to be removed with its unit stays while it is in use" {
    define_backend 10.89.40.0/24 'delete_on_stop = true'
    define_on_backend web test
    start web
    before=$(started web)
    # To systemctl a stop that fails is a stop.
    host systemctl stop "$unit"
    state_is "$unit" failed
    status_says "$unit" "network 'backend' is in use and was not removed; first stop web (user test)"
    [[ $(subnet) == 10.89.40.0/24 && $(started web) == "$before" ]]
    host systemctl start "$unit"
    stop web
    host systemctl stop "$unit"
    state_is "$unit" inactive
    run ! subnet
}

@test "a network outlives its definition, and can be removed manually when nobody uses it" {
    define_on_backend web test
    start web
    undefine backend.network
    host systemctl restart rootful-container@web
    run -1 host "$helper" remove-network backend
    [[ $output == *"network 'backend' is in use and was not removed; first stop web (user test)"* ]]
    stop web
    host "$helper" remove-network backend
    run ! subnet
    host "$helper" remove-network backend
}

@test "a network that was made manually is used as it is, with a warning, until it is removed" {
    host podman network create --subnet 10.89.43.0/24 backend
    define_on_backend web test
    start web
    status_says rootful-podman-network@backend "network 'backend' was not made from its definition and is used as it is"
    [[ $(subnet) == 10.89.43.0/24 ]]
    stop web
    host "$helper" remove-network backend
    start web
    [[ $(subnet) == 10.89.40.0/24 ]]
}

@test "a network that podman removed while its container runs is made again by a reload, with the subnet that podman chose" {
    define backend.network <<<'description = "without subnets"'
    define_on_backend web test
    start web
    before=$(subnet)
    host podman network rm backend
    host systemctl reload rootful-network@web
    [[ $(subnet) == "$before" ]]
}
