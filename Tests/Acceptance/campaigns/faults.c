// Preloaded into a process, lets the disk fail it: calls on the files of one folder end with an error or do half.
//
//   FAULT_FOLDER  the folder, absolute
//   FAULT_FILE    db, wal, keys, log, lock or any
//   FAULT_CALL    write, sync, length, read, open, rename; several with commas
//   FAULT_CODE    the error's number; 0: the call does half of what it should; below 0: half, and the next time -code
//   FAULT_AT      the numbers of the calls that fail, with commas: 1 is the first
//   FAULT_EVERY   or each of so many; FAULT_CHANCE or so many of 1,000, by FAULT_SEED
//   FAULT_COUNT   a file that gets a byte for each fault
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { MOST = 4096 };
static char is_hit[MOST];  // by file descriptor
static const char *folder = "", *file = "", *call = "", *at = "";
static int code, every, chance, count = -1;
static unsigned seed;
static long calls, halves;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

static int number(const char *name) {
    const char *text = getenv(name);
    return text ? atoi(text) : 0;
}
__attribute__((constructor)) static void begin(void) {
    if (!getenv("FAULT_FOLDER")) return;
    folder = getenv("FAULT_FOLDER");
    file = getenv("FAULT_FILE");
    call = getenv("FAULT_CALL");
    at = getenv("FAULT_AT") ? getenv("FAULT_AT") : "";
    code = number("FAULT_CODE");
    every = number("FAULT_EVERY");
    chance = number("FAULT_CHANCE");
    seed = (unsigned)number("FAULT_SEED");
    count = syscall(SYS_openat, AT_FDCWD, getenv("FAULT_COUNT"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int ends(const char *name, const char *end) {
    size_t length = strlen(name), last = strlen(end);
    return length >= last && !strcmp(name + length - last, end);
}
// What a file of the folder is for. The index beside the store may be of any name that begins with the store's.
static const char *purpose(const char *path) {
    size_t length = strlen(folder);
    if (!length || strncmp(path, folder, length) || path[length] != '/') return "";
    const char *name = path + length + 1;
    if (ends(name, "-shm")) return "";
    if (ends(name, ".db") || ends(name, "-journal")) return "db";
    if (ends(name, "-wal")) return "wal";
    if (ends(name, ".lock")) return "lock";
    if (strstr(name, ".jsonl")) return "log";
    return strstr(name, ".db") ? "keys" : "";
}

static int is_of_file(const char *path) {
    const char *what = purpose(path);
    return *what && (!strcmp(file, "any") || !strcmp(file, what));
}

enum { DO_ALL, FAIL, DO_HALF };
static int fault(const char *what) {
    if (!strstr(call, what)) return DO_ALL;
    pthread_mutex_lock(&turn);
    long now = ++calls;
    char wanted[32], list[256];
    snprintf(wanted, sizeof wanted, ",%ld,", now);
    snprintf(list, sizeof list, ",%s,", at);
    int is_fault = strstr(list, wanted) || (every && now % every == 0) || (chance && rand_r(&seed) % 1000 < chance);
    if (is_fault) syscall(SYS_write, count, ".", 1);
    int can_be_half = (!strcmp(what, "write") || !strcmp(what, "read")) && code <= 0;
    int is_half = is_fault && can_be_half && (code == 0 || ++halves % 2);
    pthread_mutex_unlock(&turn);
    if (is_fault && !is_half) errno = code > 0 ? code : code < 0 ? -code : EIO;
    return is_half ? DO_HALF : is_fault ? FAIL : DO_ALL;
}
static int fault_of(int fd, const char *what) { return fd >= 0 && fd < MOST && is_hit[fd] ? fault(what) : DO_ALL; }

static int open_at(int from, const char *path, int flags, mode_t mode) {
    int is_ours = is_of_file(path);
    if (is_ours && fault("open")) return -1;
    int fd = syscall(SYS_openat, from, path, flags, mode);
    if (fd >= 0 && fd < MOST) is_hit[fd] = is_ours;
    return fd;
}
#include "opens.h"

int rename(const char *from, const char *to) {
    return is_of_file(from) && fault("rename") ? -1 : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

// Half of the bytes, at least one.
#define MAY_FAIL(what)                                     \
    int fault = fault_of(fd, what);                        \
    if (fault == FAIL) return -1;                          \
    if (fault == DO_HALF && length > 1) length /= 2;

ssize_t write(int fd, const void *bytes, size_t length) {
    MAY_FAIL("write")
    return syscall(SYS_write, fd, bytes, length);
}
static ssize_t write_at(int fd, const void *bytes, size_t length, off_t offset) {
    MAY_FAIL("write")
    return syscall(SYS_pwrite64, fd, bytes, length, offset);
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) { return write_at(fd, bytes, length, offset); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t offset) { return write_at(fd, bytes, length, offset); }
ssize_t writev(int fd, const struct iovec *parts, int number) {
    size_t length = parts[0].iov_len;
    MAY_FAIL("write")
    return fault ? syscall(SYS_write, fd, parts[0].iov_base, length) : syscall(SYS_writev, fd, parts, (long)number);
}
ssize_t pwritev(int fd, const struct iovec *parts, int number, off_t offset) {
    size_t length = parts[0].iov_len;
    MAY_FAIL("write")
    return fault ? syscall(SYS_pwrite64, fd, parts[0].iov_base, length, offset)
                 : syscall(SYS_pwritev, fd, parts, (long)number, (long)offset, 0L);
}
static ssize_t read_at(int fd, void *bytes, size_t length, off_t offset) {
    MAY_FAIL("read")
    return syscall(SYS_pread64, fd, bytes, length, offset);
}
ssize_t read(int fd, void *bytes, size_t length) {
    MAY_FAIL("read")
    return syscall(SYS_read, fd, bytes, length);
}
ssize_t pread(int fd, void *bytes, size_t length, off_t offset) { return read_at(fd, bytes, length, offset); }
ssize_t pread64(int fd, void *bytes, size_t length, off_t offset) { return read_at(fd, bytes, length, offset); }

int ftruncate(int fd, off_t length) { return fault_of(fd, "length") ? -1 : (int)syscall(SYS_ftruncate, fd, length); }
int ftruncate64(int fd, off_t length) { return ftruncate(fd, length); }
int fsync(int fd) { return fault_of(fd, "sync") ? -1 : (int)syscall(SYS_fsync, fd); }
int fdatasync(int fd) { return fault_of(fd, "sync") ? -1 : (int)syscall(SYS_fdatasync, fd); }
