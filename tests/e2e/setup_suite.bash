# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# One booted host for all cases, with what install.sh installs and two networks.

load lib

setup_suite() {
    boot_host
    install_project
    make_networks
}

teardown_suite() {
    keep_journal
    # With KEEP_HOST=1 one can look around in it.
    [[ -n ${KEEP_HOST:-} ]] || stop_host
}
