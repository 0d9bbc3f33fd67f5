internal import CLZ4

/// Memory for packing one chunk after another without allocations.
struct ChunkPacker: Sendable {
    private var grouped = [UInt8](repeating: 0, count: XorbLimits.maximumChunkLength)
    private var plainFrame = [UInt8](repeating: 0, count: frameLimit)
    private var groupedFrame = [UInt8](repeating: 0, count: frameLimit)

    private static let frameLimit = {
        var preferences = Self.preferences
        return LZ4F_compressFrameBound(XorbLimits.maximumChunkLength, &preferences)
    }()

    /// At most: a chunk of up to 64 KiB becomes one block of that size, a longer one still a single block.
    private static var preferences: LZ4F_preferences_t {
        var preferences = LZ4F_preferences_t()
        preferences.frameInfo.blockSizeID = LZ4F_max256KB
        return preferences
    }

    /// The frame of a chunk in a compressed packing. Let it go before the next call, which writes to its memory.
    mutating func pack(_ raw: UnsafeRawBufferPointer, _ packing: Packing) -> ArraySlice<UInt8> {
        guard packing == .groupedLZ4 else { return Self.compress(raw, into: &plainFrame) }
        grouped.withUnsafeMutableBytes { target in
            if let target = target.baseAddress { ByteGrouping.group(raw, into: target) }
        }
        return grouped.withUnsafeBytes {
            Self.compress(UnsafeRawBufferPointer(rebasing: $0[..<raw.count]), into: &groupedFrame)
        }
    }

    /// The smaller of both compressed forms of a chunk. Let it go before the next call.
    mutating func packBest(_ raw: UnsafeRawBufferPointer) -> (packing: Packing, data: ArraySlice<UInt8>) {
        let plain = pack(raw, .lz4)
        let grouped = pack(raw, .groupedLZ4)
        return grouped.count < plain.count ? (.groupedLZ4, grouped) : (.lz4, plain)
    }

    private static func compress(
        _ source: UnsafeRawBufferPointer, into target: inout [UInt8]
    ) -> ArraySlice<UInt8> {
        var preferences = preferences
        let length = target.withUnsafeMutableBytes {
            LZ4F_compressFrame($0.baseAddress, $0.count, source.baseAddress, source.count, &preferences)
        }
        // The target is as large as the library asks for, so only lack of memory is left as a reason to fail.
        precondition(LZ4F_isError(length) == 0, "LZ4 compression")
        return target[..<length]
    }
}
