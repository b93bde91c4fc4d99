#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# What rootfulctl import makes of whole deployments.
#
# shellcheck disable=SC2154 # what is not assigned here is of lib.bash

load ../e2e/lib

teardown() {
    host rm -rf /home/test/import
    clean_up
}

@test "all deployments of the corpus start as what is made of them, with a stand-in for each image" {
    tar -C "$repository/tests/import" -c . | host sh -c 'mkdir -p /home/test/import && tar -C /home/test/import -x && chown -R test: /home/test/import'
    host /home/test/import/start
}
