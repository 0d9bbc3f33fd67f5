internal import CLZ4

/// Memory and an LZ4 context for unpacking one chunk after another without allocations.
///
/// Holds nothing between two calls.
final class ChunkUnpacker {
    private let context: OpaquePointer
    // Whole LZ4 blocks of the usual sizes fit behind each other, so the library decodes in place, without own copies.
    private let decoded: UnsafeMutableRawBufferPointer
    private let ungrouped: UnsafeMutableRawBufferPointer

    init() throws(XetError) {
        var context: OpaquePointer?
        guard LZ4F_isError(LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION))) == 0, let context else {
            throw .outOfMemory
        }
        self.context = context
        decoded = .allocate(byteCount: 2 * XorbLimits.maximumChunkLength, alignment: 64)
        ungrouped = .allocate(byteCount: XorbLimits.maximumChunkLength, alignment: 64)
    }

    deinit {
        LZ4F_freeDecompressionContext(context)
        decoded.deallocate()
        ungrouped.deallocate()
    }

    /// The raw bytes of a compressed chunk, valid until the next call. `index` and `offset` name the chunk in errors.
    func unpack(
        _ packed: UnsafeRawBufferPointer, _ header: XorbChunkHeader, index: Int, offset: Int
    ) throws(XetError) -> UnsafeRawBufferPointer {
        guard let length = decodeFrame(packed, limit: header.rawLength), length == header.rawLength else {
            throw .malformedChunk(
                index: index, offset: offset, reason: "its data is no LZ4 frame of \(header.rawLength) bytes")
        }
        let result = UnsafeRawBufferPointer(rebasing: decoded[..<length])
        guard header.packing == .groupedLZ4, let target = ungrouped.baseAddress else { return result }
        ByteGrouping.ungroup(result, into: target)
        return UnsafeRawBufferPointer(rebasing: ungrouped[..<length])
    }

    /// Decodes exactly one frame that ends where the input ends; nil if it does not, or gives more bytes than `limit`.
    private func decodeFrame(_ packed: UnsafeRawBufferPointer, limit: Int) -> Int? {
        guard var source = packed.baseAddress, var target = decoded.baseAddress else { return nil }
        LZ4F_resetDecompressionContext(context)
        var options = LZ4F_decompressOptions_t()
        options.stableDst = 1
        var sourceLeft = packed.count
        var length = 0
        while true {
            var consumed = sourceLeft
            var produced = decoded.count - length
            let hint = LZ4F_decompress(context, target, &produced, source, &consumed, &options)
            guard LZ4F_isError(hint) == 0 else { return nil }
            source += consumed
            sourceLeft -= consumed
            target += produced
            length += produced
            guard length <= limit else { return nil }
            if hint == 0 { return sourceLeft == 0 ? length : nil }
            // More is wanted: either there is none, or there is no room for what was decoded.
            guard consumed > 0 || produced > 0 else { return nil }
        }
    }
}
