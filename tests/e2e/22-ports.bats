#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Published ports: whose they are, and what happens when the definition changes them.

load lib

teardown() {
    host sh -c 'systemctl stop outside.service 2>/dev/null || true'
    clean_up
    host podman network rm --force four six >/dev/null
}

# web_on_four PORTS: container web on a network without IPv6.
web_on_four() {
    host podman network create --ignore --subnet 10.89.7.0/24 four
    define web <<EOF
user = "test"
image = "localhost/web"
networks = ["four"]
publish = $1
EOF
}

# web_publishes PORTS: container web on a network with both families.
web_publishes() {
    define web <<EOF
user = "test"
image = "localhost/web"
networks = ["rootful0"]
publish = $1
EOF
}

# Not served, and said so at once: a connection that is taken and never served would end with 28.
refuses() {
    run -7 client curl --silent --max-time 10 --output /dev/null "http://$1/"
}

@test "a published port is the container's in both families, also on a network that has one of them" {
    web_on_four '["8090:80", "9090:9000/udp"]'
    start web
    answers 192.0.2.1:8090
    seen_over_udp UDP4:192.0.2.1:9090 192.0.2.2
    for option in '' ,reuseaddr ,reuseport ,reuseaddr,reuseport; do
        for port in TCP6-LISTEN:8090,ipv6only 'TCP6-LISTEN:8090,bind=[2001:db8:2::1]' TCP4-LISTEN:8090,bind=127.0.0.1; do
            is_taken "$port$option"
        done
        is_taken "UDP6-RECV:9090,ipv6only$option"
    done
    refuses '[2001:db8:2::1]:8090'
    answers 192.0.2.1:8090
}

# Each step is a change of one part: the port's host address, the port, the protocol, the range; and back.
steps=('["8080:80"]' '["192.0.2.1:8080:80"]' '["8080:80"]' '["[2001:db8:2::1]:8080:80"]' '["0.0.0.0:8080:80"]'
    '["8080-8082:80-82"]' '["8081-8083:80-82"]' '["8081:80"]' '["8080:80/tcp,udp"]' '["8080:80/udp"]' '["8080:80"]')

# Where web is served in each of these steps.
serving=(192.0.2.1:8080 192.0.2.1:8080 192.0.2.1:8080 '[2001:db8:2::1]:8080' 192.0.2.1:8080
    192.0.2.1:8080 192.0.2.1:8081 192.0.2.1:8081 192.0.2.1:8080 '' 192.0.2.1:8080)

changes_are_applied_by() {
    web_publishes "${steps[0]}"
    start web
    for i in "${!steps[@]}"; do
        echo "${steps[i]}"
        web_publishes "${steps[i]}"
        "$@"
        [[ -z ${serving[i]} ]] || answers "${serving[i]}"
    done
}

# So often that systemd would refuse it.
restart_web() {
    host systemctl reset-failed rootful-container@web
    host systemctl restart rootful-container@web
}

@test "a changed host address, port, range or protocol is applied by a restart" {
    changes_are_applied_by restart_web
}

@test "a changed host address, port, range or protocol is applied by a reload of the network" {
    changes_are_applied_by host systemctl reload rootful-network@web
    # What is not published any more is anybody's.
    run -124 host as third timeout 2 socat -u TCP-LISTEN:8083,reuseaddr /dev/null
}

@test "a reload whose ports another program has leaves the container the ones it had" {
    web_publishes '["8080:80", "8081:81"]'
    start web
    host systemd-run --quiet --collect --unit=outside socat TCP-LISTEN:8082,fork,reuseaddr /dev/null
    within 60 host sh -c 'ss -Hlnt sport = :8082 | grep -q .'
    web_publishes '["192.0.2.1:8080:80", "8082:81"]'
    run ! host systemctl reload rootful-network@web
    status_says rootful-network@web.service "published port '8082:81': tcp port 8082 is already taken on this host"
    answers 192.0.2.1:8080
    is_taken TCP6-LISTEN:8080,reuseaddr
    is_taken TCP6-LISTEN:8081,reuseaddr
    host systemctl stop outside
    host systemctl reload rootful-network@web
    answers 192.0.2.1:8080
    is_taken TCP6-LISTEN:8082,reuseaddr
}

stored() {
    property rootful-network@web.service NFileDescriptorStore
}

# manager_time COMMAND: the processor time that the service manager takes for it, in hundredths of a second.
manager_time() {
    host_script "$1" <<'EOF'
before=$(awk '{print $14 + $15}' /proc/1/stat)
eval "$1"
after=$(awk '{print $14 + $15}' /proc/1/stat)
echo $((after - before))
EOF
}

@test "ten thousand published ports cost the service manager what one does, and all of them are the container's" {
    web_publishes '["9000:9000/udp"]'
    start web
    one=$(stored)
    cheap=$(manager_time 'systemctl daemon-reload; systemctl daemon-reload')
    stop web
    web_publishes '["10000-19999:10000-19999/udp", "9000:9000/udp"]'
    start web
    seen_over_udp UDP4:192.0.2.1:9000 192.0.2.2
    (($(stored) <= one + 1))
    dear=$(manager_time 'systemctl daemon-reload; systemctl daemon-reload')
    echo "$cheap $dear"
    ((dear <= 3 * cheap + 20))
    for port in 10000 10001 10250 14999 19999; do
        is_taken UDP6-RECV:$port,ipv6only
        is_taken UDP4-RECV:$port,bind=127.0.0.1
    done
    host systemctl daemon-reexec
    within 60 state_is rootful-network@web.service active
    is_taken UDP6-RECV:19999,ipv6only
    host systemctl restart rootful-container@web
    seen_over_udp 'UDP6:[2001:db8:2::1]:9000' '[2001:0db8:0002:0000:0000:0000:0000:0002]'
    is_taken UDP6-RECV:19999,ipv6only
    stop web
    run -124 host as third timeout 2 socat -u UDP6-RECV:19999,ipv6only /dev/null
}

@test "more ports than a container can have are an error with its place" {
    web_publishes '["10000-40000:10000-40000/udp"]'
    run ! start web
    status_says rootful-container@web.service '/etc/rootful-containers.d/web.toml:4:12:' \
        'publishes 30001 ports; at most 12000'
}

# --- flows that the kernel knows already ---

# A client with one port of its own that asks every tenth of a second, whatever is answered, and counts the answers.
keep_asking() {
    host_script "$1" <<'END'
cat >/run/keep-asking.py <<'PYTHON'
import socket, sys, time
address = sys.argv[1]
s = socket.socket(socket.AF_INET6 if ':' in address else socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('', 40001))
s.settimeout(0.1)
answers = 0
while True:
    try:
        s.sendto(b'hello\n', (address, 9000))
        s.recv(100)
        answers += 1
        time.sleep(0.1)
    except OSError:
        time.sleep(0.02)
    with open('/run/answers', 'w') as file:
        file.write(str(answers))
PYTHON
echo 0 >/run/answers
systemd-run --quiet --collect --unit=outside client python3 /run/keep-asking.py "$1"
END
}

answered() {
    host cat /run/answers
}

more_answers_than() {
    (($(answered) > $1))
}

is_answered() {
    local before
    before=$(answered)
    within 60 more_answers_than "$((before + 2))"
}

@test "a client that asks before the container runs, and never pauses, is answered when it does" {
    for address in 192.0.2.1 2001:db8:2::1; do
        web_publishes '["9000:9000/udp"]'
        keep_asking "$address"
        start web
        is_answered
        stop web
        start web
        is_answered
        web_publishes '["9001:9000/udp"]'
        host systemctl reload rootful-network@web
        web_publishes '["9000:9000/udp"]'
        host systemctl reload rootful-network@web
        is_answered
        stop web
        host systemctl stop outside
    done
}

@test "a client that never pauses is answered by the container that has the port now" {
    web_publishes '["9000:9000/udp"]'
    keep_asking 192.0.2.1
    start web
    is_answered
    define web <<'END'
user = "test"
image = "localhost/web"
publish = ["9000:9000/udp"]

[[network]]
name = "rootful0"
ipv4 = "10.89.0.77"
END
    host systemctl restart rootful-container@web
    is_answered
    stop web
    undefine web
    define api <<'END'
user = "other"
image = "localhost/web"
networks = ["rootful1"]
publish = ["9000:9000/udp"]
END
    start api
    is_answered
}

# Notes whether podman's lock was free or held whenever some of the flows were forgotten and others not.
watch_lock() {
    host systemd-run --quiet --collect --unit=outside --property=Type=notify --property=NotifyAccess=all python3 -c '
import fcntl, os, struct, subprocess
lock = os.open("/run/lock/netavark.lock", os.O_RDWR)
free, held, most, count = 0, 0, 0, 1
subprocess.run(["systemd-notify", "--ready"])
while count:
    with open("/proc/sys/net/netfilter/nf_conntrack_count") as file:
        count = int(file.read())
    most = max(most, count)
    if most / 5 < count < most * 4 / 5:
        asked = fcntl.fcntl(lock, fcntl.F_GETLK, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0))
        is_free = struct.unpack("hhqqi4x", asked)[0] == fcntl.F_UNLCK
        free, held = free + is_free, held + (not is_free)
        with open("/run/watch-lock", "w") as file:
            file.write("%d free, %d held" % (free, held))
'
}

@test "any number of clients holds up nobody else's start: their flows are forgotten without podman's lock" {
    web_publishes '["9100:9100/udp"]'
    start web
    client python3 -c '
import socket
for port in range(1100, 31100):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.bind(("", port))
        sender.sendto(b"hello", ("192.0.2.1", 9100))
'
    watch_lock
    stop web
    run -0 host cat /run/watch-lock
    [[ $output == *', 0 held' ]]
    host systemctl stop outside
    host rm /run/watch-lock
}

# --- ports that cannot work ---

@test "ports that no network of the container publishes are said in the status, and not called published" {
    host podman network create --internal --subnet 10.89.7.0/24 four
    web_on_four '["8090:80"]'
    start web
    status_says rootful-container@web.service 'published ports lead nowhere: network four is internal'
    status_says rootful-network@web.service 'published ports lead nowhere: network four is internal'
    run ! status_has rootful-network@web.service ', published '
    refuses 192.0.2.1:8090
    stop web
    host podman network rm four
    web_on_four '["8090:80", "[2001:db8:2::1]:8091:80"]'
    start web
    answers 192.0.2.1:8090
    status_says rootful-container@web.service \
        "published port '[2001:db8:2::1]:8091:80' leads nowhere: the container has no IPv6 address"
}

@test "port 53 against the name server of the networks: both ways out are said" {
    define api <<'END'
user = "other"
image = "localhost/web"
networks = ["rootful0"]
END
    web_publishes '["53:9000/udp"]'
    run ! start web
    status_says rootful-network@web.service 'publish it on one address of the host' 'dns_bind_port'
    start api
    run ! start web
    status_says rootful-network@web.service 'aardvark-dns' '192.0.2.1:53:9000/udp' 'dns_bind_port'
    stop api
    host podman network create --disable-dns --subnet 10.89.7.0/24 four
    web_on_four '["53:9000/udp"]'
    start web
    run ! start api
    status_says rootful-network@api.service 'by container web' 'dns_bind_port'
    stop web
    web_publishes '["192.0.2.1:53:9000/udp"]'
    start api web
    seen_over_udp UDP4:192.0.2.1:53 192.0.2.2
    fetches other api web
}

@test "a port of the address ::1 is an error" {
    web_publishes '["[::1]:8081:80"]'
    run ! start web
    status_says rootful-container@web.service '/etc/rootful-containers.d/web.toml:4:12:' 'use 127.0.0.1'
}
