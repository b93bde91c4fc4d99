#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause

load lib

user_units=/run/systemd/user

teardown() {
    host_script "$user_units" <<'SCRIPT'
as test systemctl --user stop 'rootful-*@value-*'
rm -rf "$1"/rootful-{create,init}@.service.d /run/recorder /run/rootful-containers/value-*
rm -f /etc/rootful-containers.d/value-*
as test systemctl --user daemon-reload
SCRIPT
    clean_up
}

# What the units run in podman's place: it writes down its arguments and its environment, each ended by a NUL.
install_recorder() {
    host_script "$user_units" <<'SCRIPT'
install -d -o test /run/recorder /run/recorder/calls
cat >/run/recorder/podman <<'RECORDER'
#!/bin/sh -e
# ExecSearchPath= is also this program's PATH.
PATH=/usr/bin
# A reload runs in a cgroup below the unit's, and with legacy hierarchies there are several lines.
unit=$(sed -n 's|.*/\(rootful-[^/]*\.service\).*|\1|p' /proc/self/cgroup | head -n 1)
call=/run/recorder/calls/$unit
# The create unit also removes; the init unit is asked to reload after its start.
case $unit in rootful-init@*) [ ! -e "$call" ] || call=$call.reload ;; esac
[ ! -e "$call" ] || exit 0
# The first words are the shell that runs this and its option.
tail -z -n +3 /proc/$$/cmdline >"$call"
cat /proc/$$/environ >"$call.environment"
RECORDER
chmod 755 /run/recorder/podman
install -d "$1"/rootful-{create,init}@.service.d
printf '[Service]\nExecSearchPath=/run/recorder\n' | tee "$1"/rootful-{create,init}@.service.d/recorder.conf >/dev/null
# There is no conmon to wait for.
printf 'Type=oneshot\nRemainAfterExit=yes\nPIDFile=\n' >>"$1/rootful-init@.service.d/recorder.conf"
SCRIPT
}

@test "every value reaches podman byte for byte through the real systemd" {
    seed=${SEED:-$((RANDOM * 32768 + RANDOM))}
    directory=$BATS_TEST_TMPDIR
    values=("$repository/artifacts/bin/values/debug/values-test")
    dotnet build "$repository/tests/values" --verbosity quiet --nologo
    install_recorder
    mkdir "$directory/definitions" "$directory/calls"
    "${values[@]}" write "$seed" "$directory/definitions"
    tar -C "$directory/definitions" -c . | host tar -C /etc/rootful-containers.d --no-same-owner -x
    host_script <<'SCRIPT'
for path in /etc/rootful-containers.d/value-*.toml; do
    name=$(basename "$path" .toml)
    mkdir -p "/run/rootful-containers/$name"
    touch "/run/rootful-containers/$name/resolv.conf"
    units+=("rootful-init@$name")
done
# Its generators run when it starts.
systemctl restart "user@$(id -u test)"
as test systemctl --user start "${units[@]}"
as test systemctl --user reload "${units[@]}"
SCRIPT
    host tar -C /run/recorder/calls -c . | tar -C "$directory/calls" -x
    # SEED= repeats what the last line names.
    "${values[@]}" compare "$seed" "$directory/calls"
}
