#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# systemd 252, the oldest that is supported, runs the generator and reads the units. Debian 12, which has it, has no podman that could
# start a container.
# shellcheck disable=SC2154 # variables of lib.bash

load ../e2e/lib

setup_file() {
    export SUITE=bookworm
    export TEST_HOST=${TEST_HOST:-systems-bookworm}
    boot_host
    install_project
    [[ $(host systemctl --version) == 'systemd 252 '* ]]
}

teardown_file() {
    [[ -n ${KEEP_HOST-} ]] || stop_host
}

# What it has no words for it names in the journal: "Unknown key name 'X' in section 'Y', ignoring."
complaints() {
    host journalctl --boot --no-pager --grep 'rootful.*(nknown|gnoring|nvalid|ailed to parse)'
}

@test "it reads every unit of every snapshot" {
    (cd "$repository" && tar -c templates tests/verify-units tests/snapshots) | host sh -c 'mkdir /tmp/project && tar -C /tmp/project -x'
    run -0 host bash /tmp/project/tests/verify-units
    # Each of them was there to be read.
    [[ $(grep -c '^ok ' <<<"$output") -ge 50 ]]
}

@test "it runs the generator for both managers, and loads what that makes of the examples" {
    (cd "$repository/examples" && find . -type f -name '*.toml' -exec tar -c {} +) |
        host sh -c "mkdir /tmp/examples && tar -C /tmp/examples -x && find /tmp/examples -name '*.toml' -exec cp -t $definitions {} +"
    # Whose they are is the admin's to choose, and two of them are the server of a host.
    host sh -c "sed -i 's/^user = .*/user = \"test\"/' $definitions/*.toml && sed -i '/^publish/d' $definitions/web.toml"
    host sh -c "systemctl daemon-reload && systemctl start user@1000"
    host as test systemctl --user daemon-reload
    count=0
    for file in $(host sh -c "cd $definitions && ls *.toml"); do
        name=${file%.toml}
        [[ $name != *.* && $name != *@ ]] || continue
        count=$((count + 1))
        for unit in network container; do
            [[ $(property "rootful-$unit@$name.service" LoadState) == loaded ]]
            [[ $(property "rootful-$unit@$name.service" DropInPaths) == */run/systemd/generator/* ]]
        done
        for unit in create init start; do
            [[ $(user_property test "rootful-$unit@$name.service" LoadState) == loaded ]]
        done
    done
    ((count >= 5))
    run ! complaints
}

@test "the start, which its podman is too old for, fails and leaves nothing" {
    define_web
    run ! host systemctl start rootful-container@web
    within 60 state_is rootful-container@web.service failed
    within 60 leftovers
    run ! complaints
}
