#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# The .rpm in a tree, with rpm itself: no distribution that has it is at hand. Its dependencies are read, not resolved.
# shellcheck disable=SC2154 # variables of lib.bash

load lib

setup() {
    # Its programs and libraries are a Debian's, as an .rpm asks for nothing but a shell and coreutils. What is written is thrown away.
    tree=$("$hosts/tree" "$SUITE")
    root=$BATS_TEST_TMPDIR/root
    mkdir -p "$root"
    mount -t tmpfs packages-rpm "$BATS_TEST_TMPDIR/root"
    mkdir "$root/upper" "$root/work" "$root/tree"
    mount -t overlay overlay -o "lowerdir=$tree,upperdir=$root/upper,workdir=$root/work" "$root/tree"
    root=$root/tree
    rpm --root "$root" --initdb
}

teardown() {
    umount "$root" "${root%/tree}"
}

in_tree() {
    rpm --root "$root" --nodeps "$@"
}

# paths: everything but rpm's own database, and directories that are not the project's alone.
paths() {
    (cd "$root" && find etc usr var/lib run -path var/lib/rpm -prune -o -path usr/lib/sysimage -prune -o \( ! -type d -o -path '*rootful*' \) -printf '%p %M %l\n' | sort)
}

@test "it is installed with its scripts: files and secret" {
    # What an installation from source has left.
    mkdir -p "$root/usr/libexec/rootful-containers" "$root/usr/share/man/man8"
    echo /usr/share/man/man8/rootfulctl.8 >"$root/usr/libexec/rootful-containers/installed-files"
    echo old >"$root/usr/share/man/man8/rootfulctl.8"
    in_tree --install "$PACKAGES"/*.rpm
    run ! test -e "$root/usr/share/man/man8/rootfulctl.8"
    run ! test -e "$root/usr/libexec/rootful-containers/installed-files"
    run -0 in_tree --verify rootful-containers
    [ "$(stat -c '%s %a %u' "$root/etc/rootful-containers/secret")" = '32 600 0' ]
    [ "$(stat -c '%a' "$root/usr/libexec/rootful-containers/container-supervisor")" = 711 ]
    [ "$(chroot "$root" readlink -f /usr/lib/systemd/user-generators/rootful-container-generator)" = \
        /usr/libexec/rootful-containers/rootful-container-generator ]
    chroot "$root" rootfulctl --version
}

@test "it asks for what install.sh asks for, and for the libraries that the programs are linked with" {
    run -0 rpm --query --package --requires "$PACKAGES"/*.rpm
    for line in 'systemd >= 252' 'podman >= 4.6' 'netavark >= 1.4' 'aardvark-dns >= 1.4' nftables catatonit shadow-utils iproute 'libsystemd.so.0()(64bit)'; do
        grep -qxF "$line" <<<"$output"
    done
}

@test "it has the files of the .deb, but for the documents of each" {
    files() {
        grep -v '^d' | sed 's/ -> .*//; s|.* \./|/|; s|^[^/]* /|/|' |
            grep -v -e '/doc/rootful-containers/[^/]*$' -e /lintian/ -e /licenses/ | sort
    }
    diff <(dpkg-deb --contents "$PACKAGES"/*.deb | files | sed 's|/zsh/vendor-completions/|/zsh/site-functions/|') \
        <(rpm --query --package --queryformat '[%{FILEMODES:perms} %{FILENAMES}\n]' "$PACKAGES"/*.rpm | files)
}

@test "installed again it keeps the secret; removed it leaves the secret and definitions, and nothing else" {
    before=$(paths)
    in_tree --install "$PACKAGES"/*.rpm
    secret=$(sha256sum "$root/etc/rootful-containers/secret")
    echo '# mine' >"$root/etc/rootful-containers.d/mine.toml"
    in_tree --upgrade --replacepkgs "$PACKAGES"/*.rpm
    [ "$(sha256sum "$root/etc/rootful-containers/secret")" = "$secret" ]
    in_tree --erase rootful-containers
    [ "$(sha256sum "$root/etc/rootful-containers/secret")" = "$secret" ]
    run diff <(echo "$before") <(paths)
    echo "$output"
    [ "$(grep '^[<>]' <<<"$output" | awk '{ print $1, $2 }')" = '> etc/rootful-containers
> etc/rootful-containers.d
> etc/rootful-containers.d/mine.toml
> etc/rootful-containers/secret' ]
}
