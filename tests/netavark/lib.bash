# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# The words that the cases are written in.

bats_require_minimum_version 1.5.0

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
network_helper=$here/../../artifacts/install/network-helper
cgroup=$(findmnt -rn -o TARGET -t cgroup2 | head -n 1)/rootful-containers-netavark-${BATS_RUN_TMPDIR##*-}
declare -gA uids=([alice]=61001 [bob]=61002)

# Starts the machine that "machine" describes. It ends with this process at the latest.
power_on() {
    mkdir "$cgroup"
    (
        echo "$BASHPID" >"$cgroup/cgroup.procs"
        exec setpriv --pdeathsig KILL unshare --mount --net --pid --ipc --uts --cgroup --fork --kill-child \
            "$here/machine" "alice:${uids[alice]} bob:${uids[bob]}"
    ) </dev/null >"$BATS_SUITE_TMPDIR/console" 2>&1 3>&- &
    within 60 pgrep -P $!
    pgrep -P $! >"$BATS_SUITE_TMPDIR/leader"
    within 60 machine test -e /run/ready || {
        cat "$BATS_SUITE_TMPDIR/console" >&2
        return 1
    }
}

power_off() {
    local leader
    leader=$(<"$BATS_SUITE_TMPDIR/leader")
    # All its other processes end with the first one.
    kill -KILL "$leader"
    within 60 find "$cgroup" -depth -type d -exec rmdir {} +
}

# Runs a command in the machine, as root.
machine() {
    nsenter --target "$(<"$BATS_SUITE_TMPDIR/leader")" --mount --net --pid --ipc --uts --cgroup -- "$@" 3>&-
}

# Runs a bash script, given on standard input, in the machine.
machine_script() {
    machine bash -euo pipefail -s -- "$@"
}

# Runs a command on the "other machine" behind the uplink.
client() {
    machine ip netns exec client "$@"
}

helper() {
    machine "$network_helper" "$@"
}

# attach NAME OPTION...: as alice, on the network "front" unless the options name others.
attach() {
    local name=$1 network=--network=front
    shift
    [[ $* != *--network=* ]] || network=''
    helper setup "$name" --user=alice ${network:+"$network"} "$@"
}

detach() {
    helper teardown "$@"
}

# pid NAME [USER]: the container's process, as the machine numbers it.
pid() {
    machine cat "/run/user/${uids[${2:-alice}]}/rootful-containers/$1/pid"
}

# inside NAME COMMAND...: runs a command in the container's network.
inside() {
    local name=$1
    shift
    machine nsenter --target "$(pid "$name")" --net -- "$@"
}

# The user's own systemctl.
user_systemctl() {
    local user=$1
    shift
    machine setpriv --reuid="${uids[$user]}" --regid="${uids[$user]}" --clear-groups \
        env XDG_RUNTIME_DIR="/run/user/${uids[$user]}" systemctl --user "$@"
}

# unit USER NAME: makes rootful-init@NAME of that user run the script on standard input instead.
unit() {
    local script=/run/units/$1/$2.sh
    machine tee "$script" >/dev/null
    machine chmod 0755 "$script"
    machine tee "/run/units/$1/rootful-init@$2.service" >/dev/null <<END
[Unit]
BindsTo=rootful-create@$2.service
After=rootful-create@$2.service
DefaultDependencies=no
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/bash -eu $script
END
}

# with_netavark: puts the script on standard input in netavark's place; "$NETAVARK" is the real one.
with_netavark() {
    machine_script "$(cat)" <<'EOS'
for directory in /usr/local/libexec/podman /usr/local/lib/podman /usr/libexec/podman /usr/lib/podman; do
    [ ! -x "$directory/netavark" ] || break
done
mkdir -p /run/helpers
ln -sf "$directory/aardvark-dns" /run/helpers/
printf '#!/bin/bash\nNETAVARK=%s/netavark\n%s\n' "$directory" "$1" >/run/helpers/netavark
chmod 0755 /run/helpers/netavark
printf '[engine]\nhelper_binaries_dir = ["/run/helpers"]\n' >/etc/containers/containers.conf
EOS
}

with_real_netavark() {
    machine rm -f /etc/containers/containers.conf
}

# Waits for an event: until COMMAND... succeeds, or the seconds are over. They are many more than it takes, because a machine
# may be slow, and cost nothing when all is well.
within() {
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        if ((SECONDS >= end)); then
            echo "in vain: $*" >&2
            "$@"
            return 1
        fi
        sleep 0.05
    done
}

# end_servers: every socat, and its sockets.
end_servers() {
    machine pkill -x socat || true
    within 60 machine sh -c '! pgrep -x socat'
}

# netavark's rules, of its iptables driver and of its nftables driver, and ours.
rules() {
    machine_script <<'EOF'
for save in iptables-save ip6tables-save; do
    ! command -v "$save" >/dev/null || "$save" 2>/dev/null | sed '/^#/d; s/^\(:.*\) \[.*/\1/'
done
nft list table inet netavark 2>/dev/null || true
# The table of the rules against spoofed addresses stays, empty.
nft --stateless list ruleset netdev | tr '\n' '\r' | sed 's/table netdev rootful-containers {\r}\r//' | tr '\r' '\n'
EOF
}

flush_rules() {
    machine nft flush ruleset
}

# Everything of the machine that a container's network can change, for comparison. Sorted and without the numbers of
# interfaces, because netavark takes the networks of a container in no fixed order.
snapshot() {
    {
        rules
        state
    } | sed 's/\<veth[0-9]*/veth/' | sort
}

state() {
    machine_script <<'EOF'
ip -json -details link | jq -r '.[] | select(.ifname != "uplink") | "link \(.ifname) \(.linkinfo.info_kind) \(.master)"'
ip -json address | jq -r '.[] | "address \(.ifname) \(.addr_info[] | select(.scope == "global").local)"'
ip route | sed 's/ linkdown$//; s/^/route /'
findmnt -rn -o TARGET,FSTYPE | grep ^/run/rootful-containers/ | sed 's/^/mount /' || true
find /run/rootful-containers -not -path '*/.*' -o -path '*/.leases/*/*'
# Left behind by one that was killed, and of no effect.
find /run/containers/networks/aardvark-dns -type f ! -name aardvark.pid
{ ss -Hlntu; ss -Hnt --bound-inactive 2>/dev/null || true; } | awk '{print "socket", $1, $5}'
ps -e -o user=,args= | grep -E '[n]etwork-helper|[a]ardvark|[s]leep infinity' | sed 's|[^ ]*/\([a]ardvark-dns \)|\1|'
EOF
}

# What was killed may take a moment to be gone.
leaves_nothing() {
    within 60 is_as_before
}

is_as_before() {
    diff -u "$BATS_SUITE_TMPDIR/before" <(snapshot)
}
