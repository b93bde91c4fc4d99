#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# What README.md tells an admin to do, word by word.

load lib

readme=${BATS_TEST_DIRNAME:?}/../../README.md

teardown() {
    clean_up
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

@test "every block of commands in README.md is run here" {
    run -0 grep '^```sh' "$readme"
    [ "$output" = '```sh make
```sh install
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

@test "the definition and the commands of README.md run a container" {
    # No registry is needed for an image that is there.
    host systemctl start user@1000.service
    host as test podman tag localhost/web docker.io/library/caddy:2
    block toml | define web
    as_root 1
    answers 192.0.2.1
    run -0 as_user
    [[ $output == *docker.io/library/caddy:2* ]]
    as_root 2
    within 60 leftovers
}
