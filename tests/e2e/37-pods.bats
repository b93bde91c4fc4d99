#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Pods: containers that share the network namespace of a pod, and are started and stopped with it.
# shellcheck disable=SC2154 # what is not assigned here is of lib.bash

load lib

setup() {
    [[ ${NETWORK_NAMESPACE-} != container ]] || skip 'a pod joins what is made before'
}

teardown() {
    host as test podman pod rm --all --force >/dev/null 2>&1 || true
    clean_up
    host rm -rf /home/test/.config/systemd
}

# define_pod [MORE...]: a pod with a web server and one that waits.
define_pod() {
    define shop.pod <<EOF
user = "test"
networks = ["rootful0"]
publish = ["80:80"]
$(printf '%s\n' "$@")
EOF
    define_member web
    define_member side 'command = ["sleep", "infinity"]' 'stop_timeout = 1'
}

# define_member NAME [MORE...]
define_member() {
    define "$1" <<EOF
user = "test"
image = "localhost/web"
pod = "shop"
$(printf '%s\n' "${@:2}")
EOF
}

# of CONTAINER FORMAT
of() {
    host as test podman inspect --format "$2" "$1"
}

namespaces() {
    local process
    process=$(of "$1" '{{.State.Pid}}')
    host readlink "/proc/$process/ns/net" "/proc/$process/ns/ipc" "/proc/$process/ns/uts"
}

are_active() {
    local states
    states=$(host systemctl show --value -p ActiveState "${@/#/rootful-container@}") && ! grep -qvxE 'active|' <<<"$states"
}

@test "a pod starts its containers, which have its addresses, ports, names and localhost; its stop is theirs" {
    define_pod 'hostname = "front"' 'network_aliases = ["till"]' 'add_hosts = ["bank:10.0.0.1"]' 'labels.team = "sales"'
    define_member extra 'command = ["sleep", "infinity"]' 'stop_timeout = 1' 'start_with_pod = false'
    start shop
    within 60 are_active shop web side
    state_is rootful-container@extra.service inactive
    seen_over_tcp 192.0.2.1 192.0.2.2
    [[ $(property rootful-container@shop.service StatusText) == *'10.89.0.'* ]]
    [[ $(property rootful-container@web.service StatusText) == *'10.89.0.'*'network of shop'* ]]
    [[ $(namespaces web) == "$(namespaces side)" && $(namespaces web) == "$(namespaces shop-infra)" ]]
    [[ $(host as test podman exec side hostname) == front ]]
    fetches test side localhost
    fetches test side web
    host as test podman exec side grep -w bank /etc/hosts
    # Names of the pod's for others, and of others for it.
    define_api
    start api
    for name in shop till front; do
        fetches other api "$name"
    done
    fetches test side api
    run ! host as other podman exec api nslookup side
    # What podman knows is what was defined, and its processes are where each unit is.
    [[ $(host as test podman pod inspect --format '{{.Labels.team}} {{.NumContainers}}' shop) == 'sales 3' ]]
    [[ $(host cat "/proc/$(of web '{{.State.Pid}}')/cgroup" | tail -n 1) == */rootful-start@web.service/* ]]
    start extra
    [[ $(namespaces extra) == "$(namespaces web)" ]]
    host systemctl reload rootful-network@shop
    answers 192.0.2.1
    fetches test side web
    host as test podman pod pause shop
    stop shop
    within 60 are_detached shop web side extra
    stop api
    within 60 leftovers
}

@test "a container of a pod brings the pod up, and restarts alone" {
    define_pod
    start side
    within 60 are_active shop web side
    answers 192.0.2.1
    infra=$(of shop-infra '{{.Id}}') side=$(of side '{{.Id}}') web=$(of web '{{.Id}}')
    host systemctl restart rootful-container@web
    answers 192.0.2.1
    [[ $(of shop-infra '{{.Id}} {{.State.Status}}') == "$infra running" && $(of side '{{.Id}} {{.State.Status}}') == "$side running" ]]
    [[ $(of web '{{.Id}}') != "$web" && $(namespaces web) == "$(namespaces side)" ]]
    # Nor is the pod stopped when its only container is restarted, by hand or by Restart=.
    stop side
    host systemctl restart rootful-container@web
    define_member web 'service.restart = "always"' 'service.restart_sec = "1s"'
    host systemctl restart rootful-container@web
    web=$(of web '{{.Id}}')
    host as test podman kill web
    within 60 is_another_container "$web"
    answers 192.0.2.1
    [[ $(of shop-infra '{{.Id}} {{.State.Status}}') == "$infra running" ]]
    host systemctl restart rootful-container@shop
    within 60 are_active shop web side
    answers 192.0.2.1
    [[ $(of shop-infra '{{.Id}}') != "$infra" && $(namespaces web) == "$(namespaces side)" ]]
}

@test "a pod ends with its last container, unless its exit policy is to continue" {
    define_pod
    start shop
    within 60 are_active shop web side
    host as test podman kill web
    within 60 state_is rootful-container@web.service failed
    are_active shop side
    host as test podman kill side
    within 60 are_detached shop web side
    state_is rootful-container@shop.service inactive
    within 60 leftovers
    host systemctl reset-failed
    define_pod 'exit_policy = "continue"'
    start shop
    within 60 are_active shop web side
    host systemctl stop rootful-container@web rootful-container@side
    within 60 are_detached web side
    are_active shop
    # Also without its definition it is stopped, and leaves nothing.
    undefine shop.pod
    stop shop
    within 60 leftovers
}

@test "the end of a pod ends its containers, and Restart= brings all back" {
    define_pod 'service.restart = "on-failure"'
    start shop
    within 60 are_active shop web side
    run -0 host rootfulctl tree web
    [[ $output == *web*'needs'*shop* ]]
    infra=$(of shop-infra '{{.Id}}') web=$(of web '{{.Id}}')
    host as test podman kill shop-infra
    within 60 is_another_container "$web"
    within 60 are_active shop web side
    answers 192.0.2.1
    [[ $(of shop-infra '{{.Id}}') != "$infra" && $(namespaces web) == "$(namespaces side)" ]]
    web=$(of web '{{.Id}}')
    host as test systemctl --user kill --signal KILL rootful-init@shop.service
    within 60 is_another_container "$web"
    within 60 are_active shop web side
    answers 192.0.2.1
    stop shop
    define_pod
    start shop
    within 60 are_active shop web side
    host as test podman kill shop-infra
    within 60 are_detached shop web side
}

@test "what a power cut left of a pod is removed, and a pod of the user's own is not" {
    define_pod
    start shop
    within 60 are_active shop web side
    infra=$(of shop-infra '{{.Id}}')
    power_cut
    reboot
    [[ $(of shop-infra '{{.Id}}') == "$infra" ]]
    start shop
    within 60 are_active shop web side
    answers 192.0.2.1
    stop shop
    host as test podman pod create --name shop >/dev/null
    run ! start shop
    status_says rootful-container@shop "user test (uid 1000) has a pod 'shop' of their own"
    host as test podman pod exists shop
    host as test podman pod rm --force shop
}

@test "a pod starts the timer of a container, and stops it, so that it stays stopped itself" {
    define_pod
    define_member backup 'command = ["true"]' 'type = "job"' 'timer = { on_active = "1d" }'
    start shop
    within 60 state_is rootful-container@backup.timer active
    state_is rootful-container@backup.service inactive
    stop shop
    within 60 state_is rootful-container@backup.timer inactive
    start shop
    within 60 state_is rootful-container@backup.timer active
}

@test "a user whose container is not in the pod's namespace is refused" {
    define_pod
    host as test mkdir -p /home/test/.config/systemd/user/rootful-init@web.service.d
    host as test tee /home/test/.config/systemd/user/rootful-init@web.service.d/own.conf >/dev/null <<'EOF'
[Service]
ExecStart=
ExecStart=/usr/libexec/rootful-containers/namespace-holder
EOF
    host as test systemctl --user daemon-reload
    run ! start web
    status_says rootful-container@web 'is not in the network namespace of container shop; refused'
    # The neighbours are unharmed.
    are_active shop side
}
