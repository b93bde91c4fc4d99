#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# The file system of the state directories is full, at every point where it can be, or cannot be written to at all.

load lib

teardown() {
    machine umount --quiet /run/rootful-containers
    detach web
    leaves_nothing
}

setup_web() {
    helper setup web --user=alice --network=front --network=back --publish=80:8080
}

# with_storage OPTIONS: the state directories are on a file system of their own, mounted so.
with_storage() {
    machine umount --quiet --lazy /run/rootful-containers || true
    machine mount -t tmpfs -o "mode=0755,$1" tmpfs /run/rootful-containers
}

# attaches_with_more_of LIMIT: with so few of them that it fails, then one more, until there are enough.
attaches_with_more_of() {
    local count=1
    with_storage "$1=1"
    run setup_web
    while ((status != 0)); do
        echo "$1=$count: $output"
        [ "$status" = 1 ]
        [[ $output == *'No space left on device'* ]]
        leaves_nothing
        count=$((count + 1))
        with_storage "$1=$count"
        run setup_web
    done
    echo "enough: $count"
    ((count > 5))
    detach web
    leaves_nothing
}

@test "setup without space for its files says so and leaves nothing, whichever file it is" {
    attaches_with_more_of nr_blocks
}

@test "setup without room for the number of its files says so and leaves nothing, whichever file it is" {
    attaches_with_more_of nr_inodes
}

@test "teardown needs no space" {
    with_storage nr_blocks=40
    setup_web
    machine sh -c 'cat /dev/zero >/run/rootful-containers/.full 2>/dev/null || true'
    detach web
    machine rm /run/rootful-containers/.full
    leaves_nothing
}

@test "setup on a file system that cannot be written to says so" {
    with_storage ro
    run -1 setup_web
    [[ $output == 'network-helper: '*': Read-only file system' ]]
}

@test "teardown on a file system that cannot be written to says so, and is finished when it can" {
    with_storage rw
    setup_web
    machine mount -o remount,ro /run/rootful-containers
    run -1 detach web
    [[ $output == *'Read-only file system'* ]]
    machine mount -o remount,rw /run/rootful-containers
    detach web
    leaves_nothing
}
