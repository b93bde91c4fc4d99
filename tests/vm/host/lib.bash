# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# A virtual machine is a test host whose first process, to the machine outside, is qemu. This is what differs.

# shellcheck source=tests/host/lib.bash
source "$(dirname "${BASH_SOURCE[0]}")/../../host/lib.bash"
host_directory=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# A processor that is emulated, on a machine that is busy.
deadline=600

machine=(-nodefaults -display none -no-reboot -cpu max -smp 2 -m 3072)

# KVM may be there and not work, as in a virtual machine that gets none from its own host: a kernel without a disk gives up at once.
accelerator() {
    if [[ -w /dev/kvm ]] && { timeout --signal=KILL 15 qemu-system-x86_64 "${machine[@]}" -accel kvm -kernel "$1/kernel" \
        -append panic=-1 </dev/null; } >/dev/null 2>&1; then
        echo kvm
    else
        echo tcg,thread=multi
    fi
}

power_on() {
    (
        close_descriptors
        exec setsid qemu-system-x86_64 "${machine[@]}" -accel "$(<"$disk/accelerator")" \
            -kernel "$disk/base/kernel" -initrd "$disk/base/initrd" \
            -append "root=/dev/vda rw console=ttyS0 quiet systemd.hostname=$name" \
            -drive "file=$disk/disk,if=virtio" -serial "file:$state/console.log" -device virtio-rng-pci \
            -chardev "socket,id=commands,path=$state/commands,server=on,wait=off" \
            -device virtio-serial -device virtserialport,chardev=commands,name=commands
    ) </dev/null >"$state/qemu.log" 2>&1 &
    # Its end is waited for by other programs; this shell has nothing to say about it.
    disown
    echo $! >"$state/leader"
    wait_until "$name to boot (see $state/console.log)" has_booted
}

is_reachable() {
    ! is_gone "$(<"$state/leader")" || fail "qemu ended: $(tail -n 5 "$state/qemu.log" "$state/console.log")"
    "$host_directory/exec" "$name" test -S /run/systemd/private 2>/dev/null
}

# Waits for the end of a machine that is on its way down.
power_off() {
    wait_until "the end of $name (see $state/console.log)" is_gone "$(<"$state/leader")"
    rm "$state/leader"
}
