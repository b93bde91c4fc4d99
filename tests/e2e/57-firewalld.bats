#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause

load lib

teardown() {
    host systemctl disable --quiet --now firewalld.service
    host systemctl stop outside.service
    clean_up
}

# Reached from outside and by name, and reaches others itself.
is_connected() {
    seen_over_tcp 192.0.2.1 192.0.2.2
    answers '[2001:db8:2::1]'
    within 60 outside_sees 192.0.2.1
    fetches other api web
}

start_both() {
    listen_outside
    define_web 'autostart = true'
    define_api 'autostart = true'
    start web api
}

trusted_sources() {
    host firewall-cmd --zone=trusted --list-sources
}

@test "beside firewalld containers are connected, also when it was reloaded and restarted, and a stop leaves nothing in it" {
    host systemctl start firewalld.service
    start_both
    [[ $(trusted_sources) == *10.89.0.0/24* ]]
    is_connected

    host firewall-cmd --reload
    is_connected

    host systemctl restart firewalld.service
    host systemctl reload rootful-network@web rootful-network@api
    is_connected

    stop web api
    [[ $(trusted_sources) != *10.89.0.0/24* ]]
}

@test "firewalld that is started when containers run lets them through after a reload of their networks" {
    start_both
    host systemctl start firewalld.service
    host systemctl reload rootful-network@web rootful-network@api
    [[ $(trusted_sources) == *10.89.0.0/24* ]]
    is_connected
}

@test "containers that start at boot beside firewalld are connected" {
    start_both
    host systemctl enable --quiet firewalld.service
    reboot
    listen_outside
    is_connected
}
