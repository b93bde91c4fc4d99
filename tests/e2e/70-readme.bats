#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# What README.md tells an admin to do, word by word.

load lib

readme=${BATS_TEST_DIRNAME:?}/../../README.md

teardown() {
    host nft delete table inet filter 2>/dev/null || true
    # The unit of a network stays when its containers have gone.
    host systemctl stop 'rootful-container@*' rootful-podman-network@front.service
    clean_up
    host podman network rm --force front >/dev/null
}

# block INFO [NUMBER]: the text of README.md's fenced block with that info string, the first one unless told otherwise.
block() {
    awk -v fence="\`\`\`$1" -v wanted="${2:-1}" '
        $0 == fence { inside = ++count == wanted; next }
        /^```/ { inside = 0 }
        inside' "$readme"
}

as_root() {
    host bash -exuo pipefail -c "$(block "sh root" "$1")"
}

as_user() {
    host as test bash -exuo pipefail -c "$(block "sh user")"
}

# Without what differs from start to start: numbers, widths, and what the container has printed. The kernel of a test host may not count memory
# and tasks.
shape() {
    sed -E 's/memory .*tasks, //; /^Last lines/,$d; s/[0-9a-f][0-9a-f:.-]*/N/g; s/(▇)+/▇/g; s/ +/ /g; /^ *$/d' | sort
}

@test "every block of commands in README.md is run here, but the package's, which is run in tests/packages" {
    run -0 grep '^```sh' "$readme"
    [ "$output" = '```sh make
```sh package
```sh install
```sh root
```sh root
```sh user
```sh root' ]
}

@test "what README.md tells to make are targets of the Makefile" {
    block "sh make" | while read -r make target; do
        [ "$make" = make ]
        make -C "$(dirname "$readme")" --dry-run "$target" >/dev/null
    done
}

@test "the commands of README.md install" {
    # The host has no compiler.
    commands=$(block "sh install" | sed 's|^\./install\.sh.*|& --no-build|')
    [[ $commands == *--no-build* ]]
    host sh -exc "cd /usr/src/rootful-containers; $commands"
}

# bats test_tags=vm
@test "the definition and the commands of README.md run a container" {
    # No registry is needed for an image that is there.
    host systemctl start user@1000.service
    host as test podman tag localhost/web docker.io/library/caddy:2
    as_root 1
    block toml 1 | define front.network
    block toml 2 | define web
    as_root 2
    answers 192.0.2.1
    run -0 as_user
    [[ $output == *docker.io/library/caddy:2* ]]
    diff <(block "text list" | shape) <(host rootfulctl list | shape)
    diff <(block "text status" | shape) <(host rootfulctl status web | shape)
    run -0 host podman network inspect --format '{{.IPv6Enabled}}' front
    [ "$output" = true ]
    as_root 3
    host systemctl stop rootful-podman-network@front.service
    within 60 leftovers
}

@test "what rootful-containers-migration(7) says of firewalls lets containers through a host that drops" {
    define web <<'EOD'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
publish = ["80:80"]
EOD
    define api <<'EOD'
user = "other"
image = "localhost/web"
networks = ["rootful0"]
EOD
    start web
    start api
    [ "$(host podman network inspect --format '{{.NetworkInterface}}' rootful0)" = podman1 ]
    host nft -f - <<'EOD'
table inet filter {
    chain forward { type filter hook forward priority 0; policy drop; }
    chain input { type filter hook input priority 0; policy drop; ip protocol icmp accept; iifname "lo" accept; }
}
EOD
    run ! client curl --silent --max-time 2 http://192.0.2.1/
    run ! host timeout 5 as test podman exec web nslookup api.
    host bash -ec "$(sed -n 's/^nft add rule/nft add rule/p' "$(dirname "$readme")/docs/man/rootful-containers-migration.7.md")"
    answers 192.0.2.1
    host as test podman exec web nslookup api.
    host nft delete table inet filter
}
