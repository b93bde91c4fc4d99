#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# shellcheck disable=SC2154 # what is not assigned here is of lib.bash

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
    [ "$(completions setup web --netw)" = '--network --network-alias --network-definition --network-of' ]
}

@test "bash completes users, networks and containers" {
    define web </dev/null
    [ "$(completions setup w)" = web ]
    [ "$(completions setup api --network-of w)" = web ]
    [ "$(completions setup web --user tes)" = test ]
    [ "$(completions setup web --user = tes)" = test ]
    [ "$(completions setup web --network = rootful)" = 'rootful0 rootful1' ]
    [ "$(completions remove-network rootful)" = 'rootful0 rootful1' ]
}

@test "bash offers for containers neither other definitions nor templates" {
    define wdata.volume <<<'user = "test"'
    define wall@ </dev/null
    host ln -s wall@.toml "$definitions/wall@1.toml"
    define wpod.pod </dev/null
    [ "$(completions setup w)" = 'wall-1 wpod' ]
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
    # Without a command it is list.
    [ "$(words --no)" = --no-legend ]
    [ "$(words --user test --state invali)" = invalid ]
    [ "$(words --vers)" = --version ]
}

@test "volumes, images and builds are completed where they are taken" {
    define data.volume <<<'user = "test"'
    define data </dev/null
    rootfulctl_here fish zsh
    for command in status export; do
        [ "$(words "$command" dat)" = 'data data.volume' ]
        [ "$(fish_words "rootfulctl $command dat")" = 'data data.volume' ]
        [ "$(zsh_words "$command" dat)" = 'data data.volume' ]
    done
    [ "$(words restart dat)" = data ]
}

# Makes rootfulctl the host's own for shells of this machine.
rootfulctl_here() {
    "$repository/tests/install-missing" "$@"
    printf '#!/bin/sh\nexec "%s/exec" "%s" rootfulctl "$@"\n' "$hosts" "$TEST_HOST" >"$BATS_TEST_TMPDIR/rootfulctl"
    chmod +x "$BATS_TEST_TMPDIR/rootfulctl"
    PATH=$BATS_TEST_TMPDIR:$PATH
}

# fish_words LINE: what fish offers for the last word.
fish_words() {
    # shellcheck disable=SC2016 # for fish
    fish --no-config --command 'source $argv[1]; complete --do-complete $argv[2]' "$repository/completions/fish/rootfulctl.fish" "$1" |
        cut -f 1 | paste -sd ' '
}

# zsh_words WORD...: the same of zsh, whose own functions do nothing but outside its line editor.
zsh_words() {
    # shellcheck disable=SC2016 # for zsh
    zsh -f -c '
        words=(rootfulctl "${@[2,-1]}") CURRENT=$#words PREFIX=$words[-1]
        compadd() { print -l -- ${(M)${(P)2}:#$PREFIX*} }
        compset() { PREFIX=${PREFIX#${~2}} }
        _users() { print root }
        _files() { print files }
        complete_it() { source $1 }
        complete_it $1' zsh "$repository/completions/zsh/_rootfulctl" "$@" | paste -sd ' '
}

@test "fish and zsh complete the same of rootfulctl" {
    define web </dev/null
    rootfulctl_here fish zsh
    [ "$(fish_words 'rootfulctl stat')" = status ]
    [ "$(fish_words 'rootfulctl list --no')" = --no-legend ]
    [ "$(fish_words 'rootfulctl list --state invali')" = invalid ]
    [ "$(fish_words 'rootfulctl list --user=roo')" = --user=root ]
    [ "$(fish_words 'rootfulctl --no')" = --no-legend ]
    [ "$(fish_words 'rootfulctl restart web w')" = web ]
    [ "$(fish_words 'rootfulctl exec w')" = web ]
    [ "$(fish_words 'rootfulctl exec web w')" = '' ]

    [ "$(zsh_words stat)" = status ]
    [ "$(zsh_words list --no)" = --no-legend ]
    [ "$(zsh_words list --state invali)" = invalid ]
    [ "$(zsh_words list --user=roo)" = root ]
    [ "$(zsh_words --no)" = --no-legend ]
    [ "$(zsh_words restart web w)" = web ]
    [ "$(zsh_words exec w)" = web ]
    [ "$(zsh_words exec web w)" = '' ]
    [ "$(zsh_words check w)" = files ]
}
