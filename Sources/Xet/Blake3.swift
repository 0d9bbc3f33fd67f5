internal import CBlake3

/// BLAKE3, plain and keyed, with 32 bytes of output: the only hash function of the Xet protocol.
///
/// The documents of Xet call the keyed mode “HMAC”.
public enum Blake3 {
    /// A key of 32 bytes.
    public struct Key: Hashable, Sendable {
        private let words: SIMD4<UInt64>

        /// A key from its raw bytes; nil unless there are exactly 32.
        public init?(_ bytes: some Collection<UInt8>) {
            guard bytes.count == 32 else { return nil }
            var words = SIMD4<UInt64>()
            withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
            self.words = words
        }

        /// A key from four groups of eight bytes, each read as a little-endian number.
        init(groups: SIMD4<UInt64>) {
            words = groups
        }

        /// The 32 raw bytes.
        public var bytes: [UInt8] {
            withUnsafeBytes { [UInt8]($0) }
        }

        /// Calls `body` with the 32 raw bytes.
        public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
            try Swift.withUnsafeBytes(of: words, body)
        }
    }

    /// The plain hash of `data`.
    public static func hash(_ data: UnsafeRawBufferPointer) -> XetHash {
        withHashBytes { roost_blake3_hash(data.pointer, data.count, $0) }
    }

    /// The keyed hash of `data`.
    public static func keyed(_ key: Key, _ data: UnsafeRawBufferPointer) -> XetHash {
        key.withUnsafeBytes { key in
            withHashBytes { roost_blake3_keyed_hash(key.pointer, data.pointer, data.count, $0) }
        }
    }

    private static func withHashBytes(_ fill: (UnsafeMutablePointer<UInt8>?) -> Void) -> XetHash {
        withUnsafeTemporaryAllocation(byteCount: 32, alignment: 8) { out in
            fill(out.baseAddress?.assumingMemoryBound(to: UInt8.self))
            return XetHash(UnsafeRawBufferPointer(out))
        }
    }
}

/// The keys of the Xet protocol.
extension Blake3.Key {
    /// Chunk hashes: over the raw bytes of a chunk.
    public static let chunk = Blake3.Key(
        groups: [0xde50_955b_77f5_9766, 0x1c18_97a5_accb_3531, 0x582b_eb9b_1021_e49d, 0x29f2_ad93_4bb0_d0b4])
    /// Inner nodes of the Merkle tree: over the text of their children.
    public static let node = Blake3.Key(
        groups: [0x9629_47a5_c7c5_7e01, 0xe602_8ab4_6666_94fd, 0xd26d_c737_6f53_dd5d, 0x3f71_534a_e652_63f8])
    /// Verification hashes of segments: over the chunk hashes in them.
    public static let verification = Blake3.Key(
        groups: [0x66ed_56ce_d657_187f, 0xf3c3_a5e7_13f9_7f12, 0xe649_dbb5_d526_cda4, 0xc394_fb28_7f98_2441])
    /// File hashes: over the root of the tree. Also the key of a dedup answer whose chunk hashes are plain.
    public static let zero = Blake3.Key(groups: .zero)
}

extension XetHash {
    /// The hash of a chunk with these raw bytes.
    public static func chunk(_ raw: UnsafeRawBufferPointer) -> XetHash {
        Blake3.keyed(.chunk, raw)
    }
}

extension UnsafeRawBufferPointer {
    /// The bytes as C functions take them.
    var pointer: UnsafePointer<UInt8>? {
        baseAddress?.assumingMemoryBound(to: UInt8.self)
    }
}
