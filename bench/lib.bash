# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# What the benchmarks share: a throwaway host with the project on it, and how a result is written down.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
results=$PWD/artifacts/bench
# shellcheck source=tests/e2e/lib.bash
source tests/e2e/lib.bash

# bench_host RUN: boots a host of $SUITE with the project on it, for the benchmark of that name.
bench_host() {
    export SUITE=${SUITE:-trixie} TEST_HOST=bench-$1
    trap stop_host EXIT
    [[ -x artifacts/install/network-helper ]] || ./install.sh --build-only
    boot_host
    install_project
    make_networks
}

# in_host SCRIPT ARGUMENT...: runs that part of a benchmark in the host, after the words of bench/in-host.bash.
in_host() {
    cat bench/in-host.bash "bench/$1" | host bash -s -- "${@:2}"
}

# quadlet DIRECTORY NAME LINE...: a container for podman's Quadlet, of the image that test hosts have; systemd is not told.
quadlet() {
    host_script "$@" <<'EOF'
mkdir -p "$1"
printf '%s\n' '[Container]' Image=localhost/web "ContainerName=$2" "${@:3}" >"$1/$2.container"
EOF
}

# The manager of user test reads its definitions, and the system's manager its own.
read_definitions() {
    host_script <<'EOF'
systemctl daemon-reload
loginctl enable-linger test
systemctl restart user@1000.service
EOF
}

# version COMMAND...: what it prints first that begins with a digit; of the host.
version() {
    host "$@" 2>/dev/null | grep -oE '[0-9][0-9A-Za-z._+~-]*' | head -n 1 || true
}

# collect RUN ROUNDS: writes artifacts/bench/RUN.json of what a benchmark prints, "FIGURE PEER N UNIT VALUE" a line, separated by tabs: the
# first line says of the run where and when it was, each other one has all values of a figure.
collect() {
    local run=$1 rounds=$2 began=$SECONDS load values
    tests/install-missing jq
    mkdir -p "$results"
    load=$(cut -d ' ' -f 1 /proc/loadavg)
    values=$(cat)
    [[ -n $values ]] || { echo "bench: $run measured nothing" >&2; return 1; }
    {
        jq -nc --arg run "$run" --arg command "make bench FIGURE=$run" --argjson rounds "$rounds" --arg suite "${SUITE:-trixie}" \
            --arg date "$(date -u +%F)" --argjson load "$load" --argjson seconds "$((SECONDS - began))" \
            --arg commit "$(git describe --always --dirty --exclude '*' 2>/dev/null)" \
            --argjson processors "$(nproc)" --arg processor "$(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -n 1)" \
            --argjson memory_mib "$(awk '/^MemTotal/ { print int($2 / 1024) }' /proc/meminfo)" --arg kernel "$(uname -r)" \
            --arg systemd "$(version systemctl --version)" --arg podman "$(version podman --version)" \
            --arg netavark "$(version /usr/lib/podman/netavark --version)" --arg pasta "$(version dpkg-query -W passt)" \
            '$ARGS.named'
        jq -Rnc 'reduce (inputs | split("\t")) as [$figure, $peer, $n, $unit, $value] ({};
            "\($figure) \($peer) \($n)" as $key |
            .[$key] //= {figure: $figure, peer: $peer, n: ($n | tonumber), unit: $unit, values: []} |
            .[$key].values += [$value | tonumber]) | .[]' <<<"$values"
    } >"$results/$run.json.new"
    mv "$results/$run.json.new" "$results/$run.json"
}
