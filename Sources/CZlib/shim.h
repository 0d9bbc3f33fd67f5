#include <zlib.h>

// Swift imports functions and not the macro that zlib has in place of this one.
static inline int czlib_inflateInit2(z_stream *stream, int windowBits) {
    return inflateInit2(stream, windowBits);
}
