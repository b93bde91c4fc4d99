#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Limits, which test hosts have no controllers for.
# bats file_tags=vm

load ../e2e/lib

teardown() {
    clean_up
}

# eater [LINE]...: a container that takes more and more memory when it is told to.
eater() {
    define eater <<EOF
user = "test"
image = "localhost/web"
networks = ["rootful0"]
command = ["sh", "-c", "while [ ! -e /tmp/go ]; do sleep 0.1; done; exec tail /dev/zero"]
$(printf '%s\n' "$@")
EOF
}

# is_killed LIMIT: it is, for memory, which its status says, and its neighbour answers.
is_killed() {
    define_web
    start web eater
    host as test podman exec eater touch /tmp/go
    within 300 state_is rootful-container@eater.service failed
    status_says rootful-container@eater "eater was ended by SIGKILL, out of memory: its limit is $1"
    answers 192.0.2.1
}

@test "a container over [resources] memory_max is killed, which its status says, and its neighbour runs on" {
    eater '[resources]' 'memory_max = "64M"' 'memory_swap_max = "0"'
    is_killed 64M
}

@test "a container over memory is killed, which its status says, and its neighbour runs on" {
    eater 'memory = "48m"'
    is_killed 48M
}

# control_file USER CONTAINER FILE: of the control group of the container's first process, or of the closest one above that has it.
control_file() {
    host_script "$@" <<'EOF'
group=$(sed -n 's/^0:://p' "/proc/$(as "$1" podman inspect --format '{{.State.Pid}}' "$2")/cgroup")
until [ -e "/sys/fs/cgroup$group/$3" ] && [ "$(cat "/sys/fs/cgroup$group/$3")" != "${4:-max}" ]; do group=${group%/*}; done
cat "/sys/fs/cgroup$group/$3"
EOF
}

@test "pids_limit and tasks_max hold, and cpu_quota is where the kernel reads it" {
    define_web 'pids_limit = 20
[resources]
cpu_quota = "150%"'
    define_api '[resources]
tasks_max = 25'
    start web api
    [ "$(control_file test web pids.max)" = 20 ]
    [ "$(control_file other api pids.max 2048)" = 25 ]
    [ "$(control_file test web cpu.max 'max 100000')" = '150000 100000' ]
    # shellcheck disable=SC2016 # for the shell over there
    forks='for i in $(seq 40); do sleep 60 & done; wait'
    run ! host as test podman exec web sh -c "$forks"
    [[ $output == *"can't fork"* ]]
    run ! host as other podman exec api sh -c "$forks"
    [[ $output == *"can't fork"* ]]
}

@test "a limit that is not delegated to the user's manager is said in the status, and holds when it is" {
    define_web '[resources]
io_weight = 200
allowed_cpus = "0"
cpu_weight = 50'
    start web
    status_says rootful-container@web \
        'without effect: allowed_cpus: controller cpuset is not delegated to user@1000.service' \
        'without effect: io_weight: controller io is not delegated' '[resources] in rootful-containers.toml(5)'
    run ! status_has rootful-container@web cpu_weight
    stop web
    host sh -ec "mkdir -p /etc/systemd/system/user@.service.d
        printf '[Service]\nDelegate=pids memory cpu cpuset io\n' >/etc/systemd/system/user@.service.d/50-delegate.conf
        systemctl daemon-reload; systemctl restart user@1000.service"
    start web
    run ! status_has rootful-container@web 'without effect'
    [ "$(control_file test web cpuset.cpus.effective 0-1)" = 0 ]
    stop web
    host sh -ec 'rm -r /etc/systemd/system/user@.service.d; systemctl daemon-reload; systemctl restart user@1000.service'
}
