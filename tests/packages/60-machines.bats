#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Packages for the other processor, compiled here; what they say is compared with this machine's, and qemu runs the programs.
# shellcheck disable=SC2154 # variables of lib.bash

load lib

setup_file() {
    export OTHER=aarch64
    [[ $(uname -m) != aarch64 ]] || OTHER=x86_64
    "$repository/tests/install-missing" qemu-user-static
    "$repository/install.sh" --deps --build-only --machine "$OTHER"
    "$repository/packaging/build" --no-build --machine "$OTHER" --output "$BATS_FILE_TMPDIR/packages"
}

setup() {
    here=$repository/artifacts/install there=$here-$OTHER
    emulator=qemu-$OTHER-static
    foreign=$BATS_FILE_TMPDIR/packages
}

@test "the packages are for that machine, need the same, and have nothing that lintian or rpmlint reports" {
    cd "$foreign"
    debian=arm64
    [[ $OTHER != x86_64 ]] || debian=amd64
    [[ $(ls) == *$OTHER.rpm*linux-$OTHER.tar.gz*_$debian.deb ]]
    [ "$(dpkg-deb --field ./*.deb Architecture)" = "$debian" ]
    [ "$(rpm --query --package --queryformat '%{ARCH}' ./*.rpm)" = "$OTHER" ]
    # Another C library may have other versions of symbols.
    needs() { dpkg-deb --field "$1" Depends | sed 's/libc6 ([^)]*)/libc6/'; }
    [ "$(needs ./*.deb)" = "$(needs "$PACKAGES"/*.deb)" ]
    [[ $(needs ./*.deb) == *libsystemd0* ]]
    "$repository/packaging/check" ./*.deb ./*.rpm
    # The same files, where no file is named after the machine.
    files() { dpkg-deb --contents "$1" | awk '{ print $1, $2, $6 }'; }
    diff <(files ./*.deb) <(files "$PACKAGES"/*.deb)
    # Not this machine's programs under another name.
    tar -xzf ./*.tar.gz
    for program in "$here"/{rootful-container-generator,network-helper,container-supervisor,namespace-holder,rootfulctl}; do
        run ! cmp "$program" rootful-containers-*/artifacts/install/"${program##*/}"
    done
}

@test "the generator of that machine makes every unit of the snapshots as this one's does" {
    cd "$repository"
    # units PROGRAM...: of all cases and both scopes, in a directory beside the test's.
    units() {
        local case scope
        for case in tests/snapshots/*/etc; do
            case=${case%/etc}
            for scope in system user; do
                echo "== $case $scope"
                SYSTEMD_SCOPE=$scope unshare --user --map-user="$([[ $scope == system ]] && echo 0 || echo 1000)" \
                    "$@" --libexecdir=/usr/libexec/rootful-containers --root="$PWD/$case" --dry-run 2>&1 || echo "status $?"
            done
        done
    }
    units "$here/rootful-container-generator" >"$BATS_TEST_TMPDIR/here"
    units "$emulator" "$there/rootful-container-generator" >"$BATS_TEST_TMPDIR/there"
    diff "$BATS_TEST_TMPDIR/here" "$BATS_TEST_TMPDIR/there"
    # And these are units of containers, of both managers.
    grep -q '^ExecStart=.*network-helper' "$BATS_TEST_TMPDIR/there"
    grep -q '^ExecStart=.*podman' "$BATS_TEST_TMPDIR/there"
}

@test "rootfulctl of that machine checks, shows and imports as this one's does" {
    cd "$repository"
    same() {
        local program
        for program in "$here/rootfulctl" "$emulator $there/rootfulctl"; do
            # shellcheck disable=SC2086 # an emulator and its program
            $program "$@" 2>&1 || echo "status $?"
        done >"$BATS_TEST_TMPDIR/both"
        local lines
        lines=$(wc -l <"$BATS_TEST_TMPDIR/both")
        ((lines > 0 && lines % 2 == 0))
        diff <(head -n $((lines / 2)) "$BATS_TEST_TMPDIR/both") <(tail -n $((lines / 2)) "$BATS_TEST_TMPDIR/both")
    }
    same --version
    same check examples/*.toml
    same check tests/snapshots/invalid-keys/etc/rootful-containers.d/*.toml
    printf '[Container]\nImage=docker.io/library/nginx\nPublishPort=80:80\nVolume=data:/data\n' >"$BATS_TEST_TMPDIR/web.container"
    same import --user nobody --dry-run "$BATS_TEST_TMPDIR/web.container"
    same new --help
}

@test "the other programs of that machine begin, and say what they miss" {
    for program in network-helper container-supervisor rootfulctl namespace-holder; do
        run ! "$emulator" "$there/$program" --no-such-option
        [[ $output == *[a-z]* && $status -lt 126 ]]
        there_said=$output there_status=$status
        run ! "$here/$program" --no-such-option
        [ "$output" = "$there_said" ]
        [ "$status" = "$there_status" ]
    done
}
