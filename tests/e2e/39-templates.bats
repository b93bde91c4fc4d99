#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Templates: one file, and a link to it for each container.
# shellcheck disable=SC2154 # it is of lib.bash

load lib

teardown() {
    clean_up
}

# define_template [MORE]
define_template() {
    define web@ <<EOF
user = "test"
image = "localhost/web"
networks = ["rootful0"]
publish = ["808%i:80"]
hostname = "front-%i"
env = { SHARE = "%i of 100%%" }
$*
EOF
}

# link INSTANCE...
link() {
    host_script "$definitions" "$@" <<'EOF'
for instance in "${@:2}"; do ln -sf web@.toml "$1/web@$instance.toml"; done
systemctl daemon-reload
EOF
}

share() {
    # shellcheck disable=SC2016 # for the container's shell
    host as test podman exec "$1" sh -c 'echo "$SHARE"'
}

@test "a link to a template is a container of its own, which all commands know by the name of the template and the instance" {
    define_template
    [ -z "$(host systemctl list-units --all --plain --no-legend 'rootful-container@web*')" ]
    run ! host ls /run/systemd/generator/rootful-container@web-1.service.d
    link 1 2
    start web-1 web-2
    answers 192.0.2.1:8081
    answers 192.0.2.1:8082
    fetches test web-1 front-2
    [ "$(share web-2)" = '2 of 100%' ]
    [ "$(host rootfulctl list --format name,state --no-legend | tr -s ' ')" = $'web-1 running\nweb-2 running' ]

    # One of them has a drop-in, and the template's edit is for all.
    host sh -c "mkdir $definitions/web-2.toml.d; echo 'publish = [\"8092:80\"]' >$definitions/web-2.toml.d/50-port.toml"
    define_template 'labels.edited = "%i"'
    host rootfulctl up
    answers 192.0.2.1:8092
    [ "$(host as test podman inspect --format '{{.Config.Labels.edited}}' web-1 web-2)" = $'1\n2' ]
    host rootfulctl enable web-1
    [[ $(property rootful-container@web-1.service WantedBy) == *multi-user.target* ]]
    stop web-1
    answers 192.0.2.1:8092
}

@test "what is wrong with a template, a link or an instance has its place, and neighbours start" {
    define_template
    link 1
    host ln -s web@.toml "$definitions/other@1.toml"
    host ln -s none@.toml "$definitions/none@1.toml"
    host cp "$definitions/web@.toml" "$definitions/web@2.toml"
    host sh -c "echo 'user = \"test\"' >$definitions/unused@.toml"
    host sh -c "sed 's/%%/%/; /publish\|hostname/d' $definitions/web@.toml >$definitions/percent@.toml; ln -s percent@.toml $definitions/percent@1.toml"
    run -1 host rootfulctl check
    [[ $output == *"$definitions/other@1.toml: must be a link to other@.toml, not to web@.toml"* ]]
    [[ $output == *"$definitions/none@1.toml: is a link to none@.toml, which does not exist"* ]]
    [[ $output == *"$definitions/web@2.toml: must be a link to web@.toml; a definition without a template is called web-2.toml"* ]]
    [[ $output == *"$definitions/unused@.toml:1:1: a container needs 'image'"* ]]
    [[ $output == *"$definitions/percent@.toml:4:17: in a template '%i' is the instance, and a percent sign is written '%%'"* ]]
    host systemctl daemon-reload
    start web-1
    run ! start none-1
    status_says rootful-container@none-1 'none@1.toml: is a link to none@.toml, which does not exist'
    # Anywhere, and in place of the one that is there.
    host sh -c "sed 's/808%i/0/' $definitions/web@.toml >/tmp/web@.toml"
    run -1 host rootfulctl check /tmp/web@.toml
    [[ $output == */tmp/web@.toml:4:12:* ]]
    host rootfulctl check "$definitions/web@.toml"
}
