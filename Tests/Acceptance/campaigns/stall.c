// Preloaded into the daemon, lets what SQLite writes wait for ever, as by a disk that does not answer, while the file
// STALL_WHILE names is there.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static void wait_while_told(void) {
    const char *flag = getenv("STALL_WHILE");
    while (flag && !access(flag, F_OK)) usleep(100000);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t place) {
    static ssize_t (*next)(int, const void *, size_t, off64_t);
    if (!next) next = (ssize_t(*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64");
    wait_while_told();
    return next(file, bytes, count, place);
}
