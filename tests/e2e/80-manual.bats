#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# The network helper without the generator and its units, on a container that a user made with podman.

load lib

helper=/usr/libexec/rootful-containers/network-helper

setup() {
    host systemctl start user@1001.service
    host as other podman create --quiet --name hand --network none localhost/web >/dev/null
}

teardown() {
    # Also after the case that took it away.
    host loginctl enable-linger other
    host "$helper" teardown hand
    host as other podman rm --force --ignore --time 0 hand >/dev/null
    clean_up
}

container_of_other() {
    host as other podman container init hand >/dev/null
}

# The helper's own words only; podman's warnings are its own business.
refuses() {
    local status=$1 text=$2
    shift 2
    run "-$status" host "$helper" "$@"
    [[ $output == *"network-helper: $text"* ]]
    [ "${#lines[@]}" -eq 1 ]
    run ! host test -e /run/rootful-containers/hand
}

@test "a container that is made manually is attached, started and detached" {
    container_of_other
    host "$helper" setup hand --user other --network rootful0 --publish 80:80
    host as other podman start hand
    answers 192.0.2.1
    host "$helper" teardown hand
    run ! ask 192.0.2.1
}

@test "a manual teardown ends a container that systemd runs, and its units stop in order" {
    define_api
    start api
    host "$helper" teardown api
    within 60 state_is rootful-container@api.service inactive
    within 60 state_is rootful-network@api.service inactive
    start api
}

@test "setup repeated changes nothing, and teardown repeated is fine" {
    container_of_other
    host "$helper" setup hand --user other --network rootful0 --publish 80:80
    before=$(host cat /run/rootful-containers/hand/netavark.json)
    host "$helper" setup hand --user other --network rootful0 --publish 80:80
    [ "$(host cat /run/rootful-containers/hand/netavark.json)" = "$before" ]
    host "$helper" teardown hand
    host "$helper" teardown hand
}

@test "reload puts back rules that somebody flushed" {
    container_of_other
    host "$helper" setup hand --user other --network rootful0 --publish 80:80
    host as other podman start hand
    answers 192.0.2.1
    host nft flush ruleset
    run ! ask 192.0.2.1
    host "$helper" reload hand --user other --network rootful0 --publish 80:80
    answers 192.0.2.1
}

@test "a container of another user is refused" {
    container_of_other
    run -1 host "$helper" setup hand --user third --network rootful0
    [[ $output == *'user third (uid 1002) has no container hand'* ]]
    run ! host test -e /run/rootful-containers/hand
}

@test "a container that is not initialized is refused" {
    run -1 host "$helper" setup hand --user other --network rootful0
    [[ $output == *"container hand of user other (uid 1001) is not initialized (run 'podman container init hand')"* ]]
    run ! host test -e /run/rootful-containers/hand
}

@test "a wrong value on the command line is one clear line, and changes nothing" {
    container_of_other
    host rm -f /var/lib/systemd/linger/other
    refuses 1 "there is no user 'nobody-here' on this host" setup hand --user nobody-here --network rootful0
    refuses 1 "the container's user must not be root" setup hand --user root --network rootful0
    refuses 1 "network 'rootful9' does not exist" setup hand --user other --network rootful9
    refuses 1 'network rootful0: address 10.99.0.1 is not in its subnet 10.89.0.0/24' setup hand --user other --network rootful0:ip=10.99.0.1
    refuses 1 'network rootful0 is given twice' setup hand --user other --network rootful0 --network rootful0
    refuses 2 "name 'Hand' must start with" setup Hand --user other --network rootful0
    refuses 2 "name '../hand' must start with" setup ../hand --user other --network rootful0
    refuses 2 "--publish: published port '99999:80'" setup hand --user other --network rootful0 --publish 99999:80
    refuses 2 "--network: network 'rootful0': '300.1.1.1' is not an IP address" setup hand --user other --network rootful0:ip=300.1.1.1
    refuses 2 "--network: network 'rootful0': 'zz' is not a unicast MAC" setup hand --user other --network rootful0:mac=zz
    refuses 2 "--dns: 'x' is not an IP address" setup hand --user other --network rootful0 --dns x
    refuses 2 "--network-alias: 'a,b' is not a name for DNS" setup hand --user other --network rootful0 --network-alias a,b
    refuses 2 "Option '--network' is required." setup hand --user other
    run ! host test -e /var/lib/systemd/linger/other
}
