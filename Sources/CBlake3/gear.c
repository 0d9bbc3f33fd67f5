#include "CBlake3.h"

static inline uint64_t appending(uint64_t h, uint8_t byte) { return (h << 1) + roost_gear_table[byte]; }

// A cut: the top 16 bits are zero.
static inline bool is_cut(uint64_t h) { return h < (UINT64_C(1) << 48); }

// Keeps the compiler from regrouping a sum that `value` is part of.
static inline uint64_t kept_apart(uint64_t value) {
    __asm__("" : "+r"(value));
    return value;
}

// Takes in four bytes unless there is a cut behind one of them. Byte by byte each state would wait for the one before;
// so what the bytes add to the state is summed up first, and the chain has one short link for all four.
static inline __attribute__((always_inline)) bool append_four(uint64_t *h, const uint8_t *data) {
    const uint64_t a = roost_gear_table[data[0]], b = roost_gear_table[data[1]];
    const uint64_t c = roost_gear_table[data[2]], d = roost_gear_table[data[3]];
    const uint64_t ab = kept_apart((a << 1) + b);
    const uint64_t abcd = kept_apart((ab << 2) + (c << 1) + d);
    const uint64_t after_a = (*h << 1) + a, after_b = (*h << 2) + ab;
    const uint64_t after_c = (after_b << 1) + c, after_d = (*h << 4) + abcd;
    if (is_cut(after_a) || is_cut(after_b) || is_cut(after_c) || is_cut(after_d)) return false;
    *h = after_d;
    return true;
}

void roost_gear_update(uint64_t *h, const uint8_t *data, size_t length) {
    uint64_t state = *h;
    for (size_t i = 0; i < length; i++) state = appending(state, data[i]);
    *h = state;
}

size_t roost_gear_scan(uint64_t *h, const uint8_t *data, size_t length) {
    uint64_t state = *h;
    const uint8_t *p = data, *const end = data + length;
    while (end - p >= 8) {
        if (!append_four(&state, p)) break;
        p += 4;
        if (!append_four(&state, p)) break;
        p += 4;
    }
    // The end, or the bytes up to the cut that was seen.
    while (p < end) {
        state = appending(state, *p++);
        if (is_cut(state)) {
            *h = state;
            return (size_t)(p - data);
        }
    }
    *h = state;
    return 0;
}
