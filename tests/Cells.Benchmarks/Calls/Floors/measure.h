// What every client in C and C++ measures, and how it prints it.
#pragma once
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { SAMPLES = 1 << 21 };

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

typedef struct {
    const char *server;
    double cpu, server_cpu;
    uint64_t start;
} measurement;

// Begins to measure calls to the process `server`.
static measurement begin(const char *server) {
    measurement m = {server, own_cpu(), cpu_of(server), now()};
    return m;
}

// Prints one line: p50 ns, p99 ns, calls/s, CPU ns a call here and there, and no bytes allocated.
static int end(measurement m) {
    double seconds = (double)(now() - m.start) / 1e9, cpu = own_cpu() - m.cpu, server_cpu = cpu_of(m.server) - m.server_cpu;
    uint64_t kept = calls < SAMPLES ? calls : SAMPLES;
    if (!kept) {
        fprintf(stderr, "no call was answered\n");
        return 1;
    }
    qsort(samples, kept, sizeof *samples, ascending);
    printf("%u %u %.0f %.0f %.0f 0 0\n", samples[kept / 2], samples[kept - 1 - kept / 100], (double)calls / seconds, cpu / (double)calls, server_cpu / (double)calls);
    fflush(stdout);
    return 0;
}
