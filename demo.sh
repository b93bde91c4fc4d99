#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
#
# Two containers of two users on one rootful network, on a throwaway Debian host that this machine boots. Needs root, and
# leaves the host running to look around in it. usage: ./demo.sh [SUITE]
set -euo pipefail
cd "$(dirname "$0")"

export SUITE=${1:-trixie} TEST_HOST=demo
# shellcheck source=tests/e2e/lib.bash
source tests/e2e/lib.bash

step() {
    printf '\n[%3d s] %s\n' "$SECONDS" "$*"
}

# Shows a command as one would type it in the host, and runs it there.
show() {
    printf '    # %s\n' "$*"
    host "$@" 2>&1 | sed 's/^/      /'
}

define_and_show() {
    local text
    text=$(cat)
    printf '    %s/%s.toml:\n' "$definitions" "$1"
    # shellcheck disable=SC2001 # every line gets a prefix
    sed 's/^/      /' <<<"$text"
    define "$1" <<<"$text"
}

if [[ $EUID -ne 0 ]]; then
    echo 'demo.sh: must run as root: it boots a host with systemd-nspawn (try sudo)' >&2
    exit 1
fi

step "building (the .NET compiler takes a while the first time)"
./install.sh --deps --build-only

step "booting a throwaway Debian $SUITE host (its tree is made once, in half a minute)"
boot_host

step "installing with install.sh, and creating a rootful network with podman"
install_project
show podman network create --ipv6 rootful0

step "two containers of two users: web of test, and shop of other"
define_and_show web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["rootful0"]
publish = ["80:80"]

[service]
restart = "on-failure"
EOF
define_and_show shop <<'EOF'
user = "other"
image = "localhost/web"
networks = ["rootful0"]
EOF
show systemctl start rootful-container@web rootful-container@shop
show systemctl status --no-pager --lines 0 rootful-container@web

step "to podman they are containers of their users, like any other"
show as test podman ps --format '{{.Names}} {{.Image}} {{.Status}}'
show as other podman ps --format '{{.Names}} {{.Image}} {{.Status}}'

step "the client on another machine, 192.0.2.2, gets an answer on the published port 80"
answers 192.0.2.1
show client curl --silent --show-error http://192.0.2.1/
show client curl --silent --show-error --globoff 'http://[2001:db8:2::1]/'

step "and the server's log has the client's own address"
show as test podman logs --tail 4 web

step "shop reaches web by its name, across users"
show as other podman exec shop wget -q -O - http://web/

step "web is killed, and comes back with its network"
before=$(host as test podman inspect --format '{{.Id}}' web)
show as test podman kill --signal KILL web
is_another() {
    local id
    id=$(host as test podman inspect --format '{{.Id}}' web) && [[ $id != "$before" ]]
}
within 30 is_another
within 30 state_is rootful-container@web.service active
answers 192.0.2.1
show client curl --silent --show-error http://192.0.2.1/

step "both are stopped, and nothing of them is left: no lease, mount, interface, firewall rule, name, port or container"
show systemctl stop rootful-container@web rootful-container@shop
within 30 leftovers
show ls -A /run/rootful-containers/.leases/rootful0
show as test podman ps --all --format '{{.Names}}'

step "done"
cat <<'EOF'

The host is still up. Look around in it:

    tests/host/exec demo bash
    # systemctl start rootful-container@web
    # systemctl status 'rootful-*@web'
    # systemctl cat rootful-container@web
    # as test systemctl --user status 'rootful-*@web'
    # client curl http://192.0.2.1/

and remove it when you are done:

    tests/host/stop demo
EOF
