# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# What the programs in this directory share: where a host keeps its things, and how long anything may take.

set -euo pipefail

host_directory=${BASH_SOURCE[0]%/*}
[[ $host_directory == /* ]] || host_directory=$PWD/$host_directory
cache=${XDG_CACHE_HOME:-/var/cache}/rootful-containers
run=/run/rootful-containers-hosts
deadline=300

fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

usage() {
    printf 'usage: tests/host/%s %s\n' "${0##*/}" "$*" >&2
    exit 2
}

require_root() {
    [[ $EUID -eq 0 ]] || fail 'must run as root: it mounts file systems and makes cgroups'
}

# Sets the variables of one host. A name becomes a machine name, a cgroup and directories.
select_host() {
    [[ $1 =~ ^[a-z0-9][a-z0-9-]{0,30}$ ]] || fail "bad host name '$1': up to 31 of a-z, 0-9 and '-'"
    # shellcheck disable=SC2034 # these are for the programs that source this file
    name=$1 state=$run/$1 cgroup=rootful-containers-host-$1
    # A running host's disk stays where it was made, whatever cache directory this caller has.
    { read -r disk <"$state/disk"; } 2>/dev/null || disk=$cache/hosts/$1
}

require_host() {
    select_host "$1"
    [[ -d $state ]] || fail "no such host: $name (make it with 'tests/host/boot $name trixie')"
}

# One line for each hierarchy in which systemd tracks processes: the unified one, and on a hybrid machine systemd's as well.
list_cgroup_roots() {
    if [[ $(stat -f -c %T /sys/fs/cgroup) == cgroup2fs ]]; then
        echo /sys/fs/cgroup
    else
        findmnt -rn -o TARGET -t cgroup2
        findmnt -rn -o TARGET -t cgroup -O name=systemd
    fi
}

# Sets cgroup_roots. They are looked up once: each case enters its host some thirty times, and on a slow machine a program takes 20 ms
# to begin.
find_cgroup_roots() {
    if [[ ! -e $run/.cgroup-roots ]]; then
        mkdir -p "$run"
        list_cgroup_roots >"$run/.cgroup-roots.$BASHPID"
        mv "$run/.cgroup-roots.$BASHPID" "$run/.cgroup-roots"
    fi
    mapfile -t cgroup_roots <"$run/.cgroup-roots"
}

# Moves the calling (sub)shell. Each host needs cgroups of its own: hosts started from one cgroup would share the tree
# that their systemd manages.
enter_cgroup() {
    local root
    find_cgroup_roots
    for root in "${cgroup_roots[@]}"; do
        [[ -d $root/$1 ]] || mkdir -p "$root/$1"
        echo "$BASHPID" >"$root/$1/cgroup.procs"
    done
}

# Succeeds when no process is left in it.
remove_cgroup() {
    local root
    find_cgroup_roots
    for root in "${cgroup_roots[@]}"; do
        [[ ! -d $root/$1 ]] || find "$root/$1" -depth -type d -exec rmdir {} + 2>/dev/null || return
    done
}

# Runs a command again and again until it succeeds: 'wait_until "what is awaited" COMMAND...'.
wait_until() {
    local what=$1 end=$((SECONDS + deadline))
    shift
    until "$@"; do
        ((SECONDS < end)) || fail "waited $deadline s in vain for $what"
        sleep 0.05
    done
}

# Closes all but the standard ones.
close_descriptors() {
    local descriptor
    for descriptor in /proc/"$BASHPID"/fd/*; do
        descriptor=${descriptor##*/}
        ((descriptor <= 2)) || eval "exec $descriptor>&-"
    done
}

is_gone() {
    [[ ! -d /proc/$1 ]]
}

# Sets leader: the first process of the running host, as the machine outside numbers it.
require_running() {
    { read -r leader <"$state/leader"; } 2>/dev/null || fail "host $name is not running"
    ! is_gone "$leader" || fail "host $name is not running"
}

# Starts the host's systemd on the disk that is there, and waits until it is up.
power_on() {
    local nspawn root
    : >"$state/console.log"
    (
        enter_cgroup "$cgroup"
        # No lock of a caller, and none of its pipes, may stay open in the host: the caller would wait for the host to end.
        close_descriptors
        export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1
        exec setsid systemd-nspawn -q --machine="rc-$name" --hostname="$name" -D "$disk/root" --register=no --keep-unit \
            --private-network --capability=all --system-call-filter=@known --resolv-conf=off --timezone=off \
            --bind=/dev/fuse --bind=/dev/net/tun --bind="$disk/home:/home" --bind="$disk/var:/var" \
            --console=pipe --boot
    ) </dev/null >>"$state/console.log" 2>&1 &
    nspawn=$!
    # Its end is waited for by other programs; this shell has nothing to say about it.
    disown
    echo "$nspawn" >"$state/nspawn"
    wait_until "the first process of $name (see $state/console.log)" find_leader "$nspawn"
    wait_until "$name to boot (see $state/console.log)" has_booted
}

find_leader() {
    ! is_gone "$1" || fail "systemd-nspawn failed: $(tail -n 5 "$state/console.log")"
    local child
    for child in $(pgrep -P "$1"); do
        if [[ $(cat "/proc/$child/comm" 2>/dev/null) == systemd ]]; then
            echo "$child" >"$state/leader"
            return
        fi
    done
    return 1
}

is_reachable() {
    [[ -S /proc/$(<"$state/leader")/root/run/systemd/private ]]
}

# is-system-running --wait blocks until the boot is over; "degraded" is up as well, and says what failed.
has_booted() {
    is_reachable || return 1
    local answer
    answer=$("$host_directory/exec" "$name" systemctl is-system-running --wait 2>/dev/null) || true
    case $answer in
        running) ;;
        degraded) fail "$name booted with failed units:"$'\n'"$("$host_directory/exec" "$name" systemctl --failed --plain --no-legend)" ;;
        *) return 1 ;;
    esac
}

# Waits for the end of a host that is on its way down, and removes its cgroups.
power_off() {
    wait_until "the end of $name" is_gone "$(<"$state/nspawn")"
    rm -f "$state/leader" "$state/nspawn"
    wait_until "the end of the processes in cgroup $cgroup" remove_cgroup "$cgroup"
    # Left behind by a systemd-nspawn that was killed.
    rm -rf "/run/systemd/nspawn/propagate/rc-$name"
}
