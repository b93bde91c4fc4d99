#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Pictures, and what rootfulctl writes.
#
# shellcheck disable=SC2154 # what is not assigned here is of lib.bash

load lib

teardown() {
    clean_up
}

# What an XML parser takes.
is_xml() {
    python3 -c 'import sys, xml.etree.ElementTree as tree; tree.parse(sys.stdin)'
}

@test "tree has users, containers, networks, ports and who needs whom; plot has the units of a start" {
    define_api
    define_web 'depends.wants = ["api"]'
    start web
    address=$(host rootfulctl list --json | jq -r '.[] | select(.name == "web") | .addresses | join(", ")')
    run -0 host rootfulctl tree
    [[ $output == *$'user test\n└─ web  running\n   ├─ rootful0: '"$address"$'\n   ├─ publishes 80:80\n   └─ needs api'* ]]
    run -0 host rootfulctl tree web
    [[ ${lines[0]} == 'web  running' && $output == *$'└─ needs\n   └─ api  running\n      └─ rootful0: 10.89.0.'* ]]
    [ "$(host rootfulctl tree api --json | jq -r '.[].name' | paste -sd ' ')" = 'api web' ]
    run -0 host rootfulctl tree --dot
    [[ $output == *'"web" -> "api" [label="needs", style=dashed];'* ]]
    host rootfulctl tree --svg | is_xml
    run -2 host rootfulctl tree --svg --dot

    run -0 host rootfulctl plot web
    is_xml <<<"$output"
    [[ $output == *'>rootful-network@web.service<'*'>rootful-create@web.service<'*'>rootful-container@web.service<'* ]]
    [[ $output != *'>not started<'* ]]
}
