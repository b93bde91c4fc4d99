#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# 50 containers of three users on two networks, all at once. LOAD_ROUNDS says how often in each case; "make load" runs ten.

load lib

containers=50

teardown() {
    # Only after a failure it is still there.
    host systemctl stop reloading.service 2>/dev/null || true
    clean_up
}

setup() {
    # Container N is of user N modulo 3, on network N modulo 2, with port 8000 + N of the host.
    host_script "${definitions:?}" "$containers" <<'EOF'
users=(test other third)
for ((n = 1; n <= $2; n++)); do
    cat >"$1/load$n.toml" <<END
user = "${users[n % 3]}"
image = "localhost/web"
networks = ["rootful$((n % 2))"]
publish = ["$((8000 + n)):80"]
END
done
systemctl daemon-reload
EOF
}

units() {
    seq -f 'rootful-container@load%.0f.service' "$containers"
}

# all VERB: of every unit in one call of systemctl.
all() {
    # shellcheck disable=SC2046 # one word each
    host systemctl "$1" $(units)
}

# Every container answers on its port, and none of them had to be started twice.
all_answer() {
    client bash -s "$containers" <<'EOF'
end=$((SECONDS + 60))
for ((n = 1; n <= $1; n++)); do
    until curl --silent --fail --max-time 5 --output /dev/null "http://192.0.2.1:$((8000 + n))/"; do
        ((SECONDS < end)) || { echo "no answer on port $((8000 + n))" >&2; exit 1; }
        sleep 0.1
    done
done
EOF
    # shellcheck disable=SC2046 # one word each
    run -0 host systemctl show --value --property NRestarts $(units)
    [ "$(grep -cx 0 <<<"$output")" = "$containers" ]
}

# Every address, as the containers themselves see it, is there once; prints nothing.
addresses_differ() {
    run -0 host_script <<'EOF'
for process in $(pgrep --full --exact '/bin/sh [a-z/]*/serve'); do
    nsenter --target "$process" --net ip -o address show dev eth0 scope global
done | sed 's/.* inet6\{0,1\} \([^ ]*\).*/\1/'
EOF
    # One of IPv4 and one of IPv6.
    [ "$(wc -l <<<"$output")" = "$((2 * containers))" ]
    [ -z "$(sort <<<"$output" | uniq --repeated)" ]
}

# round NUMBER
round() {
    local began=$SECONDS started restarted
    all start
    all_answer
    addresses_differ
    started=$SECONDS
    all restart
    all_answer
    addresses_differ
    restarted=$SECONDS
    all stop
    within 60 leftovers
    echo "# round $1: started after $((started - began)) s, restarted after $((restarted - started)) s, stopped after $((SECONDS - restarted)) s" >&3
}

@test "fifty containers of three users start, restart and stop at once" {
    for ((number = 1; number <= ${LOAD_ROUNDS:-2}; number++)); do
        round "$number"
    done
}

@test "fifty containers start, restart and stop at once while systemd reloads its units again and again" {
    host systemd-run --quiet --collect --unit=reloading sh -c 'while systemctl daemon-reload; do sleep 0.5; done'
    for ((number = 1; number <= ${LOAD_ROUNDS:-1}; number++)); do
        round "$number"
    done
    # It ran all the time: it ends at the first reload that fails.
    state_is reloading.service active
    host systemctl stop reloading.service
}
