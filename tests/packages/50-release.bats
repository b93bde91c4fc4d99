#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# What is published of a release, made in a clone whose programs are those of this tree.
# shellcheck disable=SC2154 # variables of lib.bash

load lib

setup() {
    clone=$BATS_TEST_TMPDIR/clone
    git clone --quiet --local "$repository" "$clone"
    mkdir -p "$clone/artifacts"
    cp -a "$repository/artifacts/install" "$clone/artifacts/"
    cd "$clone" || return
    git config user.name tests
    git config user.email tests@localhost
}

@test "a tag's release has its version: packages, sources, notes, what is in the programs, and checksums of it all" {
    sed -i 's/^## Unreleased$/## 0.1.0 - 2026-12-01/' CHANGELOG.md
    git commit --quiet --all --message 'all: 0.1.0'
    git tag v0.1.0
    packaging/release --no-build
    cd artifacts/release
    sha256sum --check --strict SHA256SUMS
    [ "$(printf '%s\n' * | sort)" = 'NOTES.md
SHA256SUMS
rootful-containers-0.1.0-1.x86_64.rpm
rootful-containers-0.1.0-linux-x86_64.tar.gz
rootful-containers-0.1.0.cdx.json
rootful-containers-0.1.0.tar.gz
rootful-containers_0.1.0-1_amd64.deb' ]
    [ "$(head -n 1 NOTES.md)" = 'The first release.' ]
    run ! grep '^## ' NOTES.md
    tar -xzf rootful-containers-0.1.0.tar.gz
    diff --recursive --no-dereference --exclude .git --exclude artifacts rootful-containers-0.1.0 "$clone"
    # Every package that is pinned for installed programs, and none of those for tests.
    [ "$(jq -r '.components[].name' rootful-containers-0.1.0.cdx.json | grep -v -e ILCompiler -e glibc | sort)" = \
        "$(sed -n '/"Installed programs"/,/<\/ItemGroup>/s/.*PackageVersion Include="\([^"]*\)".*/\1/p' "$clone/Directory.Packages.props" | sort)" ]
    jq --exit-status '.components | all(.version and .licenses[0].license.id and .purl)' rootful-containers-0.1.0.cdx.json
}

@test "a commit without a tag comes before the release, in the order of commits" {
    first=$(packaging/build --no-build --output "$BATS_TEST_TMPDIR/first" deb && ls "$BATS_TEST_TMPDIR/first")
    [[ $first == rootful-containers_0.1.0~git20*_amd64.deb ]]
    dpkg --compare-versions "$(cut -d _ -f 2 <<<"$first")" lt 0.1.0-1
    dpkg --compare-versions "$(cut -d _ -f 2 <<<"$first")" gt 0.0.9-1
}

@test "what differs from the commit is not released, nor a version that the programs do not say" {
    echo >>README.md
    run -1 packaging/release --no-build
    [[ $output == *'README.md'* ]]
    git checkout --quiet README.md
    sed -i 's/"0.1.0"/"0.2.0"/' src/Contract/ProgramVersion.cs
    git commit --quiet --all --message 'all: 0.2.0'
    run -1 packaging/release --no-build
    [ "$output" = 'release: src/Contract/ProgramVersion.cs is not 0.1.0' ]
}

@test "the tarball installs where no package does, without building" {
    packaging/build --no-build --output "$BATS_TEST_TMPDIR/packages" tarball
    tar -C "$BATS_TEST_TMPDIR" -xzf "$BATS_TEST_TMPDIR"/packages/*.tar.gz
    cd "$BATS_TEST_TMPDIR"/rootful-containers-*-linux-x86_64
    ./install.sh --no-build --destdir "$BATS_TEST_TMPDIR/root"
    "$BATS_TEST_TMPDIR/root/usr/bin/rootfulctl" --version
    test -e "$BATS_TEST_TMPDIR/root/usr/share/man/man8/rootfulctl.8"
    # What README.md points to is there to be read.
    grep -o '\](\([^)#:]*\)[#)]' README.md | sed 's/^](//; s/[#)]$//' | sort -u >"$BATS_TEST_TMPDIR/links"
    [ -s "$BATS_TEST_TMPDIR/links" ]
    while read -r link; do
        test -e "$link" || { echo "missing: $link"; false; }
    done <"$BATS_TEST_TMPDIR/links"
}
