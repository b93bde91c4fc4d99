#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# SIGKILL before every single step of the helper, and at many of netavark's: what is left is undone by teardown and is no
# obstacle for the next run. The steps are the system calls that change something outside of the process, as strace
# counts them in a run that nobody disturbs; a new step is a new case by itself.
# shellcheck disable=SC2016 # quoted variables are for netavark's stand-in

load lib

setup_file() {
    helper "${setup[@]}"
    snapshot >"$BATS_FILE_TMPDIR/attached"
    helper teardown web
}

teardown() {
    with_real_netavark
    detach web
    leaves_nothing
}

options=(web --user=alice --network=front --network=back --publish=80:8080)
setup=(setup "${options[@]}")
reload=(reload "${options[@]}")
teardown=(teardown web)

is_attached() {
    within 60 looks_attached
}

looks_attached() {
    diff -u "$BATS_FILE_TMPDIR/attached" <(snapshot)
}

# What changes something: all of the first, and the others if they are called so. Not sendto: libnftables asks the kernel with it, more
# often when netavark changes something meanwhile, and tells it by sendmsg.
always=mkdir,mkdirat,rmdir,rename,renameat,renameat2,link,linkat,unlink,unlinkat,mount,umount2,unshare,bind,fchmod,fchmodat,sendmsg,write,pwrite64
sometimes=openat,flock,fcntl,vfork,clone,clone3

# find_steps COMMAND...: runs the helper, and leaves its steps in $steps, each the name of a system call and which one of
# these it is. Of programs that it starts strace lets go: aardvark-dns would keep it for ever.
find_steps() {
    machine strace -f --detach-on=execve -o "$BATS_TEST_TMPDIR/trace" -e trace="$always,$sometimes" "${network_helper:?}" "$@"
    mapfile -t steps < <(steps_of_trace)
    echo "${#steps[@]} steps of $1: ${steps[*]}"
    ((${#steps[@]} > 10))
}

steps_of_trace() {
    awk -v sometimes="$sometimes" '
        BEGIN { split(sometimes, names, ","); for (i in names) asks[names[i]] }
        !match($2, /^[a-z0-9]+\(/) { next }
        {
            name = substr($2, 1, RLENGTH - 1)
            number = ++count[$1, name]
            if (/ = -1 E/) next
            if (!(name in asks) || /O_CREAT|LOCK_EX|F_SETLK|SIGCHLD/) print name, number
        }' "$BATS_TEST_TMPDIR/trace" | awk '!seen[$0]++'
}

# kill_before "STEP" COMMAND...: runs the helper, which is killed before that step.
kill_before() {
    local call number
    read -r call number <<<"$1"
    shift
    echo "$1 killed before $call $number"
    run -137 machine strace -f --detach-on=execve -o /dev/null -e trace="$call" -e inject="$call:signal=KILL:when=$number" \
        "$network_helper" "$@"
}

# with_traced_netavark VERB STRACE-OPTION...: netavark runs under strace, once, when it runs that verb.
with_traced_netavark() {
    local verb=$1
    shift
    with_netavark <<END
if [[ \$* == *" $verb "* ]] && mkdir /run/helpers/once; then
    exec strace -f --detach-on=execve $* "\$NETAVARK" "\$@"
fi
exec "\$NETAVARK" "\$@"
END
    machine rm -rf /run/helpers/once
}

# find_netavark_steps VERB COMMAND...: the same for netavark's messages to the kernel and the programs that it runs. There
# are too many for each of them.
find_netavark_steps() {
    local verb=$1
    shift
    with_traced_netavark "$verb" -o "$BATS_TEST_TMPDIR/trace" -e trace=sendto,sendmsg,vfork,clone,clone3
    helper "$@"
    mapfile -t steps < <(steps_of_trace | awk '{ all[$1] = all[$1] " " $2; count[$1]++ } END {
        for (call in all) {
            split(all[call], numbers, " ")
            for (i = 1; i <= count[call]; i += int(count[call] / 8) + 1) print call, numbers[i]
        }
    }')
    echo "${#steps[@]} steps of netavark $verb: ${steps[*]}"
    ((${#steps[@]} > 3))
}

@test "setup killed before any of its steps is undone by teardown" {
    find_steps "${setup[@]}"
    helper "${teardown[@]}"
    for step in "${steps[@]}"; do
        kill_before "$step" "${setup[@]}"
        helper "${teardown[@]}"
        leaves_nothing
    done
}

@test "setup killed before any of its steps is made good by the next setup" {
    find_steps "${setup[@]}"
    helper "${teardown[@]}"
    for step in "${steps[@]}"; do
        kill_before "$step" "${setup[@]}"
        helper "${setup[@]}"
        is_attached
        helper "${teardown[@]}"
    done
}

@test "teardown killed before any of its steps is finished by the next teardown" {
    helper "${setup[@]}"
    find_steps "${teardown[@]}"
    for step in "${steps[@]}"; do
        helper "${setup[@]}"
        kill_before "$step" "${teardown[@]}"
        helper "${teardown[@]}"
        leaves_nothing
    done
}

@test "teardown killed before any of its steps is no obstacle for the next setup" {
    helper "${setup[@]}"
    find_steps "${teardown[@]}"
    for step in "${steps[@]}"; do
        helper "${setup[@]}"
        kill_before "$step" "${teardown[@]}"
        helper "${setup[@]}"
        is_attached
        # Also the table that keeps others' frames back during an attachment is there again next time.
        helper "${teardown[@]}"
    done
}

@test "reload killed before any of its steps is made good by the next reload, or undone by teardown" {
    helper "${setup[@]}"
    find_steps "${reload[@]}"
    for i in "${!steps[@]}"; do
        kill_before "${steps[i]}" "${reload[@]}"
        if ((i % 2)); then
            helper "${reload[@]}"
            is_attached
        else
            helper "${teardown[@]}"
            leaves_nothing
            helper "${setup[@]}"
        fi
    done
}

# kill_at_netavark VERB COMMAND...: the helper is killed when its netavark begins that verb. netavark goes on by itself.
kill_at_netavark() {
    local verb=$1
    shift
    with_netavark <<END
if [[ \$* == *" $verb "* ]] && mkdir /run/helpers/once; then
    kill -KILL \$PPID
    sleep 2
fi
exec "\$NETAVARK" "\$@"
END
    machine rm -rf /run/helpers/once
    run -137 helper "$@"
}

@test "what netavark still does when its helper was killed is awaited, then undone or made good" {
    kill_at_netavark setup "${setup[@]}"
    helper "${teardown[@]}"
    leaves_nothing

    kill_at_netavark setup "${setup[@]}"
    helper "${setup[@]}"
    is_attached

    for verb in teardown setup; do
        kill_at_netavark "$verb" "${reload[@]}"
        helper "${reload[@]}"
        is_attached
    done

    kill_at_netavark teardown "${teardown[@]}"
    helper "${teardown[@]}"
    leaves_nothing
}

@test "netavark killed during setup is reported, and what it left is undone" {
    find_netavark_steps setup "${setup[@]}"
    helper "${teardown[@]}"
    for step in "${steps[@]}"; do
        read -r call number <<<"$step"
        echo "netavark setup killed before $step"
        with_traced_netavark setup -o /dev/null -e trace="$call" -e inject="$call:signal=KILL:when=$number"
        run -1 helper "${setup[@]}"
        [[ ${lines[-1]} == 'network-helper: netavark setup: failed without a message (signal 9 ended it)' ]]
        leaves_nothing
    done
}

@test "netavark killed during teardown is followed by another one that leaves nothing" {
    helper "${setup[@]}"
    find_netavark_steps teardown "${teardown[@]}"
    for step in "${steps[@]}"; do
        read -r call number <<<"$step"
        echo "netavark teardown killed before $step"
        helper "${setup[@]}"
        with_traced_netavark teardown -o /dev/null -e trace="$call" -e inject="$call:signal=KILL:when=$number"
        run -0 helper "${teardown[@]}"
        [[ ${lines[0]} == 'network-helper: netavark teardown: failed without a message (signal 9 ended it); it is run again' ]]
        leaves_nothing
    done
}
