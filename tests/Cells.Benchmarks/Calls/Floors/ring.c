// What calls through shared memory are compared with: the same frames as in floor.c, through two rings in a file that both map.
//
//   ring serve <file> <spin>                                        echoes until it is killed
//   ring call <file> <spin> <server> <payload> <depth> <ms> <gap>   calls, one by one, and prints what measure.h says
//
// spin: 1 to look again and again instead of sleeping on a futex.
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include "measure.h"

enum { BYTES = 4 << 20 };

typedef struct {
    _Alignas(128) _Atomic uint32_t written;
    _Alignas(128) _Atomic uint32_t read;
    _Alignas(128) _Atomic uint32_t sleeps; // the flag is what is slept on: sleeping on `written` loses a wake-up
    _Alignas(128) char bytes[BYTES];
} ring;

typedef struct {
    uint32_t length, id;
    uint64_t reserved;
} header;

static int spins;

// Waits until there are `count` bytes to be read.
static void await(ring *r, uint32_t count) {
    uint32_t start = atomic_load_explicit(&r->read, memory_order_relaxed);
    while (atomic_load_explicit(&r->written, memory_order_acquire) - start < count) {
        if (spins) continue;
        atomic_store(&r->sleeps, 1);
        if (atomic_load(&r->written) - start < count) syscall(SYS_futex, &r->sleeps, FUTEX_WAIT, 1, 0, 0, 0);
        atomic_store(&r->sleeps, 0);
    }
}

static void put(ring *r, const char *from, uint32_t count) {
    uint32_t at = atomic_load_explicit(&r->written, memory_order_relaxed), offset = at % BYTES, first = BYTES - offset < count ? BYTES - offset : count;
    memcpy(r->bytes + offset, from, first);
    memcpy(r->bytes, from + first, count - first);
    atomic_store(&r->written, at + count);
    if (!spins && atomic_exchange(&r->sleeps, 0)) syscall(SYS_futex, &r->sleeps, FUTEX_WAKE, 1, 0, 0, 0);
}

static void get(ring *r, char *to, uint32_t count) {
    uint32_t at = atomic_load_explicit(&r->read, memory_order_relaxed), offset = at % BYTES, first = BYTES - offset < count ? BYTES - offset : count;
    await(r, count);
    memcpy(to, r->bytes + offset, first);
    memcpy(to + first, r->bytes, count - first);
    atomic_store_explicit(&r->read, at + count, memory_order_release);
}

static ring *map(const char *path) {
    int file = open(path, O_RDWR);
    ring *rings = file < 0 ? MAP_FAILED : mmap(0, 2 * sizeof(ring), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, file, 0);
    if (rings == MAP_FAILED) fail(path);
    return rings;
}

static void serve(const char *path) {
    char other[4096];
    snprintf(other, sizeof other, "%s.new", path);
    int file = open(other, O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (file < 0 || ftruncate(file, 2 * sizeof(ring)) || rename(other, path)) fail(path);
    ring *rings = map(path);
    char *frame = malloc(BYTES);
    for (;;) {
        header h;
        get(rings, (char *)&h, sizeof h);
        memcpy(frame, &h, sizeof h);
        get(rings, frame + sizeof h, h.length);
        put(rings + 1, frame, sizeof h + h.length);
    }
}

int main(int count, char **words) {
    spins = count > 3 && atoi(words[3]);
    if (count == 4 && !strcmp(words[1], "serve")) serve(words[2]);
    if (count != 9 || strcmp(words[1], "call") || atoi(words[6]) != 1) {
        fprintf(stderr, "usage: ring serve <file> <spin> | call <file> <spin> <server> <payload> 1 <ms> <gap>\n");
        return 2;
    }
    ring *rings = map(words[2]);
    header h = {(uint32_t)atoi(words[5]), 0, 0};
    uint32_t size = sizeof h + h.length;
    char *request = calloc(1, size), *answer = malloc(size);
    memcpy(request, &h, sizeof h);
    measurement m = begin(words[4]);
    uint64_t until = m.start + (uint64_t)atoi(words[7]) * 1000000u;
    for (uint64_t start; (start = now()) <= until;) {
        put(rings, request, size);
        get(rings + 1, answer, size);
        sample(now() - start);
    }
    return end(m);
}
