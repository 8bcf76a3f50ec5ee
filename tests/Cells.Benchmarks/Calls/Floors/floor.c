// What calls are compared with: frames of a header and a payload, echoed over a Unix socket by the least code that does it.
//
//   floor serve <socket> <spin>                                        echoes until it is killed
//   floor call <socket> <spin> <server> <payload> <depth> <ms> <gap>   calls, and prints what measure.h says
//   floor redis <socket> <spin> <server> <payload> <depth> <ms> <gap>  the same with redis' ECHO, for which the server is a redis
//
// spin: 1 to ask the socket again and again instead of sleeping in it. server: the echoing process. depth: calls in flight. gap: us of sleep before each call.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include "measure.h"

enum { BUFFER = 4 << 20 };

typedef struct {
    uint32_t length; // of what follows the header
    uint32_t id;
    uint64_t reserved;
} header;

static int unix_socket(const char *path, struct sockaddr_un *address) {
    int s = socket(AF_UNIX, SOCK_STREAM, 0);
    if (s < 0) fail("socket");
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    strncpy(address->sun_path, path, sizeof address->sun_path - 1);
    return s;
}

static int send_all(int s, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t sent = send(s, bytes, count, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN && errno != EINTR) return -1;
        if (sent > 0) {
            bytes += sent;
            count -= (size_t)sent;
        }
    }
    return 0;
}

static void serve(const char *path, int spin) {
    struct sockaddr_un address;
    int listener = unix_socket(path, &address);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 16)) fail(path);
    char *in = malloc(BUFFER);
    for (;;) {
        int s = accept(listener, 0, 0);
        size_t have = 0;
        for (;;) {
            ssize_t got = recv(s, in + have, BUFFER - have, spin ? MSG_DONTWAIT : 0);
            if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
            if (got <= 0) break;
            have += (size_t)got;
            size_t whole = 0;
            header h;
            while (have - whole >= sizeof h) {
                memcpy(&h, in + whole, sizeof h);
                if (have - whole < sizeof h + h.length) break;
                whole += sizeof h + h.length;
            }
            // What is echoed is what came: the whole frames, in one send.
            if (whole && send_all(s, in, whole)) break;
            memmove(in, in + whole, have - whole);
            have -= whole;
        }
        close(s);
    }
}

// A call: the bytes of a request, and how many answer it. Answers come in the order of their requests.
typedef struct {
    char *request;
    size_t size, reply;
} exchange;

static exchange echo(uint32_t payload) {
    header h = {payload, 0, 0};
    exchange x = {calloc(1, sizeof h + payload), sizeof h + payload, sizeof h + payload};
    memcpy(x.request, &h, sizeof h);
    return x;
}

static exchange redis_echo(uint32_t payload) {
    char length[16];
    int digits = snprintf(length, sizeof length, "%u", payload);
    exchange x = {malloc(payload + 64), 0, (size_t)digits + payload + 5};
    int head = sprintf(x.request, "*2\r\n$4\r\nECHO\r\n$%s\r\n", length);
    memset(x.request + head, 'x', payload);
    memcpy(x.request + head + payload, "\r\n", 2);
    x.size = (size_t)head + payload + 2;
    return x;
}

static void call_one_by_one(int s, exchange x, uint64_t until, unsigned gap, int spin) {
    char *in = malloc(x.reply);
    for (;;) {
        if (gap) usleep(gap);
        uint64_t start = now();
        if (start > until) break;
        if (send_all(s, x.request, x.size)) fail("send");
        for (size_t have = 0; have < x.reply;) {
            ssize_t got = recv(s, in + have, x.reply - have, spin ? MSG_DONTWAIT : 0);
            if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) fail("recv");
            if (got > 0) have += (size_t)got;
        }
        sample(now() - start);
    }
}

static void call_in_a_row(int s, exchange x, uint32_t depth, uint64_t until) {
    size_t have = 0, left = 0, sent = 0;
    char *out = malloc(x.size * depth), *in = malloc(BUFFER);
    uint64_t *started = calloc(depth, sizeof *started);
    uint32_t next = 0, done = 0;
    for (uint32_t i = 0; i < depth; i++) memcpy(out + i * x.size, x.request, x.size);
    fcntl(s, F_SETFL, O_NONBLOCK);
    for (;;) {
        uint64_t t = now();
        if (t > until && done == next) break;
        if (t <= until && sent == left) {
            // All that there is room for leaves in one send.
            for (left = sent = 0; next - done < depth; next++, left += x.size) started[next % depth] = t;
        }
        while (sent < left) {
            ssize_t n = send(s, out + sent, left - sent, MSG_NOSIGNAL);
            if (n <= 0) break;
            sent += (size_t)n;
        }
        ssize_t got = recv(s, in, BUFFER, 0);
        if (got < 0 && errno == EAGAIN) {
            struct pollfd ready = {s, (short)(POLLIN | (sent < left ? POLLOUT : 0)), 0};
            poll(&ready, 1, -1);
            continue;
        }
        if (got <= 0) fail("recv");
        t = now();
        for (have += (size_t)got; have >= x.reply; have -= x.reply, done++) sample(t - started[done % depth]);
    }
}

int main(int count, char **words) {
    if (count == 4 && !strcmp(words[1], "serve")) serve(words[2], atoi(words[3]));
    int is_redis = count == 9 && !strcmp(words[1], "redis");
    if (!is_redis && (count != 9 || strcmp(words[1], "call"))) {
        fprintf(stderr, "usage: floor serve <socket> <spin> | call|redis <socket> <spin> <server> <payload> <depth> <ms> <gap>\n");
        return 2;
    }
    struct sockaddr_un address;
    int s = unix_socket(words[2], &address);
    if (connect(s, (struct sockaddr *)&address, sizeof address)) fail(words[2]);
    uint32_t payload = (uint32_t)atoi(words[5]), depth = (uint32_t)atoi(words[6]);
    exchange x = is_redis ? redis_echo(payload) : echo(payload);
    measurement m = begin(words[4]);
    uint64_t until = m.start + (uint64_t)atoi(words[7]) * 1000000u;
    if (depth == 1) call_one_by_one(s, x, until, (unsigned)atoi(words[8]), atoi(words[3]));
    else call_in_a_row(s, x, depth, until);
    return end(m);
}
