#ifndef ROOST_CBLAKE3_H
#define ROOST_CBLAKE3_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The two inner loops of Xet: BLAKE3 (plain and keyed, 32 bytes of output) and the gear hash that finds chunk
// boundaries. Every function is free of global state (but for the cached answer to “what can this processor do?”) and
// may be called from any thread. `data` may be null when `length` is 0.

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "written for little-endian machines"
#endif

// BLAKE3 of `length` bytes.
void roost_blake3_hash(const uint8_t *data, size_t length, uint8_t out[32]);

// BLAKE3 of `length` bytes in keyed mode.
void roost_blake3_keyed_hash(const uint8_t key[32], const uint8_t *data, size_t length, uint8_t out[32]);

// Input that arrives in pieces. The fields are private to the implementation; copying the struct copies the hasher.
enum { ROOST_BLAKE3_BUFFER = 16 * 1024, ROOST_BLAKE3_STACK = 54 };

typedef struct {
    uint32_t key[8];
    uint32_t flags;
    uint32_t depth;                               // chaining values on the stack
    uint32_t buffered;                            // bytes in the buffer, always the end of the input
    uint64_t leaves;                              // whole leaves on the stack
    uint8_t stack[ROOST_BLAKE3_STACK * 32];
    uint8_t buffer[ROOST_BLAKE3_BUFFER];
} roost_blake3_hasher;

// `key` null: plain mode.
void roost_blake3_begin(roost_blake3_hasher *hasher, const uint8_t *key);
void roost_blake3_update(roost_blake3_hasher *hasher, const uint8_t *data, size_t length);
// Leaves the hasher as it was, so that more may be appended.
void roost_blake3_finish(const roost_blake3_hasher *hasher, uint8_t out[32]);

// How many leaves are hashed side by side. The best one is chosen at run time.
typedef enum {
    ROOST_SIMD_NONE = 0,
    ROOST_SIMD_4 = 1,  // SSE2 on x86-64, NEON on arm64
    ROOST_SIMD_8 = 2,  // AVX2
    ROOST_SIMD_16 = 3, // AVX-512
} roost_simd_level;

// The level in use, and its name.
roost_simd_level roost_simd_best(void);
const char *roost_simd_name(void);

// For tests and measurements: BLAKE3 at one level (`key` null: plain mode). False if this machine doesn't have it.
bool roost_blake3_hash_at(
    roost_simd_level level, const uint8_t *key, const uint8_t *data, size_t length, uint8_t out[32]);

// Gear hash: for each byte b, h = 2h + table[b] (mod 2^64); a cut comes after a byte that leaves the top 16 bits zero.

// Takes in `length` bytes from state *h. Returns the number of bytes up to and including the first cut (*h is then the
// state there), or 0 if there is none (*h is then the state after all of them).
size_t roost_gear_scan(uint64_t *h, const uint8_t *data, size_t length);

// Takes in `length` bytes without looking for cuts.
void roost_gear_update(uint64_t *h, const uint8_t *data, size_t length);

// The table, for tests.
extern const uint64_t roost_gear_table[256];

#endif
