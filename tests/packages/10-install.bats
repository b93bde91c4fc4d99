#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# The .deb on a fresh host: README.md's way to the first container, and the way back.
# shellcheck disable=SC2154 # variables of lib.bash

load lib

setup_file() {
    fresh_host
    copy_packages "$PACKAGES"
    install_as_readme_says
}

# The first container of README.md, from an image that is there.
run_first_container() {
    host systemctl start user@1000.service
    host as test podman tag localhost/web docker.io/library/caddy:2
    host bash -exuo pipefail -c "$(block "sh root" 1)"
    block toml 1 | define front.network
    block toml 2 | define web
    host bash -exuo pipefail -c "$(block "sh root" 2)"
    answers 192.0.2.1
}

stop_first_container() {
    host systemctl stop rootful-container@web
    within 60 are_detached web
}

@test "lintian and rpmlint have nothing to say that is not explained" {
    packaging/check "$PACKAGES"/*.deb "$PACKAGES"/*.rpm
}

@test "everything is in its place: what was packed, the secret, generators, and nothing of an installation from source" {
    run -0 host dpkg --verify rootful-containers
    # The tree of the host has no manual.
    run ! grep -v /usr/share/man/ <<<"$output"
    [ "$(host stat -c '%s %a %U' /etc/rootful-containers/secret)" = '32 600 root' ]
    [ "$(host stat -c '%a %U' /etc/rootful-containers /etc/rootful-containers.d)" = $'700 root\n755 root' ]
    [ "$(host stat -c '%a %U' /usr/libexec/rootful-containers/container-supervisor /run/lock/netavark.lock)" = $'711 root\n600 root' ]
    run ! host test -e /usr/libexec/rootful-containers/installed-files
    # Nobody has called systemctl daemon-reload since.
    [ "$(property rootful-container@x.service LoadState)" = loaded ]
    run ! grep -q . <<<"$(host find /usr/lib/systemd /usr/bin -xtype l -lname '*rootful*')"
    host rootfulctl doctor --list-checks >/dev/null
}

@test "the first container of README.md runs" {
    run_first_container
    [ "$(host rootfulctl list --format name,state --no-legend | awk '{ print $1, $2 }')" = 'web running' ]
    stop_first_container
}

@test "needrestart leaves containers alone, and what an admin says there stays" {
    file=/etc/needrestart/conf.d/50-rootful-containers.conf
    # shellcheck disable=SC2016 # it is perl
    host perl -we 'our %nrconf; $nrconf{override_rc} = {}; do $ARGV[0]; die $@ if $@;
        exit !grep { "rootful-container\@web.service" =~ /$_/ } keys %{$nrconf{override_rc}}' "$file"
    # shellcheck disable=SC2016 # a field of dpkg's
    [[ $(host dpkg-query -W -f '${Conffiles}' rootful-containers) == *"$file"* ]]
    host sh -c "echo '# mine' >$file"
    install_as_readme_says
    [ "$(host cat "$file")" = '# mine' ]
}

@test "an installation once more, or reconfigured, keeps the secret, and a secret that was removed is made" {
    before=$(secret_of_host)
    install_as_readme_says
    host dpkg-reconfigure rootful-containers
    [ "$(secret_of_host)" = "$before" ]
    host rm /etc/rootful-containers/secret
    host dpkg-reconfigure rootful-containers
    [ "$(host stat -c '%s %a %U' /etc/rootful-containers/secret)" = '32 600 root' ]
}

@test "install.sh does not install over a package, nor removes it" {
    copy_project
    run -1 host /usr/src/rootful-containers/install.sh --no-build
    [[ $output == *'belongs to a package: remove that first, or choose another --prefix' ]]
    run -1 host /usr/src/rootful-containers/install.sh --uninstall
    host dpkg --verify rootful-containers
}

@test "a removal names what runs and leaves it alone; without containers nothing of it runs; what an admin wrote is never lost" {
    run_first_container
    host systemctl enable rootful-container@web
    id=$(host as test podman inspect --format '{{.Id}}' web)
    secret=$(secret_of_host)
    run -100 host apt --yes remove rootful-containers
    [[ $output == *'First: systemctl stop rootful-container@web.service rootful-network@web.service'* ]]
    [[ $(installed_version) == installed\ * ]]
    web_is "$id running"
    answers 192.0.2.1

    stop_first_container
    host apt --yes remove rootful-containers
    [[ $(installed_version) == config-files\ * ]]
    run ! host sh -c 'command -v rootfulctl || ls -d /usr/libexec/rootful-containers /usr/lib/systemd/system-generators/rootful*'
    [ -z "$(host systemctl list-units --plain --no-legend 'rootful-*')" ]
    [ "$(property rootful-container@web.service LoadState)" = not-found ]
    [ "$(secret_of_host)" = "$secret" ]
    host test -e "$definitions/web.toml"
    within 60 leftovers

    # As if nothing had been.
    install_as_readme_says
    [ "$(secret_of_host)" = "$secret" ]
    host systemctl start rootful-container@web
    answers 192.0.2.1
    stop_first_container

    # One from source has the same secret, wherever it is.
    host sh -c 'mkdir -p /etc/systemd/system-generators && ln -s /usr/bin/true /etc/systemd/system-generators/rootful-container-generator'
    host /var/lib/dpkg/info/rootful-containers.postrm purge
    [ "$(secret_of_host)" = "$secret" ]
    host rm -r /etc/systemd/system-generators
    run -0 host apt --yes purge rootful-containers
    [[ $output == *"$definitions"* ]]
    [[ -z $(host find /etc /var/lib /run /usr -xdev -not -path '/run/systemd/*' -not -path '/run/user/*' \
        -not -path '/usr/src/*' -name '*rootful-container*' -not -path "$definitions") ]]
    host test -e "$definitions/web.toml"
}
