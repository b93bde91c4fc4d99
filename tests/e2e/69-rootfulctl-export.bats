#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Definitions in other programs' words, run by those.
#
# shellcheck disable=SC2154 # what is not assigned here is of lib.bash

load lib

quadlets=/home/test/.config/containers/systemd

setup() {
    # The user's own units and podman are there without a container of ours.
    host loginctl enable-linger test
    within 60 host test -S /run/user/1000/bus
    # Nobody in the test host says that it is online, which Quadlet waits for.
    host as test systemctl --user --quiet mask podman-user-wait-network-online.service
    define shop.network <<'EOF'
subnets = ["10.89.7.0/24"]
isolate = true
EOF
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["shop"]
publish = ["8080:80"]
description = "100 % web"
env = { GREETING = "a $b 'c' \"d\" %e" }
secrets = ["export-key,type=env,target=KEY"]
volumes = ["export-data:/data"]
labels = { "traefik.rule" = "Host(`a`) {{ x }}" }
address_key = "old"
security.no_new_privileges = true
health.command = ["true"]
health.interval = "1h"
service.restart = "always"
resources.memory_max = "1G"
EOF
    printf secret | host as test podman secret create --replace export-key - >/dev/null
}

teardown() {
    host_script "$quadlets" <<'EOF'
# One by one: of several, the newest systemd stops none where one is not loaded.
for unit in task.timer task.service web.service shop-pod.service shop-network.service; do
    as test systemctl --user stop "$unit" 2>/dev/null || true
done
rm -rf "$1" /root/exported /home/test/.config/systemd/user/task.timer /srv/image.tar
as test systemctl --user --quiet unmask podman-user-wait-network-online.service
as test systemctl --user daemon-reload
as test podman pod rm --all --force >/dev/null 2>&1 || true
as test podman network rm --force shop >/dev/null 2>&1 || true
as test podman volume rm --force export-data export-shop >/dev/null 2>&1 || true
as test podman rmi --force --ignore localhost/saved:1 >/dev/null
as test podman secret rm export-key web-env-file db 2>/dev/null || true
EOF
    clean_up
}

variable() {
    # shellcheck disable=SC2016 # for the shell over there
    host as test podman exec "$1" sh -c 'echo "$GREETING $KEY"'
}

@test "export --quadlet: podman's own Quadlet takes the files, and the container runs" {
    run -0 host rootfulctl export --quadlet --output /root/exported web
    [[ $output == *'wrote /root/exported/shop.network'*'wrote /root/exported/web.container'* ]]
    run -1 host rootfulctl export --quadlet --output /root/exported web
    [[ $output == *'/root/exported/shop.network is there already'* ]]
    [ "$(host stat -c %a /root/exported/web.container)" = 600 ]
    # What has no counterpart is said, and nothing else is on standard output.
    [[ $(host rootfulctl export --quadlet web) == *$'\n---\n# FileName=web\n'*'# - address_key: '* ]]

    host_script "$quadlets" <<'EOF'
QUADLET_UNIT_DIRS=/root/exported /usr/libexec/podman/quadlet -dryrun -user >/dev/null
as test mkdir -p "$1"
install -o test -g test -m 0600 -t "$1" /root/exported/*
as test systemctl --user daemon-reload
as test systemctl --user start web.service
EOF
    answers 192.0.2.1:8080
    # shellcheck disable=SC2016 # as it is in the definition
    [ "$(variable web)" = 'a $b '"'c'"' "d" %e secret' ]
    # shellcheck disable=SC2016 # likewise
    [ "$(host as test podman inspect --format '{{index .Config.Labels "traefik.rule"}}' web)" = 'Host(`a`) {{ x }}' ]
    [ "$(user_property test web.service MemoryMax)" = 1073741824 ]
    [ "$(user_property test web.service Description)" = '100 % web' ]
}

@test "export --kube: podman kube play runs it" {
    # Limits need a controller that the test host does not have.
    define web <<'EOF'
user = "test"
image = "localhost/web"
networks = ["shop"]
publish = ["8080:80"]
env = { GREETING = "a $b 'c' \"d\" %e" }
secrets = ["db,type=env,target=KEY"]
volumes = ["export-data:/data"]
tmpfs = ["/scratch"]
read_only = true
health.command = ["true"]
add_hosts = ["db.example:10.0.0.5"]
service.restart = "always"
EOF
    host as test podman kube play - <<'EOF'
apiVersion: v1
kind: Secret
metadata:
  name: db
stringData:
  db: secret
EOF
    run -0 host rootfulctl export --kube web
    [[ $output == *$'\nkind: NetworkPolicy\n'* && $output == *'# - user: '* ]]
    host as test podman kube play - <<<"$output" >/dev/null
    # shellcheck disable=SC2016 # as it is in the definition
    [ "$(variable web-pod-web)" = 'a $b '"'c'"' "d" %e secret' ]
    run -0 host as test podman exec web-pod-web sh -c 'touch /data/a /scratch/b && grep 10.0.0.5 /etc/hosts'
    run ! host as test podman exec web-pod-web touch /c
}

# define_stack: a pod with a container of a defined image and with a defined volume, and a job that writes into that by time.
define_stack() {
    define_saved_image
    define export-shop.volume <<'EOF'
user = "test"
labels = { tier = "gold" }
EOF
    define shop.pod <<'EOF'
user = "test"
networks = ["shop"]
publish = ["8080:80"]
hostname = "front"
autostart = true
EOF
    define member <<'EOF'
user = "test"
image = "saved.image"
pod = "shop"
volumes = ["export-shop:/data"]
service.restart = "always"
EOF
    define task <<'EOF'
user = "test"
image = "saved.image"
networks = ["shop"]
volumes = ["export-shop:/data"]
command = ["touch", "/data/ran"]
type = "job"
autostart = true
timer = { on_active = "1s", accuracy = "1s" }
EOF
}

@test "export --quadlet: a pod, a volume, an image and a job with a timer are started from their files" {
    define_stack
    run -0 host rootfulctl export --quadlet --output /root/exported shop task
    for file in shop.network saved.image export-shop.volume shop.pod member.container task.container task.timer; do
        [[ $output == *"wrote /root/exported/$file"* ]]
    done
    host_script "$quadlets" <<'EOF'
QUADLET_UNIT_DIRS=/root/exported /usr/libexec/podman/quadlet -dryrun -user >/dev/null
as test mkdir -p "$1" /home/test/.config/systemd/user
mv /root/exported/task.timer /home/test/.config/systemd/user
chown test:test /home/test/.config/systemd/user/task.timer
install -o test -g test -m 0600 -t "$1" /root/exported/*
as test systemctl --user daemon-reload
as test systemctl --user start shop-pod.service
EOF
    answers 192.0.2.1:8080
    [ "$(host as test podman inspect --format '{{.ImageName}}' member)" = localhost/saved:1 ]
    [ "$(host as test podman exec member cat /etc/hostname)" = front ]
    [ "$(host as test podman volume inspect --format '{{.Labels.tier}}' export-shop)" = gold ]
    run ! host as test podman exec member test -e /data/ran
    host as test systemctl --user start task.timer
    within 60 host as test podman exec member test -e /data/ran
}

@test "export --kube: podman kube play runs a pod with its volume, and it answers" {
    define_stack
    host as test podman tag localhost/web localhost/saved:1
    run -0 host rootfulctl export --kube shop
    [[ $output == *$'\nkind: Deployment\n'* && $output == *'# Pod shop of user test'* && $output == *'# Container member of user test'* ]]
    host as test podman kube play --publish 8080:80 - <<<"$output" >/dev/null
    answers 192.0.2.1:8080
    [ "$(host as test podman volume inspect --format '{{.Labels.tier}}' export-shop)" = gold ]
    run -0 host as test podman exec shop-pod-member sh -c 'touch /data/here && grep 127.0.0.1 /etc/hosts | grep member'
    # What Kubernetes has nothing for is refused alone, and a volume is a claim.
    run -1 host rootfulctl export --kube saved.image
    [[ $output == *'Kubernetes has no object for saved.image'* ]]
    [[ $(host rootfulctl export --kube export-shop.volume) == *'kind: PersistentVolumeClaim'* ]]
}

@test "export --ansible: what a container names is installed before it, and only once" {
    define_stack
    run -0 host rootfulctl export --ansible task member
    [ "$(grep -o 'Install .*toml' <<<"$output" | tr '\n' ' ')" = 'Install shop.network.toml Install saved.image.toml Install export-shop.volume.toml Install task.toml Install shop.pod.toml Install member.toml ' ]
    [[ $output == *'# Needs beforehand: /srv/image.tar, for saved.image'* ]]
    [ "$(grep -A 3 'name: Start ' <<<"$output" | grep -o 'rootful-container@.*[a-z]' | tr '\n' ' ')" = 'rootful-container@task.timer rootful-container@shop.service rootful-container@member.service ' ]
}

# What a playbook calls on a host, in a file system of its own.
playbook_runs() {
    unshare --mount bash -euo pipefail -s -- "$BATS_TEST_TMPDIR" <<'EOF'
mount -t tmpfs tmpfs /mnt
mkdir /mnt/upper /mnt/work /mnt/bin
mount -t overlay overlay -o lowerdir=/etc,upperdir=/mnt/upper,workdir=/mnt/work /etc
grep -q ^test: /etc/group || echo test:x:1000: >>/etc/group
cat >/mnt/bin/systemctl <<'END'
#!/bin/sh
echo "$*" >>/mnt/calls
case $* in
*show*) echo Id=x LoadState=loaded "ActiveState=$(cat /mnt/state 2>/dev/null || echo inactive)" SubState=x | tr ' ' '\n' ;;
*start*) echo active >/mnt/state ;;
esac
END
printf '#!/bin/sh\necho "test: nothing is missing" >&2\n' >/mnt/bin/rootfulctl
chmod +x /mnt/bin/*
export PATH=/mnt/bin:$PATH ANSIBLE_LOCALHOST_WARNING=false ANSIBLE_NOCOLOR=1
for run in first second; do
    ansible-playbook --inventory localhost, --connection local "$1/playbook.yml" >"$1/$run"
done
cat /etc/rootful-containers.d/web.toml >"$1/installed"
stat -c '%a %g' /etc/rootful-containers.d/web.toml >"$1/mode"
cp /mnt/calls "$1/calls"
EOF
}

@test "export --ansible: the playbook passes ansible-lint, installs the same files, and changes nothing when it runs again" {
    "$repository/tests/install-missing" ansible-core ansible-lint
    host chmod 0640 "$definitions/web.toml"
    host chgrp test "$definitions/web.toml"
    host rootfulctl export --ansible web >"$BATS_TEST_TMPDIR/playbook.yml"
    (cd "$BATS_TEST_TMPDIR" && ansible-lint --offline playbook.yml)
    playbook_runs
    diff "$BATS_TEST_TMPDIR/installed" <(host cat "$definitions/web.toml")
    [ "$(cat "$BATS_TEST_TMPDIR/mode")" = '640 1000' ]
    grep -q 'changed=0 ' "$BATS_TEST_TMPDIR/second"
    run ! grep -q 'changed=0 ' "$BATS_TEST_TMPDIR/first"
    # Read before it is started.
    grep -m 1 -E 'daemon-reload|restart' "$BATS_TEST_TMPDIR/calls" | grep daemon-reload
}

@test "export refuses what it cannot say, and reads nobody else's definition" {
    run -2 host rootfulctl export web
    [[ $output == *'give one of --quadlet, --kube, --ansible'* ]]
    run -2 host rootfulctl export --quadlet --kube web
    run -1 host rootfulctl export --kube nobody
    define bad <<<'user = "test"'
    run -1 host rootfulctl export --kube bad
    [[ $output == *"$definitions/bad.toml"*"rootfulctl check"* ]]
    undefine bad
    host chmod 0640 "$definitions/web.toml"
    run -1 host as other rootfulctl export --quadlet web
    [[ $output != *localhost/web* ]]
}
