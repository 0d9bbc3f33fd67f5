internal import CLZ4

/// Memory for packing one chunk after another without allocations.
///
/// Holds nothing between two calls. `XorbWriter`, its owner, uses it only while `isKnownUniquelyReferenced` says
/// that no copy of the owner has it too.
final class ChunkPacker: @unchecked Sendable {  // This is safe because only one owner ever uses it.
    private let grouped: UnsafeMutableRawBufferPointer
    private let plainFrame: UnsafeMutableRawBufferPointer
    private let groupedFrame: UnsafeMutableRawBufferPointer
    private var preferences: LZ4F_preferences_t

    init() {
        preferences = LZ4F_preferences_t()
        // At most: a chunk of up to 64 KiB becomes one block of that size, a longer one still a single block.
        preferences.frameInfo.blockSizeID = LZ4F_max256KB
        let capacity = LZ4F_compressFrameBound(XorbLimits.maximumChunkLength, &preferences)
        grouped = .allocate(byteCount: XorbLimits.maximumChunkLength, alignment: 64)
        plainFrame = .allocate(byteCount: capacity, alignment: 64)
        groupedFrame = .allocate(byteCount: capacity, alignment: 64)
    }

    deinit {
        grouped.deallocate()
        plainFrame.deallocate()
        groupedFrame.deallocate()
    }

    /// The frame of a chunk in a compressed packing, valid until the next call.
    func pack(_ raw: UnsafeRawBufferPointer, _ packing: Packing) -> UnsafeRawBufferPointer {
        guard packing == .groupedLZ4, let target = grouped.baseAddress else { return compress(raw, into: plainFrame) }
        ByteGrouping.group(raw, into: target)
        return compress(UnsafeRawBufferPointer(rebasing: grouped[..<raw.count]), into: groupedFrame)
    }

    /// The smaller of both compressed forms of a chunk, valid until the next call.
    func packBest(_ raw: UnsafeRawBufferPointer) -> (packing: Packing, data: UnsafeRawBufferPointer) {
        let plain = pack(raw, .lz4)
        let grouped = pack(raw, .groupedLZ4)
        return grouped.count < plain.count ? (.groupedLZ4, grouped) : (.lz4, plain)
    }

    private func compress(
        _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
    ) -> UnsafeRawBufferPointer {
        let length = LZ4F_compressFrame(
            target.baseAddress, target.count, source.baseAddress, source.count, &preferences)
        // The target is as large as the library asks for, so only lack of memory is left as a reason to fail.
        precondition(LZ4F_isError(length) == 0, "LZ4 compression")
        return UnsafeRawBufferPointer(rebasing: target[..<length])
    }
}
