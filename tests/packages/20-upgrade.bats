#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# The package of an earlier build, and this one over it while a container runs; and the other way, which takes a stop.

load lib

setup_file() {
    export EARLIER=$BATS_FILE_TMPDIR/earlier
    packaging/build --from "${EARLIER_BUILD:?run tests/packages/run}" --version 0.0.1 --output "$EARLIER" deb
    fresh_host
    make_networks
}

teardown() {
    # An earlier package does not know how to remove what a later one made.
    deb "$PACKAGES"/*.deb
    clean_up
}

# started_by DIRECTORY: container web, by the package there.
started_by() {
    deb "$1"/*.deb
    define_web $'[service]\nrestart = "on-failure"'
    start web
    answers 192.0.2.1
    id=$(host as test podman inspect --format '{{.Id}}' web)
    supervisor=$(property rootful-container@web.service MainPID)
}

runs_on() {
    web_is "$id running"
    answers 192.0.2.1
    [ "$(property rootful-container@web.service ActiveState)" = active ]
    [ "$(property rootful-container@web.service MainPID)" = "$supervisor" ]
}

stops() {
    stop web
    within 60 leftovers
    [ "$(property rootful-container@web.service Result)" = success ]
}

@test "a container runs on over an upgrade, with its supervisor, and is shown; then it stops in order" {
    started_by "$EARLIER"
    secret=$(secret_of_host)
    deb "$PACKAGES"/*.deb
    [[ $(installed_version) != *0.0.1* ]]
    [ "$(secret_of_host)" = "$secret" ]
    runs_on
    [ "$(host rootfulctl list --format name,state --no-legend | awk '{ print $1, $2 }')" = 'web running' ]
    stops
}

@test "after an upgrade a restart makes it a container of this build" {
    started_by "$EARLIER"
    deb "$PACKAGES"/*.deb
    host systemctl restart rootful-container@web
    is_another_container "$id"
    [ "$(user_property test rootful-init@web.service Type)" = notify ]
    answers 192.0.2.1
    stops
}

@test "after an upgrade one that is killed is detached by its old unit with the new helper, and restarted" {
    started_by "$EARLIER"
    deb "$PACKAGES"/*.deb
    host as test podman kill web
    within 60 is_another_container "$id"
    within 60 state_is rootful-container@web.service active
    answers 192.0.2.1
    stops
}

@test "one that the earlier build's user manager holds is stopped though that manager has read the new units" {
    started_by "$EARLIER"
    deb "$PACKAGES"/*.deb
    host as test systemctl --user daemon-reload
    stops
}

@test "a downgrade is refused while a container runs, and names it; after its stop the earlier build runs it" {
    started_by "$PACKAGES"
    run -100 deb "$EARLIER"/*.deb
    [[ $output == *'not replaced by the earlier version 0.0.1-1'*'systemctl stop rootful-container@web.service'* ]]
    [[ $(installed_version) == installed\ 0.1* ]]
    runs_on
    stop web
    deb "$EARLIER"/*.deb
    [[ $(installed_version) == 'installed 0.0.1-1' ]]
    start web
    answers 192.0.2.1
    stops
}
