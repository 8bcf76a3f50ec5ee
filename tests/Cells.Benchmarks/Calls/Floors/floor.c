// What calls are compared with: frames of a header and a payload, echoed over a Unix socket by the least code that does it.
//
//   floor serve <socket> <spin>                                       echoes until it is killed
//   floor call <socket> <spin> <server> <payload> <depth> <ms> <gap>  calls, and prints one line: p50 ns, p99 ns, calls/s, CPU ns a call here and there
//
// spin: 1 to ask the socket again and again instead of sleeping in it. server: the echoing process. depth: calls in flight. gap: us of sleep before each call.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 4 << 20, SAMPLES = 1 << 21 };

typedef struct {
    uint32_t length; // of what follows the header
    uint32_t id;
    uint64_t reserved;
} header;

static uint32_t samples[SAMPLES];
static uint64_t calls;

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void sample(uint64_t ns) { samples[calls++ % SAMPLES] = ns > UINT32_MAX ? UINT32_MAX : (uint32_t)ns; }

static int ascending(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static double own_cpu(void) {
    struct rusage r;
    getrusage(RUSAGE_SELF, &r);
    return (double)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) * 1e9 + (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec) * 1e3;
}

static double cpu_of(const char *process) {
    char path[64], line[1024];
    unsigned long user, system;
    snprintf(path, sizeof path, "/proc/%s/stat", process);
    FILE *file = fopen(path, "r");
    if (!file || !fgets(line, sizeof line, file)) fail(path);
    fclose(file);
    char *rest = strrchr(line, ')');
    if (!rest || sscanf(rest + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) != 2) fail(path);
    return (double)(user + system) * 1e9 / (double)sysconf(_SC_CLK_TCK);
}

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

static void call_one_by_one(int s, uint32_t payload, uint64_t end, unsigned gap, int spin) {
    size_t size = sizeof(header) + payload;
    char *out = calloc(1, size), *in = malloc(size);
    header h = {payload, 0, 0};
    for (;;) {
        if (gap) usleep(gap);
        uint64_t start = now();
        if (start > end) break;
        h.id++;
        memcpy(out, &h, sizeof h);
        if (send_all(s, out, size)) fail("send");
        for (size_t have = 0; have < size;) {
            ssize_t got = recv(s, in + have, size - have, spin ? MSG_DONTWAIT : 0);
            if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) fail("recv");
            if (got > 0) have += (size_t)got;
        }
        sample(now() - start);
    }
}

static void call_in_a_row(int s, uint32_t payload, uint32_t depth, uint64_t end) {
    size_t size = sizeof(header) + payload, have = 0, left = 0, sent = 0;
    char *out = malloc(size * depth), *in = malloc(BUFFER);
    uint64_t *started = calloc(depth, sizeof *started);
    uint32_t next = 0, done = 0;
    fcntl(s, F_SETFL, O_NONBLOCK);
    for (;;) {
        uint64_t t = now();
        if (t > end && done == next) break;
        if (t <= end && sent == left) {
            // All that there is room for leaves in one send.
            for (left = sent = 0; next - done < depth; next++, left += size) {
                header h = {payload, next, 0};
                memcpy(out + left, &h, sizeof h);
                started[next % depth] = t;
            }
        }
        while (sent < left) {
            ssize_t n = send(s, out + sent, left - sent, MSG_NOSIGNAL);
            if (n <= 0) break;
            sent += (size_t)n;
        }
        ssize_t got = recv(s, in + have, BUFFER - have, 0);
        if (got < 0 && errno == EAGAIN) {
            struct pollfd ready = {s, (short)(POLLIN | (sent < left ? POLLOUT : 0)), 0};
            poll(&ready, 1, -1);
            continue;
        }
        if (got <= 0) fail("recv");
        have += (size_t)got;
        t = now();
        size_t used = 0;
        for (header h; have - used >= size; used += size, done++) {
            memcpy(&h, in + used, sizeof h);
            sample(t - started[h.id % depth]);
        }
        memmove(in, in + used, have - used);
        have -= used;
    }
}

int main(int count, char **words) {
    if (count == 4 && !strcmp(words[1], "serve")) serve(words[2], atoi(words[3]));
    if (count != 9 || strcmp(words[1], "call")) {
        fprintf(stderr, "usage: floor serve <socket> <spin> | call <socket> <spin> <server> <payload> <depth> <ms> <gap>\n");
        return 2;
    }
    struct sockaddr_un address;
    int s = unix_socket(words[2], &address);
    if (connect(s, (struct sockaddr *)&address, sizeof address)) fail(words[2]);
    uint32_t payload = (uint32_t)atoi(words[5]), depth = (uint32_t)atoi(words[6]);
    double cpu = own_cpu(), server_cpu = cpu_of(words[4]);
    uint64_t start = now(), end = start + (uint64_t)atoi(words[7]) * 1000000u;
    if (depth == 1) call_one_by_one(s, payload, end, (unsigned)atoi(words[8]), atoi(words[3]));
    else call_in_a_row(s, payload, depth, end);
    double seconds = (double)(now() - start) / 1e9;
    cpu = own_cpu() - cpu;
    server_cpu = cpu_of(words[4]) - server_cpu;
    uint64_t kept = calls < SAMPLES ? calls : SAMPLES;
    if (!kept) {
        fprintf(stderr, "no call was answered\n");
        return 1;
    }
    qsort(samples, kept, sizeof *samples, ascending);
    printf("%u %u %.0f %.0f %.0f 0 0\n", samples[kept / 2], samples[kept - 1 - kept / 100], (double)calls / seconds, cpu / (double)calls, server_cpu / (double)calls);
    return 0;
}
