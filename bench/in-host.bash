# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# The words of what runs in the host: bench/lib.bash puts them in front of it.
set -euo pipefail

# measured FIGURE PEER N UNIT VALUE: one value, for bench/lib.bash to collect.
measured() {
    local IFS=$'\t'
    echo "$*"
}

# scaled VALUE DIVISOR: a quotient.
scaled() {
    awk -v value="$1" -v divisor="$2" 'BEGIN { printf "%.4g", value / divisor }'
}

# microseconds COMMAND...: how long it takes.
microseconds() {
    local begin=${EPOCHREALTIME/./}
    "$@" >/dev/null || return
    echo $((${EPOCHREALTIME/./} - begin))
}

# timed FIGURE PEER N COMMAND...: measures the milliseconds that it takes.
timed() {
    local taken
    taken=$(microseconds "${@:4}")
    measured "$1" "$2" "$3" ms "$(scaled "$taken" 1000)"
}

# The microseconds of processor that the whole host has had so far: systemd, podman, netavark, the kernel for them, and the client.
cpu() {
    sed -n 's/^usage_usec //p' /sys/fs/cgroup/cpu.stat
}

# The memory of all processes of the host, in KiB; what several share counts once.
memory() {
    pss /proc/[0-9]*
}

# The same of these processes, each named by its directory below /proc.
pss() {
    cat "${@/%//smaps_rollup}" 2>/dev/null | awk '/^Pss:/ { sum += $2 } END { print sum }'
}

# container VERB PEER NAME...: containers of that name, by the peer's way.
container() {
    local verb=$1 peer=$2
    shift 2
    case $peer in
    ours) systemctl "$verb" "${@/#/rootful-container@}" ;;
    rootful) systemctl "$verb" "$@" ;;
    forwarder) as other systemctl --user "$verb" "$@" ;;
    *) as test systemctl --user "$verb" "$@" ;;
    esac
}

# number PEER: the last two digits of the ports that bench/peers has it publish.
number() {
    case $1 in
    ours) echo 01 ;;
    rootful) echo 02 ;;
    pasta) echo 03 ;;
    bridge) echo 04 ;;
    forwarder) echo 05 ;;
    esac
}

# first_answer URL: waits for it, at most a minute.
first_answer() {
    local end=$((SECONDS + 60))
    until client curl --silent --fail --max-time 5 --output /dev/null "$1"; do
        ((SECONDS < end)) || { echo "no answer: $1" >&2; return 1; }
    done
}

# Waits until nothing of the containers is left: ours are detached a moment after their units have stopped.
all_gone() {
    until ! ip -o link show type veth | grep -q master; do sleep 0.05; done
}
