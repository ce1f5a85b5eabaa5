#ifndef DATELINE_CZLIB_SHIM_H
#define DATELINE_CZLIB_SHIM_H
// What Swift cannot say of zlib: its macros. And the forms that zstd takes its buffers in (zstd.h), whose library is
// looked for at run time.
#include <zlib.h>

static inline int czlib_inflate_init(z_stream *stream, int window_bits) { return inflateInit2(stream, window_bits); }

typedef struct { const void *bytes; size_t count; size_t position; } czlib_zstd_input;
typedef struct { void *bytes; size_t count; size_t position; } czlib_zstd_output;

#endif
