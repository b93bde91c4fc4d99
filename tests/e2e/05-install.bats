#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause

load lib

install_sh() {
    host /usr/src/rootful-containers/install.sh --no-build "$@"
}

# Every path that an installation could touch, with what makes it what it is.
paths() {
    host find /usr /etc -not -path '/usr/src/*' -not -path '/etc/rootful-containers*' -printf '%p %M %l\n' | sort
}

@test "installing twice is the same as once, and --uninstall removes exactly that" {
    before=$(paths)
    install_sh --prefix /opt/rootful
    once=$(paths)
    install_sh --prefix /opt/rootful
    [ "$(paths)" = "$once" ]
    install_sh --prefix /opt/rootful --uninstall
    diff <(echo "$before") <(paths)
    run ! host test -e /opt/rootful
}

@test "whatever the caller's mask is, everybody can read what is installed" {
    host sh -c 'umask 077; /usr/src/rootful-containers/install.sh --no-build --prefix /opt/rootful'
    [ -z "$(host find /opt/rootful \( -type d ! -perm 0755 -o -type f ! -perm -0444 ! -name container-supervisor \))" ]
    install_sh --prefix /opt/rootful --uninstall
}

@test "an installation that was cut off can be repeated, and removed" {
    before=$(paths)
    # A file in the place of a directory ends it on the way.
    host sh -c 'mkdir /opt/rootful && touch /opt/rootful/share'
    run -1 install_sh --prefix /opt/rootful
    host test -x /opt/rootful/libexec/rootful-containers/network-helper
    install_sh --prefix /opt/rootful --uninstall
    diff <(echo "$before") <(paths)
    [ "$(host find /opt/rootful)" = $'/opt/rootful\n/opt/rootful/share' ]

    run -1 install_sh --prefix /opt/rootful
    host rm /opt/rootful/share
    install_sh --prefix /opt/rootful
    host test -e /opt/rootful/share/rootful-containers/container.schema.json
    install_sh --prefix /opt/rootful --uninstall
    host rm -rf /opt/rootful
    diff <(echo "$before") <(paths)
}

@test "installing into the system is root's, and into a directory that of whoever may write there" {
    run -1 host as test /usr/src/rootful-containers/install.sh --no-build
    [ "$output" = 'install.sh: installing needs root' ]
}

@test "the secret is 32 bytes for root alone, and is never made again" {
    [ "$(host stat -c '%s %a %U' /etc/rootful-containers/secret)" = '32 600 root' ]
    [ "$(host stat -c '%a %U' /etc/rootful-containers)" = '700 root' ]
    before=$(host sha256sum /etc/rootful-containers/secret)
    install_sh --prefix /opt/rootful
    install_sh --prefix /opt/rootful --uninstall
    [ "$(host sha256sum /etc/rootful-containers/secret)" = "$before" ]
}

@test "definitions survive an uninstallation" {
    host sh -c 'echo "# mine" >/etc/rootful-containers.d/mine.toml'
    install_sh --prefix /opt/rootful
    install_sh --prefix /opt/rootful --uninstall
    [ "$(host cat /etc/rootful-containers.d/mine.toml)" = '# mine' ]
    host rm /etc/rootful-containers.d/mine.toml
}

@test "both service managers find the generator, and the units name the helper below the prefix, as examples do their schema" {
    install_sh --prefix /usr/local
    for scope in system user; do
        [ "$(host readlink -f "/usr/local/lib/systemd/$scope-generators/rootful-container-generator")" = \
            /usr/local/libexec/rootful-containers/rootful-container-generator ]
    done
    run -0 host cat /usr/local/lib/systemd/system/rootful-container@.service
    [[ $output == *ExecStart=/usr/local/libexec/rootful-containers/network-helper* ]]
    [[ $output != */usr/libexec* ]]
    run -0 host sh -c 'head -qn 1 /usr/local/share/doc/rootful-containers/examples/*.toml /usr/local/share/doc/rootful-containers/examples/*/*.toml'
    while read -r mark schema; do
        [ "$mark" = '#:schema' ]
        host test -e "$schema"
        [[ $schema == /usr/local/* ]]
    done <<<"$output"
    install_sh --prefix /usr/local --uninstall
}

@test "below a prefix where systemd does not look it is found after what install.sh then says" {
    before=$(paths)
    # An upgrade says the same.
    for _ in 1 2; do
        run -0 install_sh --prefix /opt/rootful
        host sh -c "${output##*now run: }"
    done
    run -0 property rootful-network@web.service ExecStopPost
    [[ $output == *'argv[]=/opt/rootful/libexec/rootful-containers/network-helper teardown web'* ]]
    # As at boot.
    [[ $(host systemd-tmpfiles --cat-config) == *'# /etc/tmpfiles.d/rootful-containers.conf'* ]]
    run -0 install_sh --prefix /opt/rootful --uninstall
    [[ $output == *'rm /etc/systemd/'*' /etc/tmpfiles.d/rootful-containers.conf && systemctl daemon-reload' ]]
    host sh -c "${output##*now run: }"
    [ -z "$(host find /etc -xtype l -lname '/opt/rootful/*')" ]
    diff <(grep -v ' d' <<<"$before") <(paths | grep -v ' d')
    host find /etc/systemd -mindepth 1 -type d -empty -delete
}

@test "every file of the programs is there: programs, units, examples, schemas and manual" {
    install_sh --prefix /opt/rootful
    run -0 host sh -c 'cd /opt/rootful && find . ! -type d | sort'
    [ "$output" = './bin/rootfulctl
./lib/NetworkManager/conf.d/50-rootful-containers.conf
./lib/systemd/network/05-rootful-containers.network
./lib/systemd/system-generators/rootful-container-generator
./lib/systemd/system/container-names.target
./lib/systemd/system/rootful-container@.service
./lib/systemd/system/rootful-dns.service
./lib/systemd/system/rootful-linger@.service
./lib/systemd/system/rootful-network-unneeded@.service
./lib/systemd/system/rootful-network@.service
./lib/systemd/system/rootful-pod@.target
./lib/systemd/system/run-.scope.d/50-rootful-containers.conf
./lib/systemd/user-generators/rootful-container-generator
./lib/systemd/user/rootful-create@.service
./lib/systemd/user/rootful-free-name@.service
./lib/systemd/user/rootful-init@.service
./lib/systemd/user/rootful-podman-reset.service
./lib/systemd/user/rootful-start@.service
./lib/systemd/user/rootful-unpause@.service
./lib/systemd/user/rootful-update@.service
./lib/tmpfiles.d/rootful-containers.conf
./libexec/rootful-containers/container-supervisor
./libexec/rootful-containers/installed-files
./libexec/rootful-containers/namespace-holder
./libexec/rootful-containers/network-helper
./libexec/rootful-containers/rootful-container-generator
./libexec/rootful-containers/rootfulctl
./share/bash-completion/completions/network-helper
./share/bash-completion/completions/rootfulctl
./share/doc/rootful-containers/examples/README.md
./share/doc/rootful-containers/examples/home/broker.toml
./share/doc/rootful-containers/examples/home/home.network.toml
./share/doc/rootful-containers/examples/home/hub.toml
./share/doc/rootful-containers/examples/home/lan.network.toml
./share/doc/rootful-containers/examples/notes/notes-backup.toml
./share/doc/rootful-containers/examples/notes/notes-database.toml
./share/doc/rootful-containers/examples/notes/notes-migration.toml
./share/doc/rootful-containers/examples/notes/notes.toml
./share/doc/rootful-containers/examples/proxy/Caddyfile
./share/doc/rootful-containers/examples/proxy/blog.toml
./share/doc/rootful-containers/examples/proxy/forum.toml
./share/doc/rootful-containers/examples/proxy/front.network.toml
./share/doc/rootful-containers/examples/proxy/proxy.toml
./share/doc/rootful-containers/examples/proxy/to-blog.network.toml
./share/doc/rootful-containers/examples/proxy/to-forum.network.toml
./share/doc/rootful-containers/examples/shop/backend.network.toml
./share/doc/rootful-containers/examples/shop/database.toml
./share/doc/rootful-containers/examples/shop/database.volume.toml
./share/doc/rootful-containers/examples/shop/shop.toml
./share/doc/rootful-containers/examples/tunnel/client.conf
./share/doc/rootful-containers/examples/tunnel/downloads.toml
./share/doc/rootful-containers/examples/tunnel/tunnel.toml
./share/doc/rootful-containers/examples/tunnel/uplink.network.toml
./share/doc/rootful-containers/examples/web.toml
./share/doc/rootful-containers/examples/wiki/wiki-app.toml
./share/doc/rootful-containers/examples/wiki/wiki-cache.toml
./share/doc/rootful-containers/examples/wiki/wiki.pod.toml
./share/fish/vendor_completions.d/rootfulctl.fish
./share/man/man5/rootful-containers.toml.5
./share/man/man7/rootful-containers-migration.7
./share/man/man8/rootful-container-generator.8
./share/man/man8/rootful-container@.service.8
./share/man/man8/rootful-network-helper.8
./share/man/man8/rootful-network@.service.8
./share/man/man8/rootfulctl.8
./share/rootful-containers/build.schema.json
./share/rootful-containers/container.schema.json
./share/rootful-containers/image.schema.json
./share/rootful-containers/network.schema.json
./share/rootful-containers/pod.schema.json
./share/rootful-containers/rootfulctl.schema.json
./share/rootful-containers/volume.schema.json
./share/zsh/site-functions/_rootfulctl' ]
    install_sh --prefix /opt/rootful --uninstall
}

@test "with --destdir nothing outside it changes, and no secret is made" {
    before=$(paths)
    install_sh --prefix /usr --destdir /tmp/package
    diff <(echo "$before") <(paths)
    host test -x /tmp/package/usr/libexec/rootful-containers/network-helper
    run ! host test -e /tmp/package/etc/rootful-containers/secret
    host rm -r /tmp/package
}

@test "a wrong option is one clear line, and status 2" {
    run -2 install_sh --perfix /usr
    [ "$output" = "install.sh: unknown argument '--perfix'; see ./install.sh --help" ]
}
