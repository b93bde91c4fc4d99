#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# bats file_tags=vm

load ../e2e/lib

teardown() {
    host rm -rf /srv/ended
    clean_up
}

@test "when the machine goes down, each of twenty containers gets its stop signal and the time it takes" {
    host install -d -m 1777 /srv/ended
    host_script "${definitions:?}" <<'EOF'
for i in $(seq -w 20); do
    user=test
    [ $((10#$i % 2)) = 0 ] || user=other
    cat >"$1/c$i.toml" <<TOML
user = "$user"
image = "localhost/web"
networks = ["rootful0"]
volumes = ["/srv/ended:/ended"]
command = ["sh", "-c", "trap 'sleep 2; touch /ended/c$i; exit' TERM; sleep 100000 & wait"]
TOML
done
systemctl daemon-reload
EOF
    # Four at a time: twenty take an emulated processor longer than a start may take.
    for i in 01 05 09 13 17; do
        # shellcheck disable=SC2046 # a list of words
        start $(seq -f 'c%02.0f' "$i" $((10#$i + 3)))
    done
    reboot
    # Not that no unit met its limit: on an emulated processor podman takes longer to clear up after twenty at once.
    [ "$(host ls /srv/ended | wc -l)" = 20 ]
}
