#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# The network namespace that is there before the container, and outlives it.

load lib

setup() {
    [[ ${NETWORK_NAMESPACE-} != container ]] || skip 'podman makes the namespace'
}

teardown() {
    clean_up
}

holder() {
    user_property test rootful-init@web.service MainPID
}

namespace() {
    host readlink "/proc/$(holder)/ns/net"
}

# clients_during COMMAND...: what clients get meanwhile, as exit statuses of curl, each once.
clients_during() {
    host_script "$@" <<'EOF'
rm -f /tmp/over
client sh -c 'until [ -e /tmp/over ]; do
    status=0
    curl --silent --output /dev/null --max-time 5 http://192.0.2.1/ || status=$?
    echo $status
done' >/tmp/statuses &
clients=$!
sleep 0.3
"$@"
sleep 0.3
touch /tmp/over
wait "$clients"
sort -un /tmp/statuses
EOF
}

# Refused or answered, or cut off in the middle; never left waiting (28).
are_served() {
    echo "$1"
    grep -qx 0 <<<"$1"
    ! grep -qvxE '0|7|52|56' <<<"$1"
}

@test "a restart keeps namespace, addresses and ports, and no client waits in vain" {
    define_web
    start web
    answers 192.0.2.1
    namespace=$(namespace) process=$(holder)
    address=$(property rootful-container@web.service StatusText)
    id=$(host as test podman inspect --format '{{.Id}}' web)
    run -0 clients_during systemctl restart rootful-container@web
    are_served "$output"
    is_another_container "$id"
    answers 192.0.2.1
    [[ $(namespace) == "$namespace" && $(holder) == "$process" ]]
    [[ $(property rootful-container@web.service StatusText) == "$address" ]]
    # The name of the new container is in its hosts.
    [[ $(host as test podman exec web cat /etc/hosts) == *"$(host as test podman exec web hostname)"* ]]
}

@test "a restart brings back rules that were flushed" {
    define_web
    start web
    answers 192.0.2.1
    process=$(holder)
    host nft flush ruleset
    host systemctl restart rootful-container@web
    answers 192.0.2.1
    [[ $(holder) == "$process" ]]
}

@test "a container that crashes is restarted in its namespace" {
    define_web $'[service]\nrestart = "on-failure"\nrestart_sec = "2s"'
    start web
    answers 192.0.2.1
    namespace=$(namespace) id=$(host as test podman inspect --format '{{.Id}}' web)
    host as test podman kill --signal KILL web
    within 60 state_is rootful-container@web.service activating
    # Until then the port is the container's, where nobody listens.
    run -7 client curl --silent --max-time 5 http://192.0.2.1/
    within 60 is_another_container "$id"
    answers 192.0.2.1
    [[ $(namespace) == "$namespace" ]]
}

@test "the user restarts the container alone" {
    define_web
    start web
    answers 192.0.2.1
    supervisor=$(property rootful-container@web.service MainPID) namespace=$(namespace)
    run -0 clients_during as test systemctl --user restart rootful-start@web
    are_served "$output"
    answers 192.0.2.1
    [[ $(property rootful-container@web.service MainPID) == "$supervisor" && $(namespace) == "$namespace" ]]
    # Its end is still seen.
    host as test podman kill --signal KILL web
    within 60 state_is rootful-container@web.service failed
    within 60 leftovers
}

@test "the user restarts a container alone that says when it stops" {
    define_web 'notify = "container"
command = ["sh", "-c", "httpd -p 80 -h /www; trap \"systemd-notify STOPPING=1; exit 0\" TERM; systemd-notify READY=1; while :; do sleep 0.1; done"]'
    start web
    answers 192.0.2.1
    supervisor=$(property rootful-container@web.service MainPID) namespace=$(namespace)
    host as test systemctl --user restart rootful-start@web
    answers 192.0.2.1
    [[ $(property rootful-container@web.service MainPID) == "$supervisor" && $(namespace) == "$namespace" ]]
    stop web
    [ "$(property rootful-container@web.service Result)" = success ]
}

@test "the user restarts the unit that holds the namespace: that stops the container, as no network is in the new one" {
    define_web
    start web
    answers 192.0.2.1
    run ! host as test systemctl --user restart rootful-init@web
    within 60 state_is rootful-container@web.service inactive
    within 60 leftovers
    [[ $(user_property test rootful-init@web.service ActiveState) == inactive ]]
    start web
    answers 192.0.2.1
}

@test "a change of the network is attached by a restart" {
    define_web
    start web
    process=$(holder)
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful1"]
publish = ["8080:80"]
EOF
    host systemctl restart rootful-container@web
    answers 192.0.2.1:8080
    [[ $(holder) != "$process" ]]
    [[ $(property rootful-container@web.service StatusText) == *rootful1* ]]
    run -7 client curl --silent --max-time 5 http://192.0.2.1/
}

@test "a definition that is removed, or changes its user, leaves nothing of the one before at a restart" {
    define_web
    start web
    define web <<'EOF'
user = "other"
image = "localhost/web"
networks = ["rootful0"]
publish = ["80:80"]
EOF
    host systemctl restart rootful-container@web
    answers 192.0.2.1
    run ! host as test podman container exists web
    [[ $(user_property test rootful-init@web.service ActiveState) == inactive ]]
    undefine web
    run ! host systemctl restart rootful-container@web
    within 60 leftovers
}

@test "podman inspect shows the addresses, and nothing of podman's own settings is in the container" {
    define_web
    start web
    run -0 host as test podman inspect --format '{{.NetworkSettings.IPAddress}} {{.NetworkSettings.GlobalIPv6Address}} {{.NetworkSettings.MacAddress}}' web
    [[ $(property rootful-container@web.service StatusText) == "${output% *} (rootful0)" ]]
    [[ ${output##* } == "$(host as test podman exec web cat /sys/class/net/eth0/address)" ]]
    run -0 host as test podman exec web env
    [[ $output != *GOGC* && $output != *GOMEMLIMIT* ]]
}

@test "a container with a user namespace of its own has podman make the network namespace" {
    define_web $'[userns]\nuid_map = ["0:0:1000"]\ngid_map = ["0:0:1000"]'
    start web
    answers 192.0.2.1
    run -0 host ps -o comm= -p "$(holder)"
    [ "$output" = conmon ]
    stop web
    # What the other way has left is in nobody's way.
    define_web
    start web
    answers 192.0.2.1
    define_web 'network_namespace = "container"'
    host systemctl restart rootful-container@web
    answers 192.0.2.1
}
