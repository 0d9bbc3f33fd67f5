#include "blake3_internal.h"

// The kernels of each vector width. A kernel takes the widest vectors while inputs last, and narrower ones for the
// rest.

#if defined(__x86_64__) || defined(__aarch64__)

typedef uint32_t quarter_words __attribute__((vector_size(16)));

// 16 bytes of input, aligned or not. A macro, so that it takes on the target of the function it is in.
#define quarter(pointer)                                        \
    ({                                                          \
        quarter_words loaded;                                   \
        __builtin_memcpy(&loaded, (pointer), sizeof loaded);    \
        loaded;                                                 \
    })

// SSE2 and NEON belong to the base of their architectures.
#define LANES 4
#define TARGET
#define NAME base_4
#include "blake3_lanes.h"

void blake3_kernel_4(const blake3_batch *batch, uint8_t *out) {
    for (size_t i = 0; i < batch->count; i += 4) base_4(batch, i, out);
}

#endif

#if defined(__x86_64__)

#define LANES 4
#define TARGET __attribute__((target("avx2")))
#define NAME avx2_4
#include "blake3_lanes.h"

#define LANES 8
#define TARGET __attribute__((target("avx2")))
#define NAME avx2_8
#include "blake3_lanes.h"

void blake3_kernel_8(const blake3_batch *batch, uint8_t *out) {
    size_t i = 0;
    for (; i + 4 < batch->count; i += 8) avx2_8(batch, i, out);
    if (i < batch->count) avx2_4(batch, i, out);
}

#define LANES 4
#define TARGET __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq")))
#define NAME avx512_4
#include "blake3_lanes.h"

#define LANES 8
#define TARGET __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq")))
#define NAME avx512_8
#include "blake3_lanes.h"

#define LANES 16
#define TARGET __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq")))
#define NAME avx512_16
#include "blake3_lanes.h"

void blake3_kernel_16(const blake3_batch *batch, uint8_t *out) {
    size_t i = 0;
    for (; i + 8 < batch->count; i += 16) avx512_16(batch, i, out);
    for (; i + 4 < batch->count; i += 8) avx512_8(batch, i, out);
    if (i < batch->count) avx512_4(batch, i, out);
}

#endif
