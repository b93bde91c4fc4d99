#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Builds rootful-containers and installs it. Definitions in /etc/rootful-containers.d are never touched.
set -eu
# What is installed is for everybody, whatever the caller makes else.
umask 022

usage() {
    cat <<'EOF'
usage: ./install.sh [OPTION]...

  --prefix DIR    install below DIR (default /usr)
  --destdir DIR   put DIR in front of every path, for packages and images
  --layout NAME   where shells look for completions: debian or fedora (default: as this machine has it)
  --machine NAME  build for x86_64 or aarch64, or package what was built for it (default: this machine)
  --deps          first install the distribution's packages that are missing
  --no-build      install what an earlier build left in artifacts/install
  --build-only    build into artifacts/install and install nothing; needs no root
  --uninstall     remove what was installed; definitions, the secret and copies of networks stay
  --help          print this text

Building needs the .NET 10 SDK (https://dotnet.microsoft.com/download), gcc, and the C library's headers and static library
(libc6-dev, or glibc-devel and glibc-static); man pages need go-md2man. For another machine it needs what Debian has to compile for
that one. With --destdir no secret is made, as one must not travel in a package: an installation without --destdir makes it.
packaging/build makes packages.
EOF
}

fail() {
    echo "install.sh: $*" >&2
    exit 1
}

misused() {
    echo "install.sh: $*; see ./install.sh --help" >&2
    exit 2
}

prefix=/usr destdir='' layout='' machine=$(uname -m) deps=no build=yes action=install
while [ $# -gt 0 ]; do
    case $1 in
        --prefix | --destdir)
            [ $# -ge 2 ] || misused "$1 needs a directory"
            case $2 in /*) ;; *) misused "$1 needs an absolute path, not '$2'" ;; esac
            [ "$1" = --prefix ] && prefix=${2%/} || destdir=${2%/}
            shift
            ;;
        --layout)
            [ $# -ge 2 ] || misused '--layout needs a name'
            case $2 in debian | fedora) layout=$2 ;; *) misused "--layout is debian or fedora, not '$2'" ;; esac
            shift
            ;;
        --machine)
            [ $# -ge 2 ] || misused '--machine needs a name'
            case $2 in x86_64 | aarch64) machine=$2 ;; *) misused "--machine is x86_64 or aarch64, not '$2'" ;; esac
            shift
            ;;
        --prefix=* | --destdir=* | --layout=* | --machine=*)
            option=${1%%=*} value=${1#*=}
            shift
            set -- "$option" "$value" "$@"
            continue
            ;;
        --deps) deps=yes ;;
        --no-build) build=no ;;
        --build-only) action=build ;;
        --uninstall) action=uninstall ;;
        --help)
            usage
            exit 0
            ;;
        *) misused "unknown argument '$1'" ;;
    esac
    shift
done

cd "$(dirname "$0")"
built=$PWD/artifacts/install compiler=''
if [ "$machine" != "$(uname -m)" ]; then
    [ "$action" = build ] || [ -n "$destdir" ] || misused "programs for $machine do not run here: --machine needs --build-only or --destdir"
    built=$built-$machine compiler=$machine-linux-gnu-
fi
libexec=$prefix/libexec/rootful-containers
programs='rootful-container-generator network-helper container-supervisor namespace-holder rootfulctl'
case $prefix in *[!A-Za-z0-9/._+-]*) misused "--prefix '$prefix' may hold only letters, digits, and / . _ + -" ;; esac
# Every path that was made, directories with a slash at their end, so that another version and --uninstall know what is ours.
manifest=$libexec/installed-files

# needs NAME: what is needed, by the names that Debian's or Fedora's packages have.
needs() {
    awk -v name="$1" '/^[^ #]/ { inside = $1 == "needs:"; next } inside { print name == "debian" ? $1 : $2 }' packaging/description |
        grep -vx -e - | paste -sd ' '
}

install_dependencies() {
    [ "$(id -u)" = 0 ] || fail '--deps needs root'
    if command -v apt-get >/dev/null; then
        packages=''
        [ "$build" = no ] || packages="go-md2man $(compiler_packages)"
        [ "$action" = build ] || packages="$packages $(needs debian)"
        missing=''
        for package in $packages; do
            dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q ' installed$' || missing="$missing $package"
        done
        [ -n "$missing" ] || return 0
        case $missing in *:*) dpkg --add-architecture "${missing##*:}" ;; esac
        apt-get -qq update
        # shellcheck disable=SC2086 # a list of words
        DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends $missing >/dev/null
    elif command -v dnf >/dev/null; then
        [ -z "$compiler" ] || fail "Fedora has no C library to link programs for $machine with; Debian does"
        packages=''
        [ "$build" = no ] || packages='gcc glibc-devel glibc-static golang-github-cpuguy83-md2man'
        [ "$action" = build ] || packages="$packages $(needs fedora)"
        # shellcheck disable=SC2086 # a list of words
        dnf -q -y install $packages
    else
        fail '--deps knows apt-get and dnf, and found neither; see --help for what is needed'
    fi
}

# Those of Debian; another machine's library for the link comes from its own Debian.
compiler_packages() {
    case $compiler in
        '') echo gcc libc6-dev ;;
        aarch64-*) echo gcc-aarch64-linux-gnu libc6-dev-arm64-cross libsystemd0:arm64 ;;
        x86_64-*) echo gcc-x86-64-linux-gnu libc6-dev-amd64-cross libsystemd0:amd64 ;;
    esac
}

build() {
    command -v dotnet >/dev/null || fail 'the .NET 10 SDK is missing: https://dotnet.microsoft.com/download'
    command -v "${compiler}gcc" >/dev/null || fail "${compiler}gcc is missing, which links the programs (--deps installs it)"
    case $machine in
        x86_64) runtime=linux-x64 ;;
        aarch64) runtime=linux-arm64 ;;
        *) fail "no .NET native compiler for $machine: only x86_64 and aarch64" ;;
    esac
    mkdir -p "$built/man"
    for project in generator src/NetworkHelper src/Supervisor src/Rootfulctl; do
        DOTNET_NOLOGO=1 dotnet publish "$project" --configuration Release --runtime "$runtime" --output "$built" --verbosity quiet
    done
    "${compiler}gcc" -std=gnu17 -Wall -Wextra -Werror -Os -ffile-prefix-map="$PWD=." -static -s -o "$built/namespace-holder" src/NamespaceHolder/namespace-holder.c
    if command -v go-md2man >/dev/null; then
        for page in docs/man/*.md; do
            [ ! -e "$page" ] || go-md2man -in "$page" -out "$built/man/$(basename "$page" .md)"
        done
        # Other names of pages, which need no rendering.
        cp docs/man/*.[578] "$built/man/"
    else
        echo 'install.sh: no man pages: go-md2man is missing (--deps installs it)' >&2
    fi
}

# record PATH: at once, so that also an installation that was cut off can be repeated, or removed.
record() {
    echo "$1" >>"$new"
    [ ! -d "$destdir$libexec" ] || echo "$1" >>"$destdir$manifest"
}

make_directory() {
    [ ! -d "$destdir$1" ] || return 0
    make_directory "$(dirname "$1")"
    mkdir "$destdir$1"
    record "$1/"
}

# install_file MODE SOURCE DESTINATION
install_file() {
    make_directory "$(dirname "$3")"
    record "$3"
    install -m "$1" "$2" "$destdir$3"
}

# install_link TARGET DESTINATION
install_link() {
    make_directory "$(dirname "$2")"
    record "$2"
    ln -sfn "$1" "$destdir$2"
}

# Units name the helper, and examples their schema, where a package puts them.
install_text() {
    sed "s|/usr/libexec/rootful-containers/|$libexec/|; s|/usr/share/rootful-containers/|$prefix/share/rootful-containers/|" \
        "$1" >"$work/text"
    install_file 0644 "$work/text" "$2"
}

install_all() {
    [ -n "$destdir" ] || [ -e "$manifest" ] || [ ! -e "$libexec/network-helper" ] ||
        fail "$libexec belongs to a package: remove that first, or choose another --prefix"
    for program in $programs; do
        [ -x "$built/$program" ] || fail "$built/$program is missing: build first, without --no-build"
    done
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    new=$work/installed-files
    : >"$new"
    before=$work/installed-before
    mkdir -p "$destdir/"
    if [ -e "$destdir$manifest" ]; then
        cp "$destdir$manifest" "$before"
    fi
    make_directory "$libexec"
    # The directories above it were made when it could not be written yet.
    cat "$new" >>"$destdir$manifest"
    record "$manifest"

    for program in $programs; do
        # It runs as the container's user, who must not be able to read it: then nobody but root can trace or change the process.
        case $program in container-supervisor) mode=0711 ;; *) mode=0755 ;; esac
        install_file "$mode" "$built/$program" "$libexec/$program"
    done
    install_link ../libexec/rootful-containers/rootfulctl "$prefix/bin/rootfulctl"
    for scope in system user; do
        install_link ../../../libexec/rootful-containers/rootful-container-generator \
            "$prefix/lib/systemd/$scope-generators/rootful-container-generator"
        for unit in templates/"$scope"/*.service; do
            install_text "$unit" "$prefix/lib/systemd/$scope/$(basename "$unit")"
        done
    done
    for target in container-names.target rootful-pod@.target; do
        install_file 0644 "templates/system/$target" "$prefix/lib/systemd/system/$target"
    done
    install_file 0644 templates/system/run-.scope.d/50-rootful-containers.conf \
        "$prefix/lib/systemd/system/run-.scope.d/50-rootful-containers.conf"
    install_file 0644 templates/tmpfiles/rootful-containers.conf "$prefix/lib/tmpfiles.d/rootful-containers.conf"
    install_file 0644 templates/networkd/05-rootful-containers.network "$prefix/lib/systemd/network/05-rootful-containers.network"
    install_file 0644 templates/networkmanager/50-rootful-containers.conf \
        "$prefix/lib/NetworkManager/conf.d/50-rootful-containers.conf"
    # It looks nowhere else, where installations with two prefixes would have the same file.
    [ "$prefix" != /usr ] ||
        install_file 0644 templates/needrestart/50-rootful-containers.conf /etc/needrestart/conf.d/50-rootful-containers.conf
    for schema in schema/*.json; do
        install_file 0644 "$schema" "$prefix/share/rootful-containers/$(basename "$schema")"
    done
    for example in examples/* examples/*/*; do
        [ -d "$example" ] || install_text "$example" "$prefix/share/doc/rootful-containers/$example"
    done
    for completion in completions/*; do
        [ -d "$completion" ] || install_file 0644 "$completion" "$prefix/share/bash-completion/$completion"
    done
    # Debian's zsh looks elsewhere below /usr, where site-functions are the admin's own.
    zsh=site-functions
    [ -n "$layout" ] || [ ! -e /etc/debian_version ] || layout=debian
    [ "$prefix" != /usr ] || [ "$layout" != debian ] || zsh=vendor-completions
    for completion in completions/zsh/*; do
        install_file 0644 "$completion" "$prefix/share/zsh/$zsh/$(basename "$completion")"
    done
    for completion in completions/fish/*; do
        install_file 0644 "$completion" "$prefix/share/fish/vendor_completions.d/$(basename "$completion")"
    done
    for page in "$built"/man/*.[578]; do
        [ ! -e "$page" ] || install_file 0644 "$page" "$prefix/share/man/man${page##*.}/$(basename "$page")"
    done

    if [ -e "$before" ]; then
        # What an earlier version installed and this one does not have. Its directories are still ours.
        grep -vxF -f "$new" "$before" | grep -v '/$' | remove_listed
        grep '/$' "$before" >>"$new" || true
    fi
    install -m 0644 "$new" "$destdir$manifest"
    make_configuration
}

make_configuration() {
    # Each user's service manager reads the definitions.
    install -d -m 0755 "$destdir/etc/rootful-containers.d"
    install -d -m 0700 "$destdir/etc/rootful-containers"
    [ -z "$destdir" ] || return 0
    ! command -v systemd-tmpfiles >/dev/null || systemd-tmpfiles --create "$prefix/lib/tmpfiles.d/rootful-containers.conf"
    make_secret
}

# Packages do this as well, see packaging/scripts.
make_secret() {
    secret=/etc/rootful-containers/secret
    if [ ! -e "$secret" ]; then
        # Under its name only when it is whole: all addresses derive from it, for ever.
        (umask 077 && head -c 32 /dev/urandom >"$secret.new")
        sync "$secret.new"
        mv "$secret.new" "$secret"
    fi
}

remove_listed() {
    # Backwards, so that a directory comes after what is in it.
    LC_ALL=C sort -r | while read -r path; do
        case $path in
            */) [ ! -d "$destdir$path" ] || rmdir --ignore-fail-on-non-empty "$destdir$path" ;;
            *) rm -f "$destdir${path:?}" ;;
        esac
    done
}

# Packages ask this as well, see packaging/scripts.
active_units() {
    systemctl list-units --plain --no-legend --state=active,activating 'rootful-container@*' 'rootful-network@*' |
        cut -d ' ' -f 1 | paste -sd ' '
}

uninstall() {
    [ -e "$destdir$manifest" ] || fail "nothing to remove: no $destdir$manifest (was it installed with another --prefix, or from a package?)"
    if [ -z "$destdir" ] && [ -d /run/systemd/system ]; then
        active=$(active_units)
        # Without the helper nobody could detach them any more.
        [ -z "$active" ] || fail "stop these first: $active"
    fi
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    cp "$destdir$manifest" "$work/installed-files"
    remove_listed <"$work/installed-files"
}

# What an admin has linked, or systemctl enable, and what leads nowhere now.
links_to_removed() {
    find /etc/systemd /etc/tmpfiles.d -xtype l -printf '%p %l\n' 2>/dev/null | sed 's|/\./|/|g' | sort | while read -r link target; do
        ! grep -qxF -e "$target" "$work/installed-files" || echo "$link"
    done | paste -sd ' '
}

say_what_is_next() {
    case $prefix in
        /usr | /usr/local)
            echo "installed below $prefix; now run: systemctl daemon-reload"
            ;;
        *)
            echo "installed below $prefix, where systemd does not look; now run: cp -rsfT $prefix/lib/systemd /etc/systemd &&"
            echo "  ln -sf $prefix/lib/tmpfiles.d/rootful-containers.conf /etc/tmpfiles.d/ && systemctl daemon-reload"
            ;;
    esac
}

say_what_is_left() {
    links=$(links_to_removed)
    echo "removed; now run: ${links:+rm $links && }systemctl daemon-reload"
}

[ "$deps" = no ] || install_dependencies
case $action in
    build) build ;;
    install)
        [ "$build" = no ] || build
        [ -n "$destdir" ] || [ "$(id -u)" = 0 ] || fail 'installing needs root'
        install_all
        [ -n "$destdir" ] || say_what_is_next
        ;;
    uninstall)
        uninstall
        [ -n "$destdir" ] || say_what_is_left
        ;;
esac
