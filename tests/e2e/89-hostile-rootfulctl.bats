#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Users attack root's rootfulctl: by what it imports, and by what it runs as them.
# shellcheck disable=SC2016,SC2154 # most quoted variables are for the shells over there; others are of hostile.bash

load hostile

file_system=/home/test/attack-fs

setup_file() {
    set_up_victim
}

teardown_file() {
    clean_up_victim
}

teardown() {
    host_script <<'EOF'
for user in 1000 1001; do kill -CONT "$(systemctl show --value -p MainPID "user@$user")"; done
systemctl stop audit.service 2>/dev/null || true
rm -rf /tmp/imported /tmp/app.yaml /tmp/.env /tmp/evil.yaml /tmp/attack-link /run/attack
rm -rf /home/test/{quadlets,stack,p,gained} /home/test/.config/containers/containers.conf
EOF
    end_attack
}

runs() {
    host pgrep -u test -f "$1"
}

gone() {
    ! runs "$1"
}

# is_of_user PATTERN: a process of test's with that command line is in the control group of the user's service manager.
is_of_user() {
    host sh -c 'grep user@1000.service/ "/proc/$(pgrep -u test -o -f "$1")/cgroup"' sh "$1"
}

# takes_at_most SECONDS COMMAND...
takes_at_most() {
    local begin=$SECONDS limit=$1
    shift
    run host "$@"
    echo "$((SECONDS - begin)) s: $output"
    ((SECONDS - begin <= limit))
}

@test "what is imported of a user's units has no rights of root's" {
    host_script <<'END'
as test mkdir /home/test/quadlets
cat >/home/test/quadlets/evil.container <<'EOF'
[Unit]
SuccessAction=reboot-force
OnFailure=poweroff.target

[Container]
Image=localhost/web

[Service]
FailureAction=reboot-force
ExecStartPost=-+/home/test/p
ExecStopPost=!/home/test/p
EOF
END
    run -0 host rootfulctl import --user test --output /tmp/imported /home/test/quadlets
    [[ $output == *"ExecStartPost=-+/home/test/p: '+' is left out"* && $output == *"ExecStopPost=!/home/test/p: '!' is left out"* ]]
    [[ $output == *'SuccessAction=reboot-force: it is about the user'* && $output == *'FailureAction=reboot-force: it is about'* ]]
    [[ $output == *'poweroff.target is a unit of the system'* ]]
    run -0 host cat /tmp/imported/evil.toml
    [[ $output == *$'\nExecStartPost = "-/home/test/p"'* && $output == *$'\nExecStopPost = "/home/test/p"'* ]]
    [[ $output != *'Action = '* ]]
}

@test "root reads nothing of its own for whoever shares a directory with it" {
    host_script <<'EOF'
install -d -m 700 /run/attack/root
echo SECRET=of-root >/run/attack/root/app.env
# A group's directory.
install -d -g test -m 2775 /run/attack/stacks
printf 'services:\n  web:\n    image: a\n    environment:\n      X: ${SECRET}\n' >/run/attack/stacks/compose.yaml
as test ln -s /run/attack/root/app.env /run/attack/stacks/.env
# One where everybody may put files beside root's.
printf 'services:\n  web:\n    image: a\n' >/tmp/app.yaml
as test sh -c 'echo COMPOSE_FILE=app.yaml:evil.yaml >/tmp/.env; printf "services:\n  web:\n    image: evil\n" >/tmp/evil.yaml; ln -s /run/attack/root/app.env /tmp/attack-link'
EOF
    run -1 host rootfulctl import --user test /run/attack/stacks/compose.yaml
    [[ $output == *'/run/attack/stacks can be changed by others than root'*'chmod go-w /run/attack/stacks'* ]]
    run -1 host rootfulctl import --user test /run/attack/stacks
    [[ $output != *of-root* ]]
    run -0 host rootfulctl import --user test /tmp/app.yaml
    [[ $output == *'image = "docker.io/library/a"'* && $output != *evil* && $output == *'nothing that stands beside /tmp/app.yaml was read'* ]]
    run -1 host rootfulctl import --user test /tmp/attack-link
    [[ $output != *of-root* ]]
    # What root has by itself is read as ever.
    host_script <<'EOF'
install -d /run/attack/root/stack
mv /run/attack/stacks/compose.yaml /run/attack/root/stack
mv /run/attack/root/app.env /run/attack/root/stack/.env
EOF
    run -0 host rootfulctl import --user test /run/attack/root/stack
    [[ $output == *of-root* ]]
}

@test "a file system of a user's that says it is root's is read by that user" {
    host_script "$file_system" <<'EOF'
as test mkdir -p "$1"
sed 's/os.getuid(), os.getgid()/0, 0/; s/0o40777/0o40755/' /usr/local/lib/attacks/file-system >/home/test/attack-files
chmod 755 /home/test/attack-files
EOF
    attack files /home/test/attack-files "$file_system" lookup
    # As root it would wait for ever.
    takes_at_most 40 timeout 60 rootfulctl import --user test "$file_system/file"
    [ "$status" = 1 ]
    [[ $output == *'user 1000, whose it is, could not read it'* ]]
}

@test "more than an import can hold is an error" {
    host_script <<'EOF'
as test mkdir /home/test/stack
for i in {1..9}; do
    { printf '[Container]\nImage=a\n'; head -c 450000 /dev/zero | tr '\0' '#'; } >"/home/test/stack/$i.container"
done
EOF
    run -1 host rootfulctl import /home/test/stack
    [[ $output == *'/home/test/stack holds too much to be imported at once'* ]]
    host_script <<'EOF'
rm /home/test/stack/*
printf 'services:\n  web:\n    image: a\n    environment:\n      X: $A40\n' >/home/test/stack/compose.yaml
{
    echo A0=aaaaaaaaaa
    for i in {1..40}; do echo "A$i=\${A$((i - 1))}\${A$((i - 1))}"; done
} >/home/test/stack/.env
EOF
    run -1 host timeout 60 rootfulctl import /home/test/stack
    [[ $output == *'the values become longer than'* ]]
}

@test "what root asks of a user runs in that user's control group, and for many users no longer than for one" {
    define_evil
    start evil
    # A service manager that does not answer: whoever asks it waits, and can be traced.
    host sh -c 'kill -STOP "$(systemctl show --value -p MainPID user@1000)"'
    host systemd-run --quiet --collect --unit=audit rootfulctl status evil
    within 30 is_of_user 'systemctl --user show'
    within 30 state_is audit.service inactive
    within 10 gone 'systemctl --user show'
    host sh -c 'kill -STOP "$(systemctl show --value -p MainPID user@1001)"'
    takes_at_most 18 rootfulctl up
    [ "$status" = 1 ]
    [[ $output == *'evil: whether it runs'*'victim: whether it runs'* ]]
}

@test "podman of a user's that hangs runs in that user's control group, and is ended" {
    define_evil
    host as test sh -c 'mkdir -p ~/.config/containers && mkfifo ~/.config/containers/containers.conf'
    host systemd-run --quiet --collect --unit=audit rootfulctl doctor evil
    within 30 is_of_user 'podman image exists'
    within 60 state_is audit.service inactive
    within 10 gone 'podman image exists'
    host as test rm /home/test/.config/containers/containers.conf
    # And one that root starts as the user.
    start evil
    host systemd-run --quiet --collect --unit=audit rootfulctl podman evil exec evil sleep 30
    within 30 is_of_user 'podman exec evil sleep'
}
