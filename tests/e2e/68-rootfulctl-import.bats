#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# What rootfulctl writes of the files, commands and containers of other programs.
#
# shellcheck disable=SC2154 # what is not assigned here is of lib.bash

load lib

quadlets=/home/test/.config/containers/systemd

teardown() {
    host_script "$quadlets" <<'END'
rm -rf "$1" /home/test/{stack,import} /srv/site /tmp/imported
systemctl stop 'rootful-container@*' 'rootful-network@*' 'rootful-podman-network@*'
podman network rm --force site stack
END
    clean_up
}

@test "a user's Quadlet files become definitions that pass the check and start" {
    host_script "$quadlets" <<'END'
mkdir -p "$1" /srv/site
cat >"$1/web.container" <<'EOF'
[Unit]
Description=A site
Wants=api.service
After=api.service network-online.target

[Container]
Image=localhost/web
# Where everybody comes.
PublishPort=8080:80
Network=site.network
Environment=GREETING="hello world"
Volume=/srv/site:/site:ro

[Service]
Restart=on-failure
Nice=5

[Install]
WantedBy=default.target
EOF
mkdir "$1/web.container.d"
printf '[Container]\nPublishPort=\nPublishPort=80:80\n' >"$1/web.container.d/10-port.conf"
printf '[Container]\nImage=localhost/web\nNetwork=site.network\n' >"$1/api.container"
printf '[Network]\nSubnet=10.89.44.0/24\n' >"$1/site.network"
ln -s /etc/shadow "$1/shadow.container"
chown -R test:test /home/test/.config /srv/site
END
    # A link of the user's leads root nowhere.
    run -1 host rootfulctl import "$quadlets"
    [[ $output == *shadow* && $output != *'$'* ]]
    # Nor is it in the way of a file beside it, as is nothing else that nobody asked for.
    host truncate --size 600K "$quadlets/big.yaml"
    run -0 host rootfulctl import "$quadlets/web.container"
    [[ $output == *"$quadlets/shadow.container: Permission denied: it was not read"* ]]
    [[ $output == *"$quadlets/big.yaml is larger than 524288 bytes: it was not read"*'; 1'?' of 1'?' keys carried over'* ]]
    host rm "$quadlets/shadow.container" "$quadlets/big.yaml"

    run -0 host rootfulctl import --output /tmp/imported "$quadlets"
    [[ $output == *"web.container:16:1: not carried over: Nice=5: "* ]]
    [[ ${lines[-1]} == 'rootfulctl: 3 definitions; 1'?' of 1'?' keys carried over, the others stand in them as comments' ]]
    run -0 host cat /tmp/imported/web.toml
    [[ $output == *$'user = "test"'* && $output == *$'# Where everybody comes.\n'* && $output == *'# not carried over: Nice=5: '* ]]
    [ "$(host stat -c '%a %U:%G' /tmp/imported/web.toml)" = '640 root:test' ]
    # Nothing is replaced.
    run -1 host rootfulctl import --output /tmp/imported "$quadlets"
    [[ $output == *'/tmp/imported/'*' is there already; nothing was written'* ]]

    run -0 host_script "$definitions" <<'EOF'
rootfulctl check /tmp/imported/*.toml && cp -p /tmp/imported/*.toml "$1" && systemctl daemon-reload
EOF
    start web
    answers 192.0.2.1
    [[ $(host as test podman inspect --format '{{json .Config.Env}}' web) == *'"GREETING=hello world"'* ]]
    state_is rootful-container@api active
}

@test "a compose file, a command and a container become definitions that start" {
    host_script <<'END'
mkdir -p /home/test/stack
cat >/home/test/stack/compose.yaml <<'EOF'
services:
  front:
    image: localhost/${WHICH:-none}
    ports: ["80:80"]
    depends_on:
      back:
        condition: service_healthy
    restart: unless-stopped
  back:
    image: localhost/web
    healthcheck:
      test: ["CMD", "true"]
      interval: 1s
EOF
echo WHICH=web >/home/test/stack/.env
chown -R test:test /home/test/stack
END
    run -0 host_script "$definitions" <<'EOF'
rootfulctl import --output "$1" /home/test/stack/compose.yaml && rootfulctl check && systemctl daemon-reload
EOF
    start front
    answers 192.0.2.1
    [ "$(host as test podman inspect --format '{{.State.Health.Status}}' back)" = healthy ]

    # The command that made it is the one of the definition.
    run -0 host rootfulctl import --user test --container back
    [[ $output == *'image = "localhost/web"'* && $output == *'[health]'* ]]
    run -0 host as test rootfulctl import podman run -dp 8080:80 --name own localhost/web
    [[ $output == *$'user = "test"\n'* && $output == *'publish = ["8080:80"]'* ]]
    # Who is not root cannot give a file to its user alone.
    run -0 host as test rootfulctl import --output /home/test/import podman run -d --name own localhost/web
    [[ $output == *'everybody can read them, with all variables that they hold'* ]]
    run -1 host rootfulctl import --user test --container none
    [[ $output == *"user test has no container 'none'"* ]]
    run -2 host rootfulctl import
}
