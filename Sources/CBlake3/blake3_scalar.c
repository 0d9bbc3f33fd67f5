#include "blake3_internal.h"

// BLAKE3's compression function, one block at a time.

static inline uint32_t rotate_right(uint32_t x, int n) { return (x >> n) | (x << (32 - n)); }

#define G(a, b, c, d, x, y)              \
    v[a] += v[b] + m[x];                 \
    v[d] = rotate_right(v[d] ^ v[a], 16); \
    v[c] += v[d];                        \
    v[b] = rotate_right(v[b] ^ v[c], 12); \
    v[a] += v[b] + m[y];                 \
    v[d] = rotate_right(v[d] ^ v[a], 8);  \
    v[c] += v[d];                        \
    v[b] = rotate_right(v[b] ^ v[c], 7);

void blake3_compress(
    uint32_t cv[8], const uint8_t block[BLOCK_LENGTH], uint32_t block_length, uint64_t counter, uint32_t flags) {
    uint32_t m[16];
    memcpy(m, block, BLOCK_LENGTH);
    uint32_t v[16] = {
        cv[0], cv[1], cv[2], cv[3], cv[4], cv[5], cv[6], cv[7],
        blake3_iv[0], blake3_iv[1], blake3_iv[2], blake3_iv[3],
        (uint32_t)counter, (uint32_t)(counter >> 32), block_length, flags,
    };
#pragma clang loop unroll(full)
    for (int round = 0; round < 7; round++) {
        const uint8_t *s = blake3_schedule[round];
        G(0, 4, 8, 12, s[0], s[1])
        G(1, 5, 9, 13, s[2], s[3])
        G(2, 6, 10, 14, s[4], s[5])
        G(3, 7, 11, 15, s[6], s[7])
        G(0, 5, 10, 15, s[8], s[9])
        G(1, 6, 11, 12, s[10], s[11])
        G(2, 7, 8, 13, s[12], s[13])
        G(3, 4, 9, 14, s[14], s[15])
    }
    for (int i = 0; i < 8; i++) cv[i] = v[i] ^ v[i + 8];
}

void blake3_kernel_scalar(const blake3_batch *batch, uint8_t *out) {
    for (size_t i = 0; i < batch->count; i++) {
        const uint8_t *input = batch->input + i * batch->stride;
        uint32_t cv[8];
        memcpy(cv, batch->key, sizeof cv);
        for (size_t block = 0; block < batch->blocks; block++) {
            uint32_t flags = batch->flags | (block == 0 ? batch->first : 0)
                | (block + 1 == batch->blocks ? batch->last : 0);
            blake3_compress(cv, input + block * BLOCK_LENGTH, BLOCK_LENGTH, batch->counter + i * batch->step, flags);
        }
        memcpy(out + i * 32, cv, sizeof cv);
    }
}
