#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause

load lib

teardown() {
    clean_up
}

# completions WORD...: what bash offers for the last word, in one line.
completions() {
    # shellcheck disable=SC2016 # for the shell over there
    host bash -c '
        source /usr/share/bash-completion/completions/network-helper
        COMP_WORDS=(/usr/libexec/rootful-containers/network-helper "$@") COMP_CWORD=$#
        _network_helper
        echo "${COMPREPLY[@]}"' bash "$@"
}

@test "bash completes commands and options" {
    [ "$(completions te)" = teardown ]
    [ "$(completions setup web --netw)" = '--network --network-alias --network-definition' ]
}

@test "bash completes users, networks and containers" {
    define web </dev/null
    [ "$(completions setup w)" = web ]
    [ "$(completions setup web --user tes)" = test ]
    [ "$(completions setup web --user = tes)" = test ]
    [ "$(completions setup web --network = rootful)" = 'rootful0 rootful1' ]
    [ "$(completions remove-network rootful)" = 'rootful0 rootful1' ]
}

# words WORD...: the same of rootfulctl.
words() {
    # shellcheck disable=SC2016 # for the shell over there
    host bash -c '
        source /usr/share/bash-completion/completions/rootfulctl
        COMP_WORDS=(rootfulctl "$@") COMP_CWORD=$#
        _rootfulctl
        echo "${COMPREPLY[@]}"' bash "$@"
}

@test "bash completes commands, options and containers of rootfulctl" {
    define web </dev/null
    [ "$(words stat)" = status ]
    [ "$(words list --no)" = --no-legend ]
    [ "$(words list --state invali)" = invalid ]
    [ "$(words list --user = tes)" = test ]
    [ "$(words restart web w)" = web ]
    [ "$(words exec w)" = web ]
    [ "$(words exec web w)" = '' ]
    [ "$(words networks rootful)" = 'rootful0 rootful1' ]
}
