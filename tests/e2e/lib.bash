# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# The words that the cases are written in.

# The demonstration speaks the same words without bats.
[[ -z ${BATS_VERSION:-} ]] || bats_require_minimum_version 1.5.0

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# Where the programs are that boot a host and the like: of test hosts, or of virtual machines.
hosts=${TEST_HOSTS:-$repository/tests/host}
definitions=/etc/rootful-containers.d

# Runs a command in the test host, as root.
host() {
    "$hosts/exec" "$TEST_HOST" "$@"
}

# Runs a bash script, given on standard input, in the test host: one entry for many commands.
host_script() {
    "$hosts/exec" "$TEST_HOST" bash -euo pipefail -s -- "$@"
}

client() {
    host client "$@"
}

boot_host() {
    export SUITE=${SUITE:-trixie}
    export TEST_HOST=${TEST_HOST:-e2e-$SUITE}
    stop_host
    "$hosts/boot" "$TEST_HOST" "$SUITE"
}

reboot() {
    "$hosts/reboot" "$TEST_HOST"
}

stop_host() {
    "$hosts/stop" "$TEST_HOST"
}

power_cut() {
    "$hosts/power-cut" "$TEST_HOST"
}

# Nobody can ask the host what happened once it is gone.
keep_journal() {
    mkdir -p "$repository/artifacts/e2e"
    host journalctl --no-pager --output=short-monotonic >"$repository/artifacts/e2e/$TEST_HOST.journal"
}

# A container that runs need not serve yet, so everything that asks a server tries again for a while.

answers() {
    within 60 ask "$1"
}

ask() {
    client curl --silent --fail --max-time 2 --output /dev/null "http://$1/"
}

# seen_over_tcp HOST CLIENT: the server in a container sees that address when the client asks it over TCP.
seen_over_tcp() {
    within 60 tcp_server_sees "$@"
}

tcp_server_sees() {
    [[ $(client curl --silent --fail --max-time 2 "http://$1/cgi-bin/client") == "$2" ]]
}

# seen_over_udp SOCAT-ADDRESS CLIENT: the same over UDP.
seen_over_udp() {
    within 60 udp_server_sees "$@"
}

udp_server_sees() {
    # shut-none: socat 1.8.1 ends with an empty datagram, which would be answered as well.
    # shellcheck disable=SC2016 # for the shell over there
    [[ $(client sh -c 'echo hello | socat -t 0.5 - "$1,shut-none"' sh "$1") == "$2" ]]
}

# fetches USER CONTAINER HOST: the container gets a page from that web server.
fetches() {
    within 60 fetch "$@"
}

fetch() {
    [[ $(host as "$1" podman exec "$2" wget -q -T 2 -O - "http://$3/") == hello ]]
}

# A server on another machine, which answers with the address of its client.
listen_outside() {
    # shellcheck disable=SC2016 # for socat's shell
    host systemd-run --quiet --collect --unit=outside client socat TCP-LISTEN:8000,fork,reuseaddr SYSTEM:'echo $SOCAT_PEERADDR'
}

# outside_sees ADDRESS: that one, when container web asks.
outside_sees() {
    [[ $(host as test podman exec web nc -w 2 192.0.2.2 8000 </dev/null) == "$1" ]]
}

copy_project() {
    (cd "$repository" && tar -c --exclude='*.dbg' --exclude='*.pdb' install.sh templates schema examples completions artifacts/install) |
        host sh -c 'mkdir -p /usr/src/rootful-containers && tar -C /usr/src/rootful-containers -x'
}

install_project() {
    copy_project
    host /usr/src/rootful-containers/install.sh --no-build --prefix /usr
}

make_networks() {
    host_script <<'EOF'
podman network create --ipv6 --subnet 10.89.0.0/24 --subnet fd63:f6bb:3070:8287::/64 rootful0 >/dev/null
podman network create --ipv6 --subnet 10.89.1.0/24 --subnet fd63:f6bb:3070:8288::/64 rootful1 >/dev/null
EOF
}

# Writes a definition from standard input, and has systemd read it. With NETWORK_NAMESPACE set, that is how containers get their
# network namespace; in a drop-in, so that errors have their places.
define() {
    host_script "$definitions/$1.toml" "$(cat)" "${NETWORK_NAMESPACE-}" <<'EOF'
printf '%s\n' "$2" >"$1"
if [[ -n $3 && $1 != *.@(network|volume|image|build|pod).toml ]]; then
    mkdir -p "$1.d"
    echo "network_namespace = '$3'" >"$1.d/90-network-namespace.toml"
fi
systemctl daemon-reload
EOF
}

# processes NAME: the user's unit that holds the container's processes.
processes() {
    if [[ ${NETWORK_NAMESPACE-} == container ]]; then
        echo "rootful-init@$1.service"
    else
        echo "rootful-start@$1.service"
    fi
}

# define_web [MORE]: the container that most cases are about.
define_web() {
    define web <<EOF
user = "test"
image = "localhost/web"
networks = ["rootful0"]
publish = ["80:80"]
$*
EOF
}

# saved.image: one that is not there before it is pulled, from a file.
define_saved_image() {
    host_script <<'EOF'
as test podman tag localhost/web localhost/saved:1
as test podman save --quiet localhost/saved:1 >/srv/image.tar
as test podman untag localhost/web localhost/saved:1
EOF
    define saved.image <<'EOF'
user = "test"
image = "docker-archive:/srv/image.tar"
tag = "localhost/saved:1"
EOF
}

# define_api [MORE]: one of another user, on the same network.
define_api() {
    define api <<EOF
user = "other"
image = "localhost/web"
networks = ["rootful0"]
$*
EOF
}

# is_another_container ID: the container of that definition is not the one with this id any more.
is_another_container() {
    local id
    id=$(host as test podman inspect --format '{{.Id}}' web) && [[ $id != "$1" ]]
}

undefine() {
    host_script "$definitions/$1.toml" <<'EOF'
rm "$1"
rm -f "$1.d/90-network-namespace.toml"
systemctl daemon-reload
EOF
}

start() {
    host systemctl start "${@/#/rootful-container@}"
}

# The networks are detached a moment after their containers' units have stopped.
stop() {
    host systemctl stop "${@/#/rootful-container@}"
    within 300 are_detached "$@"
}

are_detached() {
    local states
    states=$(host systemctl show --value -p ActiveState "${@/#/rootful-network@}") && ! grep -qvxE 'inactive|failed|' <<<"$states"
}

# property UNIT NAME: what systemd says about a system unit.
property() {
    host systemctl show --value -p "$2" "$1"
}

# user_property USER UNIT NAME: the same of a unit of the user's own manager.
user_property() {
    host as "$1" systemctl --user show --value -p "$3" "$2"
}

# Waits for an event: until COMMAND... succeeds, or the seconds are over. They are many more than it takes, because a machine
# may be slow, and cost nothing when all is well.
within() {
    local end=$((SECONDS + $1)) pause=0.1
    shift
    until "$@" >/dev/null 2>&1; do
        if ((SECONDS >= end)); then
            echo "in vain: $*" >&2
            "$@"
            return 1
        fi
        # Whoever asks without a pause keeps a processor from what is awaited.
        sleep "$pause"
        pause=0.3
    done
}

state_is() {
    [[ $(property "$1" ActiveState) == "$2" ]]
}

user_state_is() {
    [[ $(user_property test "$1" ActiveState) == "$2" ]]
}

# status_says UNIT TEXT...: the unit's status says all of that; what the journal adds to it may come a moment later.
status_says() {
    within 60 status_has "$@"
}

status_has() {
    local status text
    status=$(host systemctl status --no-pager --lines 50 "$1") || true
    echo "$status"
    for text in "${@:2}"; do
        [[ $status == *"$text"* ]] || return
    done
}

# is_taken SOCAT-ADDRESS: a program of another user cannot listen there.
is_taken() {
    local status=0 output
    output=$(host as third timeout 10 socat -u "$1" /dev/null 2>&1) || status=$?
    [[ $status == 1 && $output == *'Address already in use'* ]]
}

# Everything that must not outlive a container. Prints what is left, and succeeds if that is nothing.
leftovers() {
    host_script <<'EOF'
{
    find /run/rootful-containers -mindepth 1 -not -name '.reload-*' -not -name .networks -not -name .ids \( -path '*/.leases/*/*' -o -not -path '*/.leases*' \) 2>/dev/null |
        sed 's/^/state: /' || true
    grep ' /run/rootful-containers/' /proc/self/mountinfo | sed 's/^/mount: /' || true
    ip -o link show type veth | grep -v ' client@' | sed 's/^/interface: /' || true
    ip -o link show type bridge | sed 's/^/bridge: /' || true
    nft list ruleset | grep -E 'dnat|chain nv_' | sed 's/^/rule: /' || true
    nft list chains netdev | grep -E 'chain (own-addresses|mac-only|neighbor-discovery|allowed-packets)/' | sed 's/^/rules: /' || true
    nft list tables bridge | grep rootful-containers | sed 's/^/rules: /' || true
    # The first line of such a file is the network's; each other one is a container's.
    find /run/containers/networks/aardvark-dns -type f ! -name aardvark.pid -exec tail -q -n +2 {} + 2>/dev/null |
        sed 's/^/name: /' || true
    # Published ports are bound, and nobody listens on them: only newer versions of ss list those of TCP.
    { ss -Hlntu; ss -Hnt --bound-inactive 2>/dev/null; } | grep -vE '(:53|:5355) |%podman' | sed 's/^/listening: /' || true
    for user in test other third; do
        [ -d /run/user/$(id -u $user) ] || continue
        as $user podman ps --all --noheading | sed "s/^/container of $user: /"
        as $user systemctl --user list-units --plain --no-legend --state=active,activating,deactivating 'rootful-*' |
            sed "s/^/unit of $user: /"
    done
    systemctl list-units --plain --no-legend --state=active,activating,deactivating 'rootful-*.service' | sed 's/^/unit: /'
} >/tmp/leftovers
cat /tmp/leftovers
! grep -q . /tmp/leftovers
EOF
}

# Ends every case: stops what runs, and asserts that nothing is left of it.
clean_up() {
    host_script "$definitions" "${BATS_TEST_COMPLETED-1}" <<'EOF'
systemctl stop 'rootful-container@*' 'rootful-network@*'
rm -rf "$1"/*
systemctl daemon-reload
# A volume that a case which failed has made fails no other: its unit is active as long as its manager.
[ -n "$2" ] || systemctl restart 'user@*.service'
systemctl reset-failed
EOF
    within 60 leftovers
}
