#include "blake3_internal.h"

// The tree over the leaves: whole input at once, or in pieces.

// A node whose last compression has not happened yet, because it isn't known whether it is the root.
typedef struct {
    uint32_t cv[8];
    uint8_t block[BLOCK_LENGTH];
    uint32_t block_length;
    uint64_t counter;
    uint32_t flags;
} pending_node;

typedef struct {
    const uint32_t *key;
    uint32_t flags;
    blake3_kernel kernel;
} hash_mode;

static void chaining_value(const pending_node *node, uint8_t out[32]) {
    uint32_t cv[8];
    memcpy(cv, node->cv, sizeof cv);
    blake3_compress(cv, node->block, node->block_length, node->counter, node->flags);
    memcpy(out, cv, sizeof cv);
}

static void root_hash(const pending_node *node, uint8_t out[32]) {
    uint32_t cv[8];
    memcpy(cv, node->cv, sizeof cv);
    blake3_compress(cv, node->block, node->block_length, 0, node->flags | ROOT);
    memcpy(out, cv, sizeof cv);
}

static void pending_parent(const hash_mode *mode, const uint8_t left[32], const uint8_t right[32], pending_node *node) {
    memcpy(node->cv, mode->key, sizeof node->cv);
    memcpy(node->block, left, 32);
    memcpy(node->block + 32, right, 32);
    node->block_length = BLOCK_LENGTH;
    node->counter = 0;
    node->flags = mode->flags | PARENT;
}

// One leaf of at most 1024 bytes.
static void pending_leaf(
    const hash_mode *mode, const uint8_t *data, size_t length, uint64_t counter, pending_node *node) {
    memcpy(node->cv, mode->key, sizeof node->cv);
    uint32_t start = CHUNK_START;
    while (length > BLOCK_LENGTH) {
        blake3_compress(node->cv, data, BLOCK_LENGTH, counter, mode->flags | start);
        start = 0;
        data += BLOCK_LENGTH;
        length -= BLOCK_LENGTH;
    }
    memset(node->block, 0, sizeof node->block);
    if (length > 0) memcpy(node->block, data, length);
    node->block_length = (uint32_t)length;
    node->counter = counter;
    node->flags = mode->flags | start | CHUNK_END;
}

static void hash_leaves(const hash_mode *mode, const uint8_t *data, size_t count, uint64_t counter, uint8_t *out) {
    const blake3_batch batch = {
        .input = data, .stride = LEAF_LENGTH, .count = count, .blocks = LEAF_BLOCKS,
        .key = mode->key, .counter = counter, .step = 1,
        .flags = mode->flags, .first = CHUNK_START, .last = CHUNK_END,
    };
    mode->kernel(&batch, out);
}

// Replaces pairs of chaining values by their parents until two are left. An odd one moves up as it is: the result is
// the same tree as the one that puts the largest power of two of leaves on the left.
static void reduce_to_two(const hash_mode *mode, uint8_t *values, size_t count) {
    while (count > 2) {
        const blake3_batch batch = {
            .input = values, .stride = BLOCK_LENGTH, .count = count / 2, .blocks = 1,
            .key = mode->key, .counter = 0, .step = 0,
            .flags = mode->flags | PARENT, .first = 0, .last = 0,
        };
        mode->kernel(&batch, values);
        if (count % 2 == 1) memcpy(values + 32 * (count / 2), values + 32 * (count - 1), 32);
        count = count / 2 + count % 2;
    }
}

// A subtree of at most SUBTREE_LEAVES leaves, of which the last may be partial.
static void pending_subtree(
    const hash_mode *mode, const uint8_t *data, size_t length, uint64_t counter, pending_node *node) {
    if (length <= LEAF_LENGTH) {
        pending_leaf(mode, data, length, counter, node);
        return;
    }
    uint8_t values[SUBTREE_LEAVES * 32];
    size_t whole = length / LEAF_LENGTH, rest = length % LEAF_LENGTH, count = whole;
    hash_leaves(mode, data, whole, counter, values);
    if (rest > 0) {
        pending_leaf(mode, data + whole * LEAF_LENGTH, rest, counter + whole, node);
        chaining_value(node, values + 32 * count++);
    }
    reduce_to_two(mode, values, count);
    pending_parent(mode, values, values + 32, node);
}

// Chaining values of complete subtrees, the largest at the bottom: one for each 1 bit of the number of leaves. They are
// merged when the next one is pushed, not earlier, so that the root is never compressed before it is known to be one.
typedef struct {
    uint8_t *values;
    uint32_t depth;
} value_stack;

static void merge_to(const hash_mode *mode, value_stack *stack, uint64_t leaves) {
    uint32_t depth = (uint32_t)__builtin_popcountll(leaves);
    while (stack->depth > depth) {
        uint8_t *left = stack->values + 32 * (stack->depth - 2);
        pending_node parent;
        pending_parent(mode, left, left + 32, &parent);
        chaining_value(&parent, left);
        stack->depth--;
    }
}

static void push(
    const hash_mode *mode, value_stack *stack, uint64_t leaves, const uint8_t *data, size_t length) {
    merge_to(mode, stack, leaves);
    pending_node node;
    pending_subtree(mode, data, length, leaves, &node);
    chaining_value(&node, stack->values + 32 * stack->depth++);
}

static void finish(
    const hash_mode *mode, value_stack *stack, uint64_t leaves, const uint8_t *data, size_t length, uint8_t out[32]) {
    merge_to(mode, stack, leaves);
    pending_node node;
    pending_subtree(mode, data, length, leaves, &node);
    for (uint32_t depth = stack->depth; depth > 0; depth--) {
        uint8_t right[32];
        chaining_value(&node, right);
        pending_parent(mode, stack->values + 32 * (depth - 1), right, &node);
    }
    root_hash(&node, out);
}

static void hash_all(const hash_mode *mode, const uint8_t *data, size_t length, uint8_t out[32]) {
    uint8_t values[ROOST_BLAKE3_STACK * 32];
    value_stack stack = {values, 0};
    const size_t subtree = SUBTREE_LEAVES * LEAF_LENGTH;
    uint64_t leaves = 0;
    while (length > subtree) {
        push(mode, &stack, leaves, data, subtree);
        leaves += SUBTREE_LEAVES;
        data += subtree;
        length -= subtree;
    }
    finish(mode, &stack, leaves, data, length, out);
}

static hash_mode keyed_mode(const uint8_t *key, uint32_t words[8], blake3_kernel kernel) {
    memcpy(words, key ? (const void *)key : (const void *)blake3_iv, 32);
    return (hash_mode){words, key ? KEYED_HASH : 0, kernel};
}

void roost_blake3_hash(const uint8_t *data, size_t length, uint8_t out[32]) {
    const hash_mode mode = {blake3_iv, 0, blake3_best_kernel()};
    hash_all(&mode, data, length, out);
}

void roost_blake3_keyed_hash(const uint8_t key[32], const uint8_t *data, size_t length, uint8_t out[32]) {
    uint32_t words[8];
    const hash_mode mode = keyed_mode(key, words, blake3_best_kernel());
    hash_all(&mode, data, length, out);
}

bool roost_blake3_hash_at(
    roost_simd_level level, const uint8_t *key, const uint8_t *data, size_t length, uint8_t out[32]) {
    blake3_kernel kernel = blake3_kernel_at(level);
    if (!kernel) return false;
    uint32_t words[8];
    const hash_mode mode = keyed_mode(key, words, kernel);
    hash_all(&mode, data, length, out);
    return true;
}

void roost_blake3_begin(roost_blake3_hasher *hasher, const uint8_t *key) {
    hasher->flags = keyed_mode(key, hasher->key, 0).flags;
    hasher->depth = 0;
    hasher->buffered = 0;
    hasher->leaves = 0;
}

void roost_blake3_update(roost_blake3_hasher *hasher, const uint8_t *data, size_t length) {
    const hash_mode mode = {hasher->key, hasher->flags, blake3_best_kernel()};
    const size_t buffer_leaves = ROOST_BLAKE3_BUFFER / LEAF_LENGTH;
    value_stack stack = {hasher->stack, hasher->depth};
    while (length > 0) {
        if (hasher->buffered == ROOST_BLAKE3_BUFFER) {
            // More follows, so this is not the end of the input.
            push(&mode, &stack, hasher->leaves, hasher->buffer, ROOST_BLAKE3_BUFFER);
            hasher->leaves += buffer_leaves;
            hasher->buffered = 0;
        }
        if (hasher->buffered == 0 && length > ROOST_BLAKE3_BUFFER) {
            // The largest subtree that begins here and leaves something over, straight from the input.
            size_t leaves = SUBTREE_LEAVES;
            while (hasher->leaves % leaves != 0 || leaves * LEAF_LENGTH >= length) leaves /= 2;
            push(&mode, &stack, hasher->leaves, data, leaves * LEAF_LENGTH);
            hasher->leaves += leaves;
            data += leaves * LEAF_LENGTH;
            length -= leaves * LEAF_LENGTH;
            continue;
        }
        size_t piece = ROOST_BLAKE3_BUFFER - hasher->buffered;
        if (piece > length) piece = length;
        memcpy(hasher->buffer + hasher->buffered, data, piece);
        hasher->buffered += (uint32_t)piece;
        data += piece;
        length -= piece;
    }
    hasher->depth = stack.depth;
}

void roost_blake3_finish(const roost_blake3_hasher *hasher, uint8_t out[32]) {
    const hash_mode mode = {hasher->key, hasher->flags, blake3_best_kernel()};
    uint8_t values[ROOST_BLAKE3_STACK * 32];
    memcpy(values, hasher->stack, 32 * hasher->depth);
    value_stack stack = {values, hasher->depth};
    finish(&mode, &stack, hasher->leaves, hasher->buffer, hasher->buffered, out);
}
