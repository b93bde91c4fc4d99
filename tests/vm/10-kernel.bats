#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# What a kernel of its own is about, on a machine that runs.
# bats file_tags=vm

load ../e2e/lib

teardown() {
    clean_up
}

# The first case: afterwards they are loaded.
@test "the first container has the kernel load what it takes" {
    run ! host sh -c 'lsmod | grep -E "^(nf_tables|bridge) "'
    define_web
    start web
    answers 192.0.2.1
    seen_over_tcp '[2001:db8:2::1]' 2001:db8:2::2
    stop web
    host sh -c 'lsmod | grep "^nf_tables "; lsmod | grep "^bridge "'
    leftovers
}

@test "AppArmor, which enforces, has nothing to refuse" {
    define_web
    start web
    answers 192.0.2.1
    host systemctl restart rootful-container@web
    host as test podman exec web true
    host grep -q '(enforce)' /sys/kernel/security/apparmor/profiles
    run ! host sh -c "journalctl --quiet --boot --dmesg | grep 'apparmor=\"DENIED\"'"
}
