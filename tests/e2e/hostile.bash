# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# shellcheck disable=SC2154 # variables of lib.bash and of bats
#
# The words of the cases in which user "test", whose container "evil" is, attacks. All the while the container "victim" of
# user "other" on the same network is asked for a page, and in the end the host must be as it was.

load lib

helper=/usr/libexec/rootful-containers/network-helper
attacks=/usr/local/lib/attacks
runtime=/run/user/1000

set_up_victim() {
    tar -C "$repository/tests/e2e" -c attacks | host tar --no-same-owner -C /usr/local/lib -x
    define victim <<'EOF'
user = "other"
image = "localhost/web"
networks = ["rootful0"]
publish = ["8080:80"]
EOF
    host loginctl enable-linger test other third
    # The worst case: file systems of users may let root in, who then would wait.
    host sed -i 's/^#user_allow_other/user_allow_other/' /etc/fuse.conf
    start victim
    answers 192.0.2.1:8080
    # A machine that has just booted is still about to have some of its own addresses.
    within 60 host sh -c '! ip -6 address show tentative | grep -q .'
    # Its first run since boot, whoever's that is, makes directories.
    host podman ps --quiet
    host rm -f /run/victim.failures
    host systemd-run --quiet --unit=watch-victim "$attacks/watch" http://192.0.2.1:8080/ /run/victim.failures
    fingerprint >"$BATS_FILE_TMPDIR/before"
}

clean_up_victim() {
    host systemctl stop watch-victim.service
    clean_up
}

# What root has, and the container of the other user, for comparison.
fingerprint() {
    host_script <<'EOF'
# Dormant since the last attachment, and removed by the next one or by any teardown.
nft delete table bridge rootful-containers 2>/dev/null || true
# Files of root's, but not those that running programs write.
find /boot /etc /opt /root /srv /usr /var/lib -xdev \( -path /etc/rootful-containers.d -o -path /var/lib/containers \
    -o -path /var/lib/systemd -o -path /var/lib/private \) -prune -o -user root ! -path /etc/containers/networks -printf 'file %p %y %m %U %G %s %T@ %i %l\n' | sort
find /run/rootful-containers /run/containers /run/lock ! -name '.reload-*' -printf 'run %p %y %m %U %G %l\n' | sort
# podman's record of addresses is another file after each change, also when it says the same.
find /run/rootful-containers /run/containers /run/lock -type f ! -name '.reload-*' ! -name netns ! -name ipam.db -exec sha256sum {} + | sort
findmnt -rn -o TARGET,FSTYPE,SOURCE | grep -vE '^/(run/user|run/credentials|proc)/' | sort
network() {
    ip -o link | sed 's/ state [A-Z]*//'
    ip -o address | sed 's/ tentative//; s/valid_lft.*//'
    ip route show table all
    ip -6 route show table all
    ip rule
    nft --stateless list ruleset
    { ss -Hlntu; ss -Hnt --bound-inactive 2>/dev/null || true; } | awk '{print $1, $5}' | sort
}
network
nsenter -t "$(cat /run/user/1001/rootful-containers/victim/pid)" -n bash -c "$(declare -f network); network" | sed 's/^/victim: /'
systemctl show -p MainPID,StatusText,NFileDescriptorStore rootful-container@victim
EOF
}

# Ends every case: ends the attack, and asserts that nothing but the attacker's own has changed.
end_attack() {
    host_script "$definitions" "$runtime" <<'EOF' || return
# The user's own service manager may be waiting for it.
pkill -KILL -u test -x fuse-overlayfs || true
systemctl kill --signal=KILL 'attack-*' 2>/dev/null || true
systemctl stop 'attack-*' 2>/dev/null || true
! [ -e "$2/systemd/private.real" ] || mv "$2/systemd/private.real" "$2/systemd/private"
systemctl stop 'rootful-container@evil*' 'rootful-network@evil*'
# The innermost first.
findmnt -rn -o TARGET -t fuse.fuse-overlayfs | grep "^$2" | sort -r | xargs -r umount -l || true
umount --all --types fuse --lazy || true
rm -rf "$1"/evil* /home/test/.config/systemd /home/test/attack*
systemctl daemon-reload
systemctl reset-failed
# Whatever the user did there: the next case begins with a service manager and a runtime directory as logind makes them.
systemctl stop user@1000.service user-runtime-dir@1000.service
systemctl start user@1000.service
as test podman rm --all --force --time 0 >/dev/null
EOF
    run host cat /run/victim.failures
    [ "$status" = 1 ] || {
        echo "the victim did not answer: $output"
        return 1
    }
    [ "$(property watch-victim.service ActiveState)" = active ] || return
    within 60 is_as_before
}

is_as_before() {
    diff -u "$BATS_FILE_TMPDIR/before" <(fingerprint)
}

# attack NAME COMMAND...: the user's own program, which runs until the case ends. It says when it is ready.
attack() {
    local name=$1
    shift
    host systemd-run --quiet --collect --unit="attack-$name" --uid=test --setenv=XDG_RUNTIME_DIR="$runtime" \
        -p Type=notify -p NotifyAccess=all "$@"
}

# manager WAY [PROPERTY=VALUE]...: the user's own program in place of the user's service manager.
manager() {
    # shellcheck disable=SC2016 # for the shell over there
    host as test sh -c 'cd "$XDG_RUNTIME_DIR/systemd" && { [ -e private.real ] || mv private private.real; }'
    attack "${1//_/-}" "$attacks/manager" "$runtime/systemd/private" "$@"
}

is_connected() {
    [[ $(property "attack-${1//_/-}.service" StatusText) == connected ]]
}

# define_evil [NAME [MORE]]
define_evil() {
    define "${1:-evil}" <<EOF
user = "test"
image = "localhost/web"
networks = ["rootful0"]
${2:-}
EOF
}

# Replaces podman in the units of "evil" by the script on standard input, which runs in the container's runtime directory. What is
# claimed by files there is a container that podman has initialized.
units_run() {
    host_script "$(cat)" "$definitions" <<'EOF'
mkdir -p "$2/evil.toml.d"
echo 'network_namespace = "container"' >"$2/evil.toml.d/99-claims.toml"
systemctl daemon-reload
units=/home/test/.config/systemd/user
as test systemctl --user stop rootful-create@evil.service rootful-init@evil.service 2>/dev/null || true
as test sh -c 'rm -rf "$XDG_RUNTIME_DIR/rootful-containers"'
as test mkdir -p "$units/rootful-create@evil.service.d" "$units/rootful-init@evil.service.d"
printf '#!/bin/bash\ncd "$XDG_RUNTIME_DIR/rootful-containers/evil" || exit\nprintf %%064d 7 >cid\n%s\n' "$1" >/home/test/attack
chmod 0755 /home/test/attack
printf '[Service]\nExecStart=\nExecStart=true\nExecStopPost=\n' >"$units/rootful-create@evil.service.d/attack.conf"
printf '[Service]\nType=oneshot\nRemainAfterExit=yes\nPIDFile=\nExecStop=\nExecStart=\nExecStart=/home/test/attack\n' \
    >"$units/rootful-init@evil.service.d/attack.conf"
as test systemctl --user daemon-reload
EOF
}

# refused TEXT...: the container is not attached, for these reasons, before the time is over.
refused() {
    local text
    run -1 host timeout --signal KILL 120 "$helper" setup evil --user test --network rootful0
    echo "$output"
    for text; do
        [[ $output == *"$text"* ]]
    done
    run ! host test -e /run/rootful-containers/evil
}
