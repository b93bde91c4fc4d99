# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# The packages of this tree, once for all cases.

load lib

setup_suite() {
    export PACKAGES=$BATS_SUITE_TMPDIR/packages SUITE=${SUITE:-trixie}
    export TEST_HOST=${TEST_HOST:-packages-$SUITE}
    packaging/build --no-build --output "$PACKAGES"
    (cd "$PACKAGES" && sha256sum -- * >SHA256SUMS)
}

teardown_suite() {
    [[ -n ${KEEP_HOST:-} ]] || stop_host
}
