# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# One machine for all cases. netavark's base chains outlive the last container, so the state that every case must come
# back to is the one after a first container.

load lib

setup_suite() {
    [[ -x ${network_helper:?} ]] || {
        echo "$network_helper is missing; run ./install.sh --build-only" >&2
        return 1
    }
    power_on
    attach first --network=front --network=back --network=six --publish=80:80
    detach first
    snapshot >"$BATS_SUITE_TMPDIR/before"
}

teardown_suite() {
    power_off
}
