// Template: BLAKE3 of LANES inputs side by side, in vectors that hold the same state word of each input. Clang's vector
// types give the same source for SSE2, AVX2, AVX-512 and NEON.
//
// Before each inclusion: LANES (4, 8 or 16), TARGET (function attributes), NAME (of the function).

#define GLUE_(a, b) a##_##b
#define GLUE(a, b) GLUE_(a, b)
#define LOCAL(name) GLUE(NAME, name)
#define INNER static inline __attribute__((always_inline)) TARGET

typedef uint32_t LOCAL(words) __attribute__((vector_size(4 * LANES)));
#define words LOCAL(words)

#if LANES == 4
#define CONCATENATE(row, at) quarter(row[0] + at)
#define UNPACK_LOW_32(a, b) __builtin_shufflevector(a, b, 0, 4, 1, 5)
#define UNPACK_HIGH_32(a, b) __builtin_shufflevector(a, b, 2, 6, 3, 7)
#define UNPACK_LOW_64(a, b) __builtin_shufflevector(a, b, 0, 1, 4, 5)
#define UNPACK_HIGH_64(a, b) __builtin_shufflevector(a, b, 2, 3, 6, 7)
#elif LANES == 8
#define CONCATENATE(row, at) \
    __builtin_shufflevector(quarter(row[0] + at), quarter(row[4] + at), 0, 1, 2, 3, 4, 5, 6, 7)
#define UNPACK_LOW_32(a, b) __builtin_shufflevector(a, b, 0, 8, 1, 9, 4, 12, 5, 13)
#define UNPACK_HIGH_32(a, b) __builtin_shufflevector(a, b, 2, 10, 3, 11, 6, 14, 7, 15)
#define UNPACK_LOW_64(a, b) __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13)
#define UNPACK_HIGH_64(a, b) __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15)
#else
#define CONCATENATE(row, at)                                                                             \
    __builtin_shufflevector(                                                                             \
        __builtin_shufflevector(quarter(row[0] + at), quarter(row[4] + at), 0, 1, 2, 3, 4, 5, 6, 7),     \
        __builtin_shufflevector(quarter(row[8] + at), quarter(row[12] + at), 0, 1, 2, 3, 4, 5, 6, 7),    \
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
#define UNPACK_LOW_32(a, b) \
    __builtin_shufflevector(a, b, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29)
#define UNPACK_HIGH_32(a, b) \
    __builtin_shufflevector(a, b, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31)
#define UNPACK_LOW_64(a, b) \
    __builtin_shufflevector(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29)
#define UNPACK_HIGH_64(a, b) \
    __builtin_shufflevector(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31)
#endif

// Transposes each 4 x 4 square of words in place (one square in each 16 bytes of the four vectors).
INNER void LOCAL(transpose)(words r[4]) {
    const words low_ab = UNPACK_LOW_32(r[0], r[1]), high_ab = UNPACK_HIGH_32(r[0], r[1]);
    const words low_cd = UNPACK_LOW_32(r[2], r[3]), high_cd = UNPACK_HIGH_32(r[2], r[3]);
    r[0] = UNPACK_LOW_64(low_ab, low_cd);
    r[1] = UNPACK_HIGH_64(low_ab, low_cd);
    r[2] = UNPACK_LOW_64(high_ab, high_cd);
    r[3] = UNPACK_HIGH_64(high_ab, high_cd);
}

// The 16 message words of the block at `at` of each input. Inputs 0, 4, 8, 12 share a vector, and so on: then words
// stay in their 16-byte quarter all the way.
INNER void LOCAL(load_block)(const uint8_t *const rows[LANES], size_t at, words m[16]) {
    for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 4; j++) {
            const uint8_t *const *row = rows + j;
            m[4 * i + j] = (words)CONCATENATE(row, at + 16 * i);
        }
        LOCAL(transpose)(m + 4 * i);
    }
}

#define ROTATE(x, n) (((x) >> (n)) | ((x) << (32 - (n))))
#define STEP(a, b, c, d, x, rotation_d, rotation_b) \
    v[a] += m[x] + v[b];                            \
    v[d] ^= v[a];                                   \
    v[d] = ROTATE(v[d], rotation_d);                \
    v[c] += v[d];                                   \
    v[b] ^= v[c];                                   \
    v[b] = ROTATE(v[b], rotation_b);

INNER void LOCAL(compress)(
    words h[8], const words m[16], words counter_low, words counter_high, uint32_t flags) {
    const words zero = {0};
    words v[16];
    for (int i = 0; i < 8; i++) v[i] = h[i];
    for (int i = 0; i < 4; i++) v[8 + i] = zero + blake3_iv[i];
    v[12] = counter_low;
    v[13] = counter_high;
    v[14] = zero + (uint32_t)BLOCK_LENGTH;
    v[15] = zero + flags;
#pragma clang loop unroll(full)
    for (int round = 0; round < 7; round++) {
        const uint8_t *s = blake3_schedule[round];
        STEP(0, 4, 8, 12, s[0], 16, 12)
        STEP(1, 5, 9, 13, s[2], 16, 12)
        STEP(2, 6, 10, 14, s[4], 16, 12)
        STEP(3, 7, 11, 15, s[6], 16, 12)
        STEP(0, 4, 8, 12, s[1], 8, 7)
        STEP(1, 5, 9, 13, s[3], 8, 7)
        STEP(2, 6, 10, 14, s[5], 8, 7)
        STEP(3, 7, 11, 15, s[7], 8, 7)
        STEP(0, 5, 10, 15, s[8], 16, 12)
        STEP(1, 6, 11, 12, s[10], 16, 12)
        STEP(2, 7, 8, 13, s[12], 16, 12)
        STEP(3, 4, 9, 14, s[14], 16, 12)
        STEP(0, 5, 10, 15, s[9], 8, 7)
        STEP(1, 6, 11, 12, s[11], 8, 7)
        STEP(2, 7, 8, 13, s[13], 8, 7)
        STEP(3, 4, 9, 14, s[15], 8, 7)
    }
    for (int i = 0; i < 8; i++) h[i] = v[i] ^ v[i + 8];
}

// Inputs `begin` ..< begin + LANES of the batch; if there are fewer, the lanes left over repeat the last one.
static TARGET void NAME(const blake3_batch *batch, size_t begin, uint8_t *out) {
    const size_t rest = batch->count - begin, used = rest < LANES ? rest : LANES;
    const uint8_t *rows[LANES];
    words counter_low, counter_high;
    for (size_t lane = 0; lane < LANES; lane++) {
        const size_t index = begin + (lane < used ? lane : used - 1);
        const uint64_t counter = batch->counter + index * batch->step;
        rows[lane] = batch->input + index * batch->stride;
        counter_low[lane] = (uint32_t)counter;
        counter_high[lane] = (uint32_t)(counter >> 32);
    }
    const words zero = {0};
    words h[8], m[16];
    for (int i = 0; i < 8; i++) h[i] = zero + batch->key[i];
    for (size_t block = 0; block < batch->blocks; block++) {
        const uint32_t flags = batch->flags | (block == 0 ? batch->first : 0)
            | (block + 1 == batch->blocks ? batch->last : 0);
        LOCAL(load_block)(rows, block * BLOCK_LENGTH, m);
        LOCAL(compress)(h, m, counter_low, counter_high, flags);
    }
    LOCAL(transpose)(h);
    LOCAL(transpose)(h + 4);
    uint8_t lines[2][4][4 * LANES];
    memcpy(lines, h, sizeof lines);
    out += 32 * begin;
    for (size_t lane = 0; lane < used; lane++) {
        memcpy(out + 32 * lane, lines[0][lane % 4] + 16 * (lane / 4), 16);
        memcpy(out + 32 * lane + 16, lines[1][lane % 4] + 16 * (lane / 4), 16);
    }
}

#undef GLUE_
#undef GLUE
#undef LOCAL
#undef INNER
#undef words
#undef CONCATENATE
#undef UNPACK_LOW_32
#undef UNPACK_HIGH_32
#undef UNPACK_LOW_64
#undef UNPACK_HIGH_64
#undef ROTATE
#undef STEP
#undef LANES
#undef TARGET
#undef NAME
