/// The order of bytes that packing `groupedLZ4` compresses: those at positions 0 modulo 4, then 1, 2 and 3.
///
/// Numbers of four bytes then lie as four runs of similar bytes, which compress better.
enum ByteGrouping {
    /// Where group `index` of `count` bytes begins.
    private static func start(ofGroup index: Int, count: Int) -> Int {
        index * (count / 4) + min(index, count % 4)
    }

    /// Writes `source` in grouped order into `target`, which holds at least as many bytes.
    static func group(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawPointer) {
        guard let input = source.baseAddress else { return }
        let count = source.count
        let group0 = target.assumingMemoryBound(to: UInt8.self)
        let group1 = group0 + start(ofGroup: 1, count: count)
        let group2 = group0 + start(ofGroup: 2, count: count)
        let group3 = group0 + start(ofGroup: 3, count: count)
        let words = count / 4
        for index in 0..<words {
            let word = UInt32(littleEndian: input.loadUnaligned(fromByteOffset: index &* 4, as: UInt32.self))
            group0[index] = UInt8(truncatingIfNeeded: word)
            group1[index] = UInt8(truncatingIfNeeded: word &>> 8)
            group2[index] = UInt8(truncatingIfNeeded: word &>> 16)
            group3[index] = UInt8(truncatingIfNeeded: word &>> 24)
        }
        let tail = words * 4
        if tail < count { group0[words] = source[tail] }
        if tail + 1 < count { group1[words] = source[tail + 1] }
        if tail + 2 < count { group2[words] = source[tail + 2] }
    }

    /// Writes grouped bytes back in their own order into `target`, which holds at least as many bytes.
    static func ungroup(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawPointer) {
        guard let input = source.baseAddress else { return }
        let count = source.count
        let group0 = input.assumingMemoryBound(to: UInt8.self)
        let group1 = group0 + start(ofGroup: 1, count: count)
        let group2 = group0 + start(ofGroup: 2, count: count)
        let group3 = group0 + start(ofGroup: 3, count: count)
        let words = count / 4
        for index in 0..<words {
            let word =
                UInt32(group0[index]) | UInt32(group1[index]) &<< 8
                | UInt32(group2[index]) &<< 16 | UInt32(group3[index]) &<< 24
            target.storeBytes(of: word.littleEndian, toByteOffset: index &* 4, as: UInt32.self)
        }
        let tail = words * 4
        if tail < count { target.storeBytes(of: group0[words], toByteOffset: tail, as: UInt8.self) }
        if tail + 1 < count { target.storeBytes(of: group1[words], toByteOffset: tail + 1, as: UInt8.self) }
        if tail + 2 < count { target.storeBytes(of: group2[words], toByteOffset: tail + 2, as: UInt8.self) }
    }
}
