// Preloaded into a process, writes down in order all that it does to the files of one folder: writes, lengths, names
// and syncs. From that a test makes what a power cut could have left on the disk at any moment.
//
//   RECORD_FOLDER  the folder, absolute     RECORD_TRACE  the file that takes the entries, appended to
//   RECORD_BOOT    a file to be read in place of /proc/sys/kernel/random/boot_id: another start of the machine
//
// An entry is written before the call it tells of, under a lock that is held over both, so that their order is that of
// the calls and a process killed between them has at most one entry too many. A call that did not do all it was to do
// is followed by RESULT. System calls are made directly, for libc's own names are taken by this file.
// Files that end in -shm are left out: they do not outlive the machine.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { CREATE = 1, WRITE, LENGTH, ALLOCATE, SYNC, SYNCED, SYNC_FOLDER, FOLDER_SYNCED, RENAME, LINK, UNLINK, RESULT };

struct entry {
    uint32_t op, process;
    uint64_t file;    // inode; of SYNC and SYNCED, too
    int64_t at;       // offset, length, result; of a sync a token that its two entries share
    uint64_t length;  // bytes that follow
};

static char folder[PATH_MAX];
static size_t folder_length;
static const char *boot;
static int trace = -1;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static int64_t syncs;
enum { MOST = 4096, OTHER = 0, FILE_OF_OURS, FOLDER };
static char kind[MOST];

__attribute__((constructor)) static void begin(void) {
    const char *name = getenv("RECORD_FOLDER"), *to = getenv("RECORD_TRACE");
    boot = getenv("RECORD_BOOT");
    if (!name || !to) return;
    strncpy(folder, name, sizeof folder - 1);
    folder_length = strlen(folder);
    trace = syscall(SYS_openat, AT_FDCWD, to, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

// What cannot be written down must not go unseen.
static void stop(const char *why) {
    syscall(SYS_write, 2, why, strlen(why));
    abort();
}

static int is_ours(const char *path) {
    if (trace < 0 || strncmp(path, folder, folder_length)) return OTHER;
    if (!path[folder_length] || !strcmp(path + folder_length, "/")) return FOLDER;
    const char *name = path + folder_length + 1;
    size_t length = strlen(name);
    if (path[folder_length] != '/' || strchr(name, '/')) return OTHER;
    return length > 4 && !strcmp(name + length - 4, "-shm") ? OTHER : FILE_OF_OURS;
}
static int kind_of(int fd) { return fd >= 0 && fd < MOST ? kind[fd] : OTHER; }
static const char *base(const char *path) { return path + folder_length + 1; }

static void put(uint32_t op, uint64_t file, int64_t at, const struct iovec *parts, int count) {
    struct entry entry = {op, (uint32_t)getpid(), file, at, 0};
    struct iovec all[66] = {{&entry, sizeof entry}};
    if (count > 65) stop("recorder: more parts than it has room for\n");
    for (int i = 0; i < count; i++) {
        all[i + 1] = parts[i];
        entry.length += parts[i].iov_len;
    }
    if (syscall(SYS_writev, trace, all, count + 1) != (long)(sizeof entry + entry.length))
        stop("recorder: cannot write\n");
}
static void put_names(uint32_t op, uint64_t file, const char *from, const char *to) {
    struct iovec parts[2] = {{(void *)base(from), strlen(base(from)) + 1}, {0}};
    if (to) parts[1] = (struct iovec){(void *)base(to), strlen(base(to)) + 1};
    put(op, file, 0, parts, to ? 2 : 1);
}
static void result(long done, long wanted) {
    int code = errno;
    if (done != wanted) put(RESULT, 0, done, NULL, 0);
    errno = code;
}
static uint64_t inode(int fd) {
    struct stat status;
    return fstat(fd, &status) ? 0 : status.st_ino;
}

// Names

static int open_at(int at, const char *path, int flags, mode_t mode) {
    if (boot && !strcmp(path, "/proc/sys/kernel/random/boot_id")) path = boot;
    int what = is_ours(path);
    if (what == OTHER) {
        int fd = syscall(SYS_openat, at, path, flags, mode);
        if (fd >= 0 && fd < MOST) kind[fd] = OTHER;
        return fd;
    }
    pthread_mutex_lock(&turn);
    struct stat before;
    int is_new = what == FILE_OF_OURS && (flags & O_CREAT) && lstat(path, &before);
    int is_emptied = what == FILE_OF_OURS && !is_new && (flags & O_TRUNC) && !stat(path, &before);
    if (is_emptied) put(LENGTH, before.st_ino, 0, NULL, 0);
    int fd = syscall(SYS_openat, at, path, flags, mode);
    if (is_emptied) result(fd < 0 ? -1 : 0, 0);
    int code = errno;
    if (fd >= MOST) stop("recorder: too many files\n");
    if (fd >= 0) kind[fd] = what;
    if (fd >= 0 && is_new) put_names(CREATE, inode(fd), path, NULL);
    pthread_mutex_unlock(&turn);
    errno = code;
    return fd;
}
#include "opens.h"
int creat(const char *path, mode_t mode) { return open_at(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

int close(int fd) {
    if (fd == trace) return 0;
    if (fd >= 0 && fd < MOST) kind[fd] = OTHER;
    return syscall(SYS_close, fd);
}

static int names(uint32_t op, const char *from, const char *to, unsigned flags) {
    int watched = is_ours(from) || (to && is_ours(to));
    if (watched) {
        if (is_ours(from) != FILE_OF_OURS || (to && is_ours(to) != FILE_OF_OURS)) stop("recorder: a file came or left\n");
        pthread_mutex_lock(&turn);
        put_names(op, 0, from, to);
    }
    long done = op == UNLINK ? syscall(SYS_unlinkat, AT_FDCWD, from, 0)
        : op == LINK ? syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0)
        : syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags);
    if (watched) {
        result(done, 0);
        pthread_mutex_unlock(&turn);
    }
    return done;
}
int rename(const char *from, const char *to) { return names(RENAME, from, to, 0); }
int renameat(int a, const char *from, int b, const char *to) { return (void)a, (void)b, names(RENAME, from, to, 0); }
int renameat2(int a, const char *from, int b, const char *to, unsigned flags) {
    return (void)a, (void)b, names(RENAME, from, to, flags);
}
int link(const char *from, const char *to) { return names(LINK, from, to, 0); }
int unlink(const char *path) { return names(UNLINK, path, NULL, 0); }
int unlinkat(int at, const char *path, int flags) {
    return flags ? (int)syscall(SYS_unlinkat, at, path, flags) : names(UNLINK, path, NULL, 0);
}
int remove(const char *path) { return is_ours(path) ? unlink(path) : (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0); }

// Bytes

static ssize_t write_parts(int fd, const struct iovec *parts, int count, off_t at, int is_positioned) {
    int watched = kind_of(fd) == FILE_OF_OURS;
    long wanted = 0;
    for (int i = 0; i < count; i++) wanted += parts[i].iov_len;
    if (watched) {
        pthread_mutex_lock(&turn);
        struct stat status;
        fstat(fd, &status);
        off_t start = syscall(SYS_fcntl, fd, F_GETFL) & O_APPEND ? status.st_size
            : is_positioned ? at : (off_t)syscall(SYS_lseek, fd, 0, SEEK_CUR);
        put(WRITE, status.st_ino, start, parts, count);
    }
    ssize_t done = is_positioned ? syscall(SYS_pwritev, fd, parts, (long)count, (long)at, 0L)
                                 : syscall(SYS_writev, fd, parts, (long)count);
    if (watched) {
        result(done, wanted);
        pthread_mutex_unlock(&turn);
    }
    return done;
}
#define ONE(bytes, length) &(struct iovec){(void *)(bytes), length}, 1
ssize_t write(int fd, const void *bytes, size_t length) {
    return kind_of(fd) ? write_parts(fd, ONE(bytes, length), 0, 0) : syscall(SYS_write, fd, bytes, length);
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) { return write_parts(fd, ONE(bytes, length), at, 1); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t at) { return write_parts(fd, ONE(bytes, length), at, 1); }
ssize_t writev(int fd, const struct iovec *parts, int count) { return write_parts(fd, parts, count, 0, 0); }
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) { return write_parts(fd, parts, count, at, 1); }
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off_t at) { return write_parts(fd, parts, count, at, 1); }

static int set_length(int fd, uint32_t op, off_t at, off_t length) {
    int watched = kind_of(fd) == FILE_OF_OURS;
    if (watched) {
        pthread_mutex_lock(&turn);
        put(op, inode(fd), at + length, NULL, 0);
    }
    int done = op == LENGTH ? syscall(SYS_ftruncate, fd, length) : syscall(SYS_fallocate, fd, 0, at, length);
    if (watched) {
        result(done, 0);
        pthread_mutex_unlock(&turn);
    }
    return done;
}
int ftruncate(int fd, off_t length) { return set_length(fd, LENGTH, 0, length); }
int ftruncate64(int fd, off_t length) { return set_length(fd, LENGTH, 0, length); }
int posix_fallocate(int fd, off_t at, off_t length) { return set_length(fd, ALLOCATE, at, length) ? errno : 0; }
int posix_fallocate64(int fd, off_t at, off_t length) { return set_length(fd, ALLOCATE, at, length) ? errno : 0; }

// Syncs. What was written before the call is safe when it returns; others go on writing meanwhile.

static int sync_file(int fd, long number) {
    int what = kind_of(fd);
    if (what == OTHER) return syscall(number, fd);
    uint64_t file = inode(fd);
    pthread_mutex_lock(&turn);
    int64_t token = ++syncs;
    put(what == FOLDER ? SYNC_FOLDER : SYNC, file, token, NULL, 0);
    pthread_mutex_unlock(&turn);
    int done = syscall(number, fd), code = errno;
    pthread_mutex_lock(&turn);
    if (!done) put(what == FOLDER ? FOLDER_SYNCED : SYNCED, file, token, NULL, 0);
    pthread_mutex_unlock(&turn);
    errno = code;
    return done;
}
int fsync(int fd) { return sync_file(fd, SYS_fsync); }
int fdatasync(int fd) { return sync_file(fd, SYS_fdatasync); }
