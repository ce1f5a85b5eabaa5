// All by which a file is opened, through `open_at(from, path, flags, mode)` of the file that includes this.
#define OPEN(name, parameters, from, extra)                                     \
    int name parameters {                                                       \
        mode_t mode = 0;                                                        \
        if (flags & (O_CREAT | O_TMPFILE)) {                                    \
            va_list more;                                                       \
            va_start(more, flags);                                              \
            mode = va_arg(more, mode_t);                                        \
            va_end(more);                                                       \
        }                                                                       \
        return open_at(from, path, flags | extra, mode);                        \
    }
OPEN(open, (const char *path, int flags, ...), AT_FDCWD, 0)
OPEN(open64, (const char *path, int flags, ...), AT_FDCWD, O_LARGEFILE)
OPEN(openat, (int from, const char *path, int flags, ...), from, 0)
OPEN(openat64, (int from, const char *path, int flags, ...), from, O_LARGEFILE)
int __open_2(const char *path, int flags) { return open_at(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return open_at(AT_FDCWD, path, flags | O_LARGEFILE, 0); }
