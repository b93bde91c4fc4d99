// SPDX-License-Identifier: BSD-2-Clause
//
// The main process of rootful-init@ in a user's service manager: makes a network namespace in the user namespace of the user's podman, or
// enters the one that its argument names, says that it is ready, and holds the namespace for as long as it runs. In C, because only a process of one thread can enter a user namespace,
// which a .NET program never is. Nothing that it does is believed by root, who verifies the namespace before it attaches it.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

// Of the user's first podman command since boot, which makes podman's user namespace.
#define PATIENCE_SECONDS 50
#define PAUSE_NANOSECONDS 2000000

static void fail(const char *what) {
    fprintf(stderr, "namespace-holder: %s: %s\n", what, strerror(errno));
    exit(1);
}

// The process that holds podman's user namespace; 0 when there is none yet.
static int pause_process(const char *path) {
    FILE *file = fopen(path, "re");
    int process = 0;
    if (file) {
        if (fscanf(file, "%d", &process) != 1 || process <= 1)
            process = 0;
        fclose(file);
    }
    return process;
}

static int is_same_namespace(int a, int b) {
    struct stat first, second;
    return fstat(a, &first) == 0 && fstat(b, &second) == 0 && first.st_ino == second.st_ino;
}

// Its user namespace: one of this user's, right below that of this process. A file that a power cut left may name any process.
static int open_user_namespace(int process, int own) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/ns/user", process);
    int namespace = open(path, O_RDONLY | O_CLOEXEC);
    if (namespace < 0)
        return -1;
    uid_t owner;
    int parent = ioctl(namespace, NS_GET_PARENT);
    int is_podmans = parent >= 0 && is_same_namespace(parent, own) && ioctl(namespace, NS_GET_OWNER_UID, &owner) == 0 &&
                     owner == getuid();
    if (parent >= 0)
        close(parent);
    if (is_podmans)
        return namespace;
    close(namespace);
    return -1;
}

static int await_user_namespace(const char *path) {
    const struct timespec pause = {.tv_nsec = PAUSE_NANOSECONDS};
    struct timespec now, end;
    int own = open("/proc/self/ns/user", O_RDONLY | O_CLOEXEC);
    if (own < 0)
        fail("/proc/self/ns/user");
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += PATIENCE_SECONDS;
    do {
        int process = pause_process(path);
        int namespace = process ? open_user_namespace(process, own) : -1;
        if (namespace >= 0)
            return namespace;
        nanosleep(&pause, NULL);
        clock_gettime(CLOCK_MONOTONIC, &now);
    } while (now.tv_sec < end.tv_sec);
    fprintf(stderr,
            "namespace-holder: podman of this user has no user namespace: there is no process of its own in %s; "
            "with network_namespace = \"container\" podman makes the network namespace itself\n",
            path);
    exit(1);
}

static void say_ready(void) {
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = path ? strlen(path) : 0;
    if (length == 0 || length >= sizeof address.sun_path)
        return;
    memcpy(address.sun_path, path, length);
    if (path[0] == '@')
        address.sun_path[0] = 0;
    static const char ready[] = "READY=1";
    int sender = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (sender < 0 || sendto(sender, ready, sizeof ready - 1, 0, (struct sockaddr *)&address,
                             offsetof(struct sockaddr_un, sun_path) + length) < 0)
        fail("tell the service manager");
    close(sender);
}

static void enter_network_namespace(const char *path) {
    int namespace = open(path, O_RDONLY | O_CLOEXEC);
    if (namespace < 0 || setns(namespace, CLONE_NEWNET) < 0)
        fail(path);
    close(namespace);
}

int main(int count, char **arguments) {
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    char path[256];
    if (!runtime || snprintf(path, sizeof path, "%s/libpod/tmp/pause.pid", runtime) >= (int)sizeof path) {
        fprintf(stderr, "namespace-holder: no XDG_RUNTIME_DIR\n");
        return 1;
    }
    if (setns(await_user_namespace(path), CLONE_NEWUSER) < 0)
        fail("enter podman's user namespace");
    if (count > 1)
        enter_network_namespace(arguments[1]);
    else if (unshare(CLONE_NEWNET) < 0)
        fail("make a network namespace");
    say_ready();
    // It shares its memory with podman's own pause process, and takes a tenth of what this program would.
    static const char *const programs[] = {"/usr/libexec/podman/catatonit", "/usr/bin/catatonit", "/usr/lib/podman/catatonit",
                                           "/usr/local/libexec/podman/catatonit", "/usr/local/lib/podman/catatonit"};
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        execl(programs[i], "namespace-holder", "-P", (char *)NULL);
    for (;;)
        pause();
}
