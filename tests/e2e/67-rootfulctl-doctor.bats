#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# The host is broken in one way after the other: the doctor finds it, and what it names mends it.
#
# shellcheck disable=SC2154 # what is not assigned here is of lib.bash

load lib

teardown() {
    host_script <<'EOF'
nft delete table ip filter 2>/dev/null || true
rm -f /etc/containers/containers.conf.d/90-broken.conf
EOF
    clean_up
}

# finds CHECK MEMBER [NAME]: a member of what that check finds first; fails when it finds nothing.
finds() {
    # shellcheck disable=SC2016 # for jq
    host rootfulctl doctor ${3:+"$3"} --json | jq -er --arg check "$1" --arg member "$2" 'first(.[] | select(.check == $check))[$member]'
}

# is_found CHECK TEXT [NAME]: that check finds something, and says that.
is_found() {
    local what
    what=$(finds "$1" what "${3-}") && [[ $what == *"$2"* ]]
}

# mends CHECK [NAME]: the command that is named for what a check finds, after which it finds nothing more.
mends() {
    local command
    command=$(finds "$1" remedy "${2-}")
    host sh -c "$command" >/dev/null
    ! finds "$1" what "${2-}"
}

@test "doctor finds nothing on a healthy host" {
    run -0 host rootfulctl doctor
    [ -z "$output" ]
    define_web '[health]
command = ["true"]'
    define_api
    start web api
    answers 192.0.2.1
    run -0 host rootfulctl doctor
    [ -z "$output" ]
    run -0 host rootfulctl doctor web
    [ -z "$output" ]
    # The user sees the own container, and is told what only root could see.
    run -0 --separate-stderr host as test rootfulctl doctor
    [[ -z $output && $stderr == *'only root can look at: '*listener* ]]
    run -0 --separate-stderr host as test rootfulctl doctor --json
    [[ $output == '[]' && $stderr == *'only root can look at: '*listener* ]]
    stop web
    run -0 host rootfulctl doctor web
    [ -z "$output" ]
    # Nothing was looked at, which is no warning.
    run -4 host rootfulctl doctor wbe
    [[ $output == *'did you mean web?'* ]]
    [[ $(host rootfulctl doctor --list-checks --no-legend --format check) == *listener* ]]
}

@test "doctor finds what a container lacks, whether it runs or not" {
    define web <<'EOF'
user = "test"
image = "localhost/none"
networks = ["rootful0"]
publish = ["80:80"]
secrets = ["password"]
volumes = ["/srv/none:/none", "/srv/roots:/roots", "/srv/read:/read:ro"]
[resources]
allowed_cpus = "0"
EOF
    host mkdir -p /srv/roots /srv/read
    host as test systemctl --user is-active --quiet default.target || host systemctl start user@1000.service
    run -2 host rootfulctl doctor web
    for text in 'error (image) web: test has no image localhost/none' 'error (secrets) web: test has no secret password' \
        'error (bind-mounts) web: /srv/none does not exist' 'warning (bind-mounts) web: /srv/roots belongs to uid 0' \
        'warning (delegation) web: allowed_cpus has no effect: controller cpuset'; do
        [[ $output == *"$text"* ]] || { echo "missing: $text"; false; }
    done
    [[ $output != */srv/read* ]]
    # A stopped one is as somebody wants it.
    run -0 host rootfulctl doctor
    run -1 host systemctl start rootful-container@web
    run -2 host rootfulctl doctor
    [[ $output == *'error (state) web: '*'Mend: rootfulctl status web'* ]]

    [[ $(finds bind-mounts remedy web) == 'install -d -o test /srv/none' ]]
    host install -d -o test /srv/none
    [[ $(finds bind-mounts remedy web) == 'setfacl -R -m u:test:rwX /srv/roots' ]]
    host chown test /srv/roots
    run ! finds bind-mounts what web
    host podman image save localhost/web 2>/dev/null | host as test podman load --quiet >/dev/null || true
    host as test podman tag localhost/web localhost/none
    run ! finds image what web
    host as test podman untag localhost/none localhost/none
    host sh -c "echo secret | $(finds secrets remedy web)" >/dev/null
    run ! finds secrets what web
    host as test podman secret rm password
    host sh -c 'echo imgae=1 >>/etc/rootful-containers.d/web.toml'
    is_found definition "unknown key" web
    host rmdir /srv/roots /srv/read /srv/none
}

@test "doctor finds what was made for a container, and has been removed" {
    host_script <<'EOF'
mkdir -p /srv/app
echo 'FROM localhost/web' >/srv/app/Containerfile
EOF
    define app.build <<'EOF'
user = "test"
context = "/srv/app"
EOF
    define data.volume <<'EOF'
user = "test"
labels.a = "1"
EOF
    define web <<'EOF'
user = "test"
image = "app.build"
networks = ["rootful0"]
volumes = ["data:/data"]
EOF
    start web
    stop web
    run -0 host rootfulctl doctor web
    host as test podman image rm localhost/app
    [[ $(host rootfulctl list --kind build --no-legend --format name,state) == app*gone ]]
    run -1 host rootfulctl start web
    [[ $output == *"build app is gone, which 'systemctl --user -M test@ reload rootful-build@app.service' makes again"* ]]
    mends image web
    start web
    stop web

    host as test podman volume rm data
    run -3 host rootfulctl status data.volume
    [[ $output == *'State: gone'*"'systemctl --user -M test@ reload rootful-volume@data.service' makes it again"* ]]
    mends image web
    [ "$(host as test podman volume inspect --format '{{.Labels.a}}' data)" = 1 ]

    # What was made before is there.
    host sh -c 'echo "RUN false" >>/srv/app/Containerfile'
    run ! host as test systemctl --user reload rootful-build@app
    run -0 host rootfulctl status app.build
    [[ $output == *'State: made'*'Pending: what was made before is there: to make it again failed'* ]]
    host systemctl restart user@1000.service
    host as test podman volume rm data
    host as test podman image rm localhost/app
    host rm -r /srv/app
}

@test "doctor finds why a container that runs is not reached" {
    define_web
    define api <<'EOF'
user = "other"
image = "localhost/web"
networks = ["rootful0"]
publish = ["81:81", "82:82/udp"]
[health]
command = ["false"]
interval = "1s"
retries = 1
EOF
    start web api
    answers 192.0.2.1
    run -2 host rootfulctl doctor
    [[ $output == *'error (listener) api: nothing in it listens on 81/tcp, to which the published port 81:81 leads'* ]]
    [[ $output == *'nothing in it listens on 82/udp'* && $output != *reachable* ]]
    within 60 is_found health unhealthy
    host as other podman exec --detach api httpd -f -p 127.0.0.1:81
    within 60 is_found listener 'listens on 81/tcp only at 127.0.0.1'
    stop api

    # All rules are flushed.
    host nft flush ruleset
    is_found reachable '192.0.2.1:80' web
    mends rules
    run ! finds reachable what

    host_script <<'EOF'
nft -f - <<'END'
table ip filter {
    chain FORWARD { type filter hook forward priority filter; policy drop; }
    chain INPUT { type filter hook input priority filter; policy drop; ct state established accept; iifname lo accept; }
}
END
EOF
    is_found firewall-policy 'policy of chain FORWARD in table ip filter'
    host sh -c "$(finds firewall-policy remedy)"
    # A rule that names the bridges is taken for one that was made with containers in mind.
    run ! finds firewall-policy what
    answers 192.0.2.1
    host nft delete table ip filter

    host sysctl -q -w net.ipv4.ip_forward=0
    mends forwarding
    host systemctl stop rootful-dns.service
    host pkill -x aardvark-dns
    is_found names 'does not answer'
    mends names
    host rm /var/lib/systemd/linger/test
    mends linger

    # What hangs is found, and keeps nothing waiting.
    host systemctl kill --kill-whom=main --signal=SIGSTOP user@1000.service
    is_found user-manager 'the service manager of test does not answer'
    host systemctl kill --kill-whom=main --signal=SIGCONT user@1000.service
    within 60 run_healthy
}

run_healthy() {
    host rootfulctl doctor
}

@test "doctor finds a broken installation and configuration" {
    define_web
    host rm /usr/lib/systemd/user-generators/rootful-container-generator
    is_found installation '/usr/lib/systemd/user-generators/rootful-container-generator is missing'
    mends installation
    host mv /usr/lib/systemd/user/rootful-unpause@.service /tmp/
    is_found installation rootful-unpause@.service
    host mv /tmp/rootful-unpause@.service /usr/lib/systemd/user/
    host ln -s /dev/null /etc/systemd/system-generators/rootful-container-generator 2>/dev/null ||
        host sh -c 'mkdir -p /etc/systemd/system-generators && ln -s /dev/null /etc/systemd/system-generators/rootful-container-generator'
    is_found installation 'is not the generator of this installation'
    host rm /etc/systemd/system-generators/rootful-container-generator

    # As a file that was moved there.
    define_web
    host chown test: "$definitions/web.toml"
    is_found definitions-protected "$definitions/web.toml can be changed by others than root"
    mends definitions-protected
    host chmod 0664 "$definitions/web.toml"
    run ! finds definitions-protected what
    host chmod 0666 "$definitions/web.toml"
    mends definitions-protected

    host cp -p /etc/subuid /etc/subuid.kept
    host sed -i /^test:/d /etc/subuid
    is_found subordinate-ids 'test has no subordinate uids'
    mends subordinate-ids
    host sh -c 'sed s/^test:/other:/ /etc/subuid.kept >>/etc/subuid; echo test:165530:65536 >>/etc/subuid; echo third:165531:1 >>/etc/subuid'
    is_found subordinate-ids overlap
    host mv /etc/subuid.kept /etc/subuid

    host_script <<'EOF'
mkdir -p /tmp/old /etc/containers/containers.conf.d
printf '#!/bin/sh\necho netavark 1.3.0\n' >/tmp/old/netavark
printf '#!/bin/sh\necho aardvark-dns 1.17.0\n' >/tmp/old/aardvark-dns
chmod +x /tmp/old/*
printf '[engine]\nhelper_binaries_dir = ["/tmp/old"]\n[network]\nfirewall_driver = "none"\n' >/etc/containers/containers.conf.d/90-broken.conf
EOF
    is_found versions 'netavark 1.3.0 is too old'
    is_found vulnerabilities 'aardvark-dns 1.17.0 has CVE-2026-35406'
    is_found containers-conf firewall_driver
    host sh -c 'echo [ >/etc/containers/containers.conf.d/90-broken.conf'
    is_found containers-conf 'not TOML'
    host rm /etc/containers/containers.conf.d/90-broken.conf

    host systemd-run --quiet --collect --unit=nameserver socat UDP-LISTEN:53,fork /dev/null
    within 60 is_found name-server-port 'listens on port 53 (udp)'
    host systemctl stop nameserver
    run ! finds name-server-port what
    run -0 host rootfulctl doctor
}

@test "doctor --fix mends what is safe to, and says so" {
    define_web
    host chmod 0644 /etc/rootful-containers/secret
    host mkdir -p /run/rootful-containers/gone /run/rootful-containers/.leases/rootful0
    host sh -c 'echo >>/etc/rootful-containers.d/web.toml'
    run -2 host rootfulctl doctor
    [[ $output == *'error (secret) '*'Mend: chmod 0600 /etc/rootful-containers/secret'* ]]
    [[ $output == *'warning (definitions-read) systemd has not read web'* ]]
    [[ $output == *'warning (stale-state) /run/rootful-containers/gone is left'* ]]
    # While one is invalid it is not read.
    host sh -c 'echo imgae=1 >/etc/rootful-containers.d/broken.toml'
    run -2 host rootfulctl doctor --fix
    [[ $output == *'Mend: systemctl daemon-reload'*'Done: chmod 0600'*'Done: /usr/libexec/rootful-containers/network-helper teardown gone'* ]]
    host rm "$definitions/broken.toml"
    run -0 host rootfulctl doctor --fix
    [[ $output == *'Done: systemctl daemon-reload'* ]]
    run -0 host rootfulctl doctor
    [ -z "$output" ]
    [ "$(host stat -c %a /etc/rootful-containers/secret)" = 600 ]

    host sh -c 'echo gone >/run/rootful-containers/.leases/rootful0/10.89.0.99'
    mends stale-state
    host systemctl mask --quiet user@1000.service
    mends user-manager
}
