#include <stdatomic.h>

#include "blake3_internal.h"

// Which kernel this processor runs best.

static bool has_level(roost_simd_level level) {
    switch (level) {
    case ROOST_SIMD_NONE:
        return true;
#if defined(__x86_64__)
    case ROOST_SIMD_4:
        return true;
    case ROOST_SIMD_8:
        return __builtin_cpu_supports("avx2");
    case ROOST_SIMD_16:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")
            && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq");
#elif defined(__aarch64__)
    case ROOST_SIMD_4:
        return true;
#endif
    default:
        return false;
    }
}

blake3_kernel blake3_kernel_at(roost_simd_level level) {
    if (!has_level(level)) return 0;
    switch (level) {
#if defined(__x86_64__)
    case ROOST_SIMD_8:
        return blake3_kernel_8;
    case ROOST_SIMD_16:
        return blake3_kernel_16;
#endif
#if defined(__x86_64__) || defined(__aarch64__)
    case ROOST_SIMD_4:
        return blake3_kernel_4;
#endif
    default:
        return blake3_kernel_scalar;
    }
}

roost_simd_level roost_simd_best(void) {
    // Found once; threads that meet here at the same time find the same.
    static _Atomic int known = -1;
    int level = atomic_load_explicit(&known, memory_order_relaxed);
    if (level < 0) {
        level = ROOST_SIMD_16;
        while (!has_level((roost_simd_level)level)) level--;
        atomic_store_explicit(&known, level, memory_order_relaxed);
    }
    return (roost_simd_level)level;
}

blake3_kernel blake3_best_kernel(void) { return blake3_kernel_at(roost_simd_best()); }

const char *roost_simd_name(void) {
    switch (roost_simd_best()) {
    case ROOST_SIMD_16:
        return "AVX-512";
    case ROOST_SIMD_8:
        return "AVX2";
    case ROOST_SIMD_4:
#if defined(__aarch64__)
        return "NEON";
#else
        return "SSE2";
#endif
    default:
        return "scalar";
    }
}
