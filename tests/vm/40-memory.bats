#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# A machine without memory left: what the kernel then kills is reported, and comes back.
# bats file_tags=vm

load ../e2e/lib

teardown() {
    clean_up
}

# run_out_of_memory PATTERN: the kernel believes so, and that this process, by its command line, is the one to kill.
run_out_of_memory() {
    host_script "$1" <<'EOF'
process=$(pgrep -o -f "$1")
echo 1000 >"/proc/$process/oom_score_adj"
echo f >/proc/sysrq-trigger
until [ ! -e "/proc/$process" ]; do sleep 0.1; done
journalctl --sync
journalctl --boot --dmesg | grep "Out of memory: Killed process $process"
EOF
}

@test "aardvark-dns killed for memory: names are answered again" {
    define_web
    define_api
    start web api
    run_out_of_memory '/aardvark-dns '
    within 120 fetch test web api
}

@test "the supervisor killed for memory: its unit says so, the container ends with it, and Restart= brings it back" {
    define_web '[service]
restart = "on-failure"
restart_sec = "1s"'
    start web
    run_out_of_memory '/container-supervisor web'
    answers 192.0.2.1
    host sh -c 'journalctl --boot --unit=rootful-container@web | grep "Failed with result .oom-kill"'
}

@test "conmon killed for memory: the status says so, and the next start works" {
    define_web
    start web
    run_out_of_memory "conmon .*--name web|conmon .*-n web"
    within 120 state_is rootful-container@web.service failed
    status_says rootful-container@web 'out of memory: the machine had none left'
    start web
    answers 192.0.2.1
}

@test "podman or the helper killed for memory during a start: it fails, and the next start works" {
    define_web
    for process in '[p]odman create ' '/[n]etwork-helper setup web'; do
        host systemctl start --no-block rootful-container@web
        within 120 host pkill -STOP -o -f "$process"
        run_out_of_memory "$process"
        within 120 state_is rootful-container@web.service failed
        within 120 state_is rootful-network@web.service failed
        host systemctl reset-failed
    done
    start web
    answers 192.0.2.1
}
