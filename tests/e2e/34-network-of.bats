#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Containers that share the network namespace of another one.

load lib

setup() {
    [[ ${NETWORK_NAMESPACE-} != container ]] || skip 'only what is made before the container can be shared'
}

teardown() {
    clean_up
    host rm -rf /home/test/.config/systemd
}

# define_proxy [MORE]: what is asked on port 8080 is asked of web on its own port.
define_proxy() {
    define proxy <<EOF
user = "test"
image = "localhost/web"
command = ["sh", "-c", "while :; do nc -l -p 8080 -e nc 127.0.0.1 80; done"]
stop_timeout = 1
network_of = "web"
$*
EOF
}

define_web_behind_proxy() {
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
publish = ["80:8080"]
EOF
}

namespace() {
    host as test podman inspect --format '{{.State.Pid}}' "$1" | {
        read -r process
        host readlink "/proc/$process/ns/net"
    }
}

has_status() {
    [[ $(host as test podman inspect --format '{{.State.Status}}' "$2") == "$1" ]]
}

is_shared() {
    [[ $(namespace web) == "$(namespace proxy)" ]]
}

@test "a proxy beside an application has its addresses, its ports and its localhost" {
    define_web_behind_proxy
    define_proxy 'hostname = "front"'
    # What it shares is started with it.
    start proxy
    within 60 state_is rootful-container@web.service active
    answers 192.0.2.1
    is_shared
    inspect='{{range .NetworkSettings.Networks}}{{.IPAddress}} {{.GlobalIPv6Address}} {{.MacAddress}}{{end}}'
    [[ $(host as test podman inspect --format "$inspect" proxy) == "$(host as test podman inspect --format "$inspect" web)" ]]
    [[ $(property rootful-container@proxy.service StatusText) == *'10.89.0.'*'network of web'* ]]
    [[ $(host as test podman exec proxy hostname) == front ]]
    # As on a network of its own: names of neighbours, its own, and that of the host.
    define_api
    start api
    host as test podman exec proxy nslookup api
    host as test podman exec proxy grep -w front /etc/hosts
    # Of the firewall's that make everybody else's container attach again.
    host systemctl reload rootful-network@web
    answers 192.0.2.1
}

@test "who shares a network stops and restarts with whose it is, and not the other way round" {
    define_web_behind_proxy
    define_proxy
    start proxy
    answers 192.0.2.1
    web=$(host as test podman inspect --format '{{.Id}}' web)
    host systemctl restart rootful-container@proxy
    answers 192.0.2.1
    host systemctl stop rootful-container@proxy
    [[ $(host as test podman inspect --format '{{.Id}} {{.State.Status}}' web) == "$web running" ]]
    start proxy
    host systemctl restart rootful-container@web
    within 60 state_is rootful-container@proxy.service active
    answers 192.0.2.1
    is_shared
    stop web
    within 60 are_detached proxy
    [[ $(property rootful-container@proxy.service ActiveState) == inactive ]]
    within 60 leftovers
}

@test "a start of whose it is, before who shares it has come to its end, begins anew when that has" {
    define_web_behind_proxy
    # It ends when it is killed.
    define proxy <<'EOF'
user = "test"
image = "localhost/web"
command = ["sh", "-c", "trap : TERM; while :; do nc -l -p 8080 -e nc 127.0.0.1 80; done"]
stop_timeout = 6
network_of = "web"
EOF
    start proxy
    within 60 state_is rootful-container@web.service active
    web=$(host as test podman inspect --format '{{.Id}}' web)
    host systemctl stop --no-block rootful-container@web
    within 60 has_status exited web
    host systemctl start rootful-container@web
    has_status running web
    is_another_container "$web"
    start proxy
    answers 192.0.2.1
    is_shared
    # All together, as an admin would who changed them.
    host systemctl stop --no-block rootful-container@{web,proxy}
    sleep 1
    host systemctl start rootful-container@{web,proxy}
    answers 192.0.2.1
    is_shared
}

@test "with another network of whose it is, both are attached to that" {
    define_web_behind_proxy
    define_proxy
    start proxy
    before=$(namespace proxy)
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful1"]
publish = ["80:8080"]
EOF
    host systemctl restart rootful-container@web
    within 60 state_is rootful-container@proxy.service active
    answers 192.0.2.1
    [[ $(property rootful-container@proxy.service StatusText) == *'10.89.1.'* ]]
    is_shared
    [[ $(namespace web) != "$before" ]]
}

@test "the end of whose it is ends who shares it, and Restart= brings both back" {
    define_web_behind_proxy
    define_proxy
    start proxy
    host as test podman kill web
    within 60 state_is rootful-container@web.service failed
    within 60 are_detached proxy
    define_web_behind_proxy
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
publish = ["80:8080"]
service.restart = "always"
EOF
    start proxy
    answers 192.0.2.1
    web=$(host as test podman inspect --format '{{.Id}}' web)
    host as test systemctl --user kill --signal KILL rootful-init@web.service
    within 60 is_another_container "$web"
    answers 192.0.2.1
    within 60 is_shared
}

@test "behind a tunnel: its routes are those of who shares it" {
    define tunnel <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
devices = ["/dev/net/tun"]
security.cap_add = ["NET_ADMIN"]
command = ["sh", "-c", "tunctl -t tun0 && ip address add 10.99.0.2/24 dev tun0 && ip link set tun0 up && ip route replace default dev tun0 && exec serve"]
EOF
    define hidden <<'EOF'
user = "test"
image = "localhost/web"
command = ["sleep", "infinity"]
network_of = "tunnel"

[depends]
requires = ["tunnel"]
EOF
    start hidden
    within 60 routes_through_tunnel
}

routes_through_tunnel() {
    [[ $(host as test podman exec hidden ip route get 192.0.2.2) == *'dev tun0'* ]]
}

@test "a user whose container is elsewhere is refused, and so is one whose neighbour has no network" {
    define_web_behind_proxy
    define_proxy
    host as test mkdir -p /home/test/.config/systemd/user/rootful-init@proxy.service.d
    host as test tee /home/test/.config/systemd/user/rootful-init@proxy.service.d/own.conf >/dev/null <<'EOF'
[Service]
ExecStart=
ExecStart=/usr/libexec/rootful-containers/namespace-holder
EOF
    host as test systemctl --user daemon-reload
    run ! start proxy
    status_says rootful-container@proxy 'is not in the network namespace of container web; refused'
    host rm -rf /home/test/.config/systemd
    host as test systemctl --user daemon-reload
    stop web
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["missing"]
EOF
    run ! start proxy
    status_says rootful-container@proxy 'container web, whose network proxy shares, is not attached'
}
