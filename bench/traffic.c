// SPDX-License-Identifier: BSD-2-Clause
//
// What bench/peers sends: a server for the container, and its clients on the other machine. Linked statically, so that it runs in any
// image.
//
//   traffic serve                                     HTTP on port 80, streams on port 81, datagrams on port 9000
//   traffic requests ADDRESS PORT COUNT close|keep    microseconds of a request: median and 99th percentile; each on a connection of its
//                                                     own, or all on one
//   traffic datagrams ADDRESS PORT COUNT              the same of a datagram that comes back, and how many did not
//   traffic download|upload ADDRESS PORT SECONDS      bytes and microseconds of one connection
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { chunk = 128 * 1024, datagram = 64, deadline_ms = 10000 };

static void fail(const char *what)
{
    fprintf(stderr, "traffic: %s: %s\n", what, strerror(errno));
    exit(1);
}

static double microseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static void send_all(int socket, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(socket, data, size, MSG_NOSIGNAL);
        if (sent < 0)
            fail("send");
        data += sent;
        size -= sent;
    }
}

// The server.

static int listener(int type, int port)
{
    struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_addr = in6addr_any};
    int on = 1, off = 0, result = socket(AF_INET6, type, 0);
    setsockopt(result, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(result, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    if (bind(result, (struct sockaddr *)&address, sizeof address) < 0 || (type == SOCK_STREAM && listen(result, 1024) < 0))
        fail("bind");
    return result;
}

// Answers with the address of the client.
static void *answer_requests(void *argument)
{
    int connection = (intptr_t)argument, used = 0;
    struct sockaddr_in6 peer;
    socklen_t size = sizeof peer;
    char text[INET6_ADDRSTRLEN] = "", request[4096], answer[256];
    getpeername(connection, (struct sockaddr *)&peer, &size);
    inet_ntop(AF_INET6, &peer.sin6_addr, text, sizeof text);
    const char *client = strncmp(text, "::ffff:", 7) ? text : text + 7;

    for (;;) {
        ssize_t got = recv(connection, request + used, sizeof request - 1 - used, 0);
        if (got <= 0)
            break;
        used += got;
        request[used] = 0;
        if (!strstr(request, "\r\n\r\n"))
            continue;
        int last = strstr(request, "Connection: close") != NULL;
        int length = snprintf(answer, sizeof answer, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n%s\r\n%s\n", strlen(client) + 1,
                              last ? "Connection: close\r\n" : "", client);
        if (send(connection, answer, length, MSG_NOSIGNAL) < 0 || last)
            break;
        used = 0;
    }
    close(connection);
    return NULL;
}

// The first byte says which way: d until the client has enough, u until it has sent all, which is acknowledged.
static void *stream(void *argument)
{
    static char zeros[chunk];
    int connection = (intptr_t)argument;
    char way, *sink = malloc(chunk);
    if (recv(connection, &way, 1, 0) == 1 && way == 'd')
        while (send(connection, zeros, chunk, MSG_NOSIGNAL) > 0)
            ;
    else {
        while (recv(connection, sink, chunk, 0) > 0)
            ;
        send(connection, "k", 1, MSG_NOSIGNAL);
    }
    free(sink);
    close(connection);
    return NULL;
}

static void *echo(void *argument)
{
    int socket = (intptr_t)argument;
    char data[2048];
    struct sockaddr_in6 client;
    for (;;) {
        socklen_t size = sizeof client;
        ssize_t got = recvfrom(socket, data, sizeof data, 0, (struct sockaddr *)&client, &size);
        if (got >= 0)
            sendto(socket, data, got, 0, (struct sockaddr *)&client, size);
    }
    return NULL;
}

static void run(void *(*routine)(void *), int argument)
{
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, 128 * 1024);
    if (pthread_create(&thread, &attributes, routine, (void *)(intptr_t)argument))
        fail("pthread_create");
}

static void end(int signal)
{
    (void)signal;
    _exit(0);
}

static void serve(void)
{
    // As the first process of the container it gets no signal that it does not ask for.
    signal(SIGTERM, end);
    signal(SIGINT, end);
    int on = 1;
    run(echo, listener(SOCK_DGRAM, 9000));
    struct pollfd listeners[] = {{listener(SOCK_STREAM, 80), POLLIN, 0}, {listener(SOCK_STREAM, 81), POLLIN, 0}};
    for (;;) {
        poll(listeners, 2, -1);
        for (int i = 0; i < 2; i++) {
            if (!listeners[i].revents)
                continue;
            int connection = accept4(listeners[i].fd, NULL, NULL, SOCK_CLOEXEC);
            if (connection < 0)
                continue;
            setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            run(i == 0 ? answer_requests : stream, connection);
        }
    }
}

// The clients.

static int connected(int type, const char *address, int port)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    struct timeval limit = {deadline_ms / 1000, 0};
    int on = 1, is_v6 = inet_pton(AF_INET6, address, &v6.sin6_addr) == 1, result = socket(is_v6 ? AF_INET6 : AF_INET, type, 0);
    if (!is_v6 && inet_pton(AF_INET, address, &v4.sin_addr) != 1)
        fail("address");
    setsockopt(result, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(result, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (type == SOCK_STREAM)
        setsockopt(result, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(result, is_v6 ? (struct sockaddr *)&v6 : (struct sockaddr *)&v4, is_v6 ? sizeof v6 : sizeof v4) < 0)
        fail("connect");
    return result;
}

static int compare(const void *left, const void *right)
{
    double l = *(const double *)left, r = *(const double *)right;
    return (l > r) - (l < r);
}

static void print_percentiles(double *times, int count)
{
    qsort(times, count, sizeof *times, compare);
    printf("%.1f %.1f", times[count / 2], times[(int)(count * 0.99)]);
}

static void request(int connection, int keep)
{
    char answer[4096];
    int used = 0;
    const char *text = keep ? "GET / HTTP/1.1\r\nHost: bench\r\n\r\n" : "GET / HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n";
    send_all(connection, text, strlen(text));
    for (;;) {
        ssize_t got = recv(connection, answer + used, sizeof answer - 1 - used, 0);
        if (got <= 0)
            fail("no answer");
        used += got;
        answer[used] = 0;
        char *body = strstr(answer, "\r\n\r\n");
        if (body && strchr(body + 4, '\n'))
            return;
    }
}

static void requests(const char *address, int port, int count, int keep)
{
    double *times = calloc(count, sizeof *times);
    int connection = keep ? connected(SOCK_STREAM, address, port) : -1;
    for (int i = 0; i < count; i++) {
        double begin = microseconds();
        if (!keep)
            connection = connected(SOCK_STREAM, address, port);
        request(connection, keep);
        times[i] = microseconds() - begin;
        if (!keep)
            close(connection);
    }
    print_percentiles(times, count);
    puts("");
}

static void datagrams(const char *address, int port, int count)
{
    double *times = calloc(count, sizeof *times);
    int came = 0, socket = connected(SOCK_DGRAM, address, port);
    struct timeval limit = {0, 200000};
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    for (int i = 0; i < count; i++) {
        char data[datagram] = {0}, back[datagram];
        memcpy(data, &i, sizeof i);
        double begin = microseconds();
        send(socket, data, sizeof data, 0);
        // A late one of before is not the one that is waited for.
        while (recv(socket, back, sizeof back, 0) == sizeof back)
            if (!memcmp(data, back, sizeof back)) {
                times[came++] = microseconds() - begin;
                break;
            }
    }
    if (!came)
        fail("no datagram came back");
    print_percentiles(times, came);
    printf(" %d\n", count - came);
}

static void transfer(const char *address, int port, double seconds, int up)
{
    static char data[chunk];
    int connection = connected(SOCK_STREAM, address, port);
    double begin = microseconds(), limit = begin + seconds * 1e6, bytes = 0;
    send_all(connection, up ? "u" : "d", 1);
    while (microseconds() < limit) {
        ssize_t size = up ? send(connection, data, chunk, MSG_NOSIGNAL) : recv(connection, data, chunk, 0);
        if (size <= 0)
            fail("transfer");
        bytes += size;
    }
    if (up) {
        // What is on its way has to arrive as well.
        shutdown(connection, SHUT_WR);
        if (recv(connection, data, 1, 0) != 1)
            fail("no acknowledgement");
    }
    printf("%.0f %.0f\n", bytes, microseconds() - begin);
}

int main(int count, char **words)
{
    const char *what = count > 1 ? words[1] : "";
    if (!strcmp(what, "serve") && count == 2)
        serve();
    else if (!strcmp(what, "requests") && count == 6)
        requests(words[2], atoi(words[3]), atoi(words[4]), !strcmp(words[5], "keep"));
    else if (!strcmp(what, "datagrams") && count == 5)
        datagrams(words[2], atoi(words[3]), atoi(words[4]));
    else if ((!strcmp(what, "download") || !strcmp(what, "upload")) && count == 5)
        transfer(words[2], atoi(words[3]), atof(words[4]), !strcmp(what, "upload"));
    else {
        fprintf(stderr, "usage: traffic serve|requests|datagrams|download|upload ...\n");
        return 2;
    }
    return 0;
}
