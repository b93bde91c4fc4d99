#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause

load lib

helper=/usr/libexec/rootful-containers/network-helper

teardown() {
    host_script "$helper" <<'SCRIPT'
as test systemctl --user stop 'rootful-create@value-*'
umount "$1"
rm -rf /run/systemd/{user,system}/rootful-*@.service.d/recorder.conf /run/recorder
systemctl daemon-reload
# The units of volumes, images and builds cannot be stopped otherwise.
systemctl restart "user@$(id -u test).service"
SCRIPT
    clean_up
}

# What the units run in the place of podman and the network helper: it writes down its arguments and its environment.
install_recorder() {
    host_script "$helper" <<'SCRIPT'
mkdir -p /run/recorder /run/systemd/{user,system}
cat >/run/recorder/podman <<'RECORDER'
#!/bin/sh -e
# One call of each unit, and the reload of init; not what runs when they stop.
call=/run/recorder/calls/$RECORDER_UNIT
[ ! -e "$call" ] || call=$call.reload
[ ! -e "$call" ] || exit 0
# The first words are the shell that runs this, its option and this file.
/usr/bin/tail -z -n +4 /proc/$$/cmdline >"$call"
/usr/bin/cat /proc/$$/environ >"$call.environment"
# What it would read by --env-file=/dev/stdin.
/usr/bin/cat /dev/stdin >"$call.input"
RECORDER
chmod 755 /run/recorder/podman
mount --bind /run/recorder/podman "$1"
# recorder MANAGER UNIT [SETTING]...
recorder() {
    mkdir -p "/run/systemd/$1/$2@.service.d"
    printf '[Service]\nExecSearchPath=/run/recorder\nEnvironment=RECORDER_UNIT=%%n\n' >"/run/systemd/$1/$2@.service.d/recorder.conf"
    printf '%s\n' "${@:3}" >>"/run/systemd/$1/$2@.service.d/recorder.conf"
}
recorder user rootful-create
# The units of these stay active as long as the manager, so nothing has to be there in the place of what they make.
recorder user rootful-volume
recorder user rootful-image
recorder user rootful-build
# There is no conmon to wait for, no container to supervise.
recorder user rootful-init Type=oneshot RemainAfterExit=yes PIDFile=
recorder system rootful-network
recorder system rootful-container Type=oneshot RemainAfterExit=yes ExecStart= ExecStart=/bin/true
systemctl daemon-reload
systemctl start "user@$(id -u test)"
as test systemctl --user daemon-reload
SCRIPT
}

# The same definitions each time: a change is not to fail for what was wrong before it. SEED= gives others by a number, or one
# definition by what a failure prints.
# shellcheck disable=SC2154 # lib.bash has them
@test "every value reaches podman, the network helper or systemd byte for byte through the real systemd" {
    dotnet build "$repository/tests/values" --verbosity quiet --nologo
    install_recorder
    "$repository/artifacts/bin/values/debug/values-test" "${SEED:-1}" "${DEFINITIONS:-300}" \
        "$hosts/exec" "$TEST_HOST" bash -c "$(cat "$repository/tests/values/batch")"
}
