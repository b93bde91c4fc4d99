#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause

load lib

teardown() {
    clean_up
}

define_web() {
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
publish = ["80:80", "9000:9000/udp"]
EOF
}

# Without what else is said of them: a new address is tentative for a while.
addresses() {
    host as test podman exec web ip address show dev eth0 | awk '/link\/ether|inet/ && !/fe80/ { print $1, $2 }'
}

@test "a definition, daemon-reload and start give an answer on the published port" {
    define_web
    start web
    answers 192.0.2.1
}

@test "the network namespace comes before the attachment, and the start after it" {
    define_web
    start web
    created=$(user_property test rootful-create@web.service ActiveEnterTimestampMonotonic)
    init_began=$(user_property test rootful-init@web.service ExecMainStartTimestampMonotonic)
    initialized=$(user_property test rootful-init@web.service ActiveEnterTimestampMonotonic)
    network_up=$(property rootful-network@web.service ActiveEnterTimestampMonotonic)
    start_began=$(user_property test rootful-start@web.service ExecMainStartTimestampMonotonic)
    echo "$created $init_began $initialized $network_up $start_began"
    ((0 < created && 0 < initialized && initialized < network_up && created < start_began))
    # The helper, which has the container started, may be there a little longer than the attachment takes.
    attached=$(host stat -c %.6Y /run/rootful-containers/web/status.json)
    start_began=$(date -d "$(host as test systemctl --user show --timestamp=us --value -p ExecMainStartTimestamp rootful-start@web)" +%s.%6N)
    echo "$attached $start_began"
    [[ ! $attached > $start_began ]]
    # With a namespace of the container's own that is made with it, else beside it.
    [[ ${NETWORK_NAMESPACE-} != container ]] || ((created < init_began))
}

@test "nobody is root: the container's processes and conmon belong to the user" {
    define_web
    start web
    main=$(user_property test "$(processes web)" MainPID)
    run -0 host ps -o user=,comm= -p "$main"
    [ "$output" = "test     conmon" ]
    run -0 host sh -c "ps -o user= --ppid $main | sort -u"
    [ "$output" = test ]
}

@test "the server sees the client's own address over TCP" {
    define_web
    start web
    seen_over_tcp 192.0.2.1 192.0.2.2
    seen_over_tcp '[2001:db8:2::1]' 2001:db8:2::2
}

@test "the server sees the client's own address over UDP" {
    define_web
    start web
    seen_over_udp UDP4:192.0.2.1:9000 192.0.2.2
    seen_over_udp 'UDP6:[2001:db8:2::1]:9000' '[2001:0db8:0002:0000:0000:0000:0000:0002]'
}

@test "systemctl status names the addresses" {
    define_web
    start web
    address=$(host as test podman exec web ip -4 -o address show dev eth0 | grep -o '10\.89\.0\.[0-9]*' | head -n 1)
    status_says rootful-container@web "$address" fd63:f6bb:3070:8287:
}

@test "the address is the same after a restart, and so is the MAC" {
    define_web
    start web
    before=$(addresses)
    host systemctl restart rootful-container@web
    after=$(addresses)
    echo "$before"
    [ "$(wc -l <<<"$before")" = 3 ]
    [ "$before" = "$after" ]
}

@test "a user without a session gets lingering, and a service manager" {
    # systemd-logind knows the user, and then has seen the last of the manager: for a while it takes the user to be on the way out.
    host loginctl enable-linger third
    host systemctl start user@1002.service
    host loginctl disable-linger third
    host systemctl stop user@1002.service
    define web <<'EOF'
user = "third"
image = "localhost/web"
networks = ["rootful0"]
publish = ["80:80"]
EOF
    start web
    answers 192.0.2.1
    [ "$(host loginctl show-user --value -p Linger third)" = yes ]
}
