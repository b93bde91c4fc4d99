#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# The same sources give the same bytes, wherever, whenever and by whomever they are built.
# shellcheck disable=SC2154 # variables of lib.bash

load lib

# The sources as they are here, without git and without anything that was built.
setup_file() {
    export ELSEWHERE=$BATS_FILE_TMPDIR/another/place
    mkdir -p "$ELSEWHERE"
    git -C "$repository" ls-files -z --cached --others --exclude-standard | tar -C "$repository" --null -T - -c | tar -C "$ELSEWHERE" -x
    (cd "$ELSEWHERE" && umask 0077 && ./install.sh --build-only)
    "$repository/install.sh" --build-only
}

# hashes DIRECTORY
hashes() {
    (cd "$1" && find . -type f -exec sha256sum {} + | sort -k 2)
}

@test "the programs and the manual" {
    for place in "$repository" "$ELSEWHERE"; do
        (cd "$place/artifacts/install" && sha256sum rootful-container-generator network-helper container-supervisor namespace-holder \
            rootfulctl man/*) >"$BATS_TEST_TMPDIR/${#place}"
    done
    diff "$BATS_TEST_TMPDIR/${#repository}" "$BATS_TEST_TMPDIR/${#ELSEWHERE}"
}

@test "the packages, built elsewhere with another time zone, language and mask for new files" {
    cd "$repository"
    SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
    export SOURCE_DATE_EPOCH
    packaging/build --no-build --version 1.2.3 --output "$BATS_TEST_TMPDIR/here"
    (umask 0077 && TZ=Pacific/Chatham LANG=tr_TR.UTF-8 "$ELSEWHERE/packaging/build" --no-build --version 1.2.3 --output "$BATS_TEST_TMPDIR/there")
    diff <(hashes "$BATS_TEST_TMPDIR/here") <(hashes "$BATS_TEST_TMPDIR/there")
    [ "$(hashes "$BATS_TEST_TMPDIR/here" | wc -l)" = 3 ]
}
