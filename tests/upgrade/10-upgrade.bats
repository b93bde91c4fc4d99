#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# What an earlier build started runs on while this one is installed over it, and is this one's from then on.

load ../e2e/lib

setup() {
    install_build "${EARLIER_BUILD:?run tests/upgrade/run}"
    define_web $'[service]\nrestart = "on-failure"'
    start web
    id=$(host as test podman inspect --format '{{.Id}}' web)
    install_build "$this_build"
    host systemctl daemon-reload
}

teardown() {
    clean_up
}

this_build=${repository:?}

install_build() {
    repository=$1 install_project
}

web_is() {
    [[ $(host as test podman inspect --format '{{.Id}} {{.State.Status}}' web) == "$1" ]]
}

@test "it runs on, answers under its address, and is shown" {
    web_is "$id running"
    answers 192.0.2.1
    [[ $(property rootful-container@web ActiveState) == active ]]
    [[ $(host rootfulctl list --format name,state --no-legend) == web*running* ]]
    # Also what is said to it meanwhile.
    host systemctl reload rootful-network@web
    answers 192.0.2.1
    web_is "$id running"
}

@test "it is stopped and detached" {
    host systemctl stop rootful-container@web
    within 60 are_detached web
    within 60 leftovers
    [[ $(property rootful-container@web Result) == success ]]
}

@test "it is stopped and detached after the user's manager has read the new units" {
    host as test systemctl --user daemon-reload
    host systemctl stop rootful-container@web
    within 60 are_detached web
    within 60 leftovers
}

@test "a restart makes it a container of this build" {
    host systemctl restart rootful-container@web
    is_another_container "$id"
    [[ $(user_property test rootful-init@web.service Type) == notify ]]
    answers 192.0.2.1
}

@test "one that is killed ends, and restarts by its policy" {
    host as test podman kill web
    within 60 is_another_container "$id"
    within 60 state_is rootful-container@web.service active
    answers 192.0.2.1
}

@test "its definition can be removed meanwhile" {
    undefine web
    host systemctl stop rootful-container@web
    within 60 are_detached web
    within 60 leftovers
}
