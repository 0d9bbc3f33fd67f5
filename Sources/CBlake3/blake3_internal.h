#ifndef ROOST_BLAKE3_INTERNAL_H
#define ROOST_BLAKE3_INTERNAL_H

#include <string.h>

#include "CBlake3.h"

// Names after the BLAKE3 paper, but for one: what the paper calls a chunk (1024 bytes) is a leaf here, because a chunk
// is something else in Xet.

enum {
    BLOCK_LENGTH = 64,
    LEAF_LENGTH = 1024,
    LEAF_BLOCKS = LEAF_LENGTH / BLOCK_LENGTH,
    // Leaves reduced to one chaining value in one go: a Xet chunk (at most 128 KiB) is one such subtree.
    SUBTREE_LEAVES = 128,
    MAXIMUM_LANES = 16,
};

// Domain flags.
enum {
    CHUNK_START = 1 << 0,
    CHUNK_END = 1 << 1,
    PARENT = 1 << 2,
    ROOT = 1 << 3,
    KEYED_HASH = 1 << 4,
};

static const uint32_t blake3_iv[8] = {
    0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19,
};

// The message permutation applied 0 to 6 times: which message word each round takes at each place.
static const uint8_t blake3_schedule[7][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8},
    {3, 4, 10, 12, 13, 2, 7, 14, 6, 5, 9, 0, 11, 15, 8, 1},
    {10, 7, 12, 9, 14, 3, 13, 15, 4, 0, 11, 2, 5, 8, 1, 6},
    {12, 13, 9, 11, 15, 10, 14, 8, 7, 2, 5, 3, 0, 1, 6, 4},
    {9, 14, 11, 5, 8, 12, 15, 1, 13, 3, 0, 10, 2, 6, 4, 7},
    {11, 15, 5, 0, 1, 9, 8, 6, 14, 10, 2, 12, 3, 4, 7, 13},
};

// What is hashed side by side: `count` inputs of `blocks` whole blocks, one every `stride` bytes from `input` on.
typedef struct {
    const uint8_t *input;
    size_t stride;
    size_t count;
    size_t blocks;
    const uint32_t *key;
    uint64_t counter;   // of the first input
    uint64_t step;      // added for each further input: 1 for leaves, 0 for parents
    uint32_t flags;     // of every block
    uint32_t first;     // further flags of the first block
    uint32_t last;      // further flags of the last block
} blake3_batch;

// Writes `count` chaining values of 32 bytes. `out` may be the input itself if there is one block each.
typedef void (*blake3_kernel)(const blake3_batch *batch, uint8_t *out);

// The compression function on one block; `cv` is both the input chaining value and the (truncated) result.
void blake3_compress(
    uint32_t cv[8], const uint8_t block[BLOCK_LENGTH], uint32_t block_length, uint64_t counter, uint32_t flags);

// The kernel of a level, null if it isn't compiled in or the processor doesn't have it.
blake3_kernel blake3_kernel_at(roost_simd_level level);
blake3_kernel blake3_best_kernel(void);

void blake3_kernel_scalar(const blake3_batch *batch, uint8_t *out);
void blake3_kernel_4(const blake3_batch *batch, uint8_t *out);
void blake3_kernel_8(const blake3_batch *batch, uint8_t *out);
void blake3_kernel_16(const blake3_batch *batch, uint8_t *out);

#endif
