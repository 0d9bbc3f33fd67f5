import NIOCore
import Xet

/// Collects the raw chunks of a fetch, and checks them against what the terms say of them.
struct XetBlockBuilder {
    /// Raw bytes that are handed on together: enough that handing them on costs little.
    private static let blockLength = 1 << 20

    private let fetch: XetFetch
    /// Chunks that terms need: disjoint, ascending.
    private let needed: [Range<Int>]
    /// Bytes that all terms can have at most.
    private let limit: Int
    private var neededIndex = 0
    private var useIndex = 0
    /// For each chunk so far, and for the next one: kept bytes before it.
    private var chunkStarts: [Int] = [0]

    private var block = ByteBuffer()
    private var blockStarts: [Int] = []
    private var blockHashes: [XetHash] = []

    init(_ fetch: XetFetch) {
        self.fetch = fetch
        var needed: [Range<Int>] = []
        for chunks in fetch.uses.map(\.chunks).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = needed.last, chunks.lowerBound <= last.upperBound {
                needed[needed.count - 1] = last.lowerBound..<max(last.upperBound, chunks.upperBound)
            } else {
                needed.append(chunks)
            }
        }
        self.needed = needed
        limit = fetch.uses.reduce(0) { $0 + $1.length }
    }

    /// Chunks taken in so far, those that nobody needs included.
    var count: Int { chunkStarts.count - 1 }

    /// Takes in the next chunk.
    ///
    /// - Throws: ``HubError/Kind/integrity(expected:actual:)`` if terms say otherwise.
    mutating func append(_ raw: UnsafeRawBufferPointer) throws(HubError) {
        let index = fetch.part.chunks.lowerBound + count
        let start = chunkStarts[count]
        while neededIndex < needed.count, needed[neededIndex].upperBound <= index { neededIndex += 1 }
        let isNeeded = neededIndex < needed.count && needed[neededIndex].contains(index)
        let end = isNeeded ? start + raw.count : start
        guard end <= limit else { throw mismatch("at least \(end) bytes", instead: limit) }
        if isNeeded {
            if block.writableBytes < raw.count { renewBlock(raw.count, position: start) }
            block.writeBytes(raw)
        }
        chunkStarts.append(end)
        blockStarts.append(end)
        if fetch.keepsHashes { blockHashes.append(isNeeded ? .chunk(raw) : .zero) }
        while useIndex < fetch.uses.count, fetch.uses[useIndex].chunks.upperBound == index + 1 {
            let use = fetch.uses[useIndex]
            let length = end - chunkStarts[use.chunks.lowerBound - fetch.part.chunks.lowerBound]
            guard length == use.length else { throw mismatch("\(length) bytes", instead: use.length) }
            useIndex += 1
        }
    }

    /// Hands on what there is.
    mutating func flush() {
        guard !blockStarts.isEmpty else { return }
        fetch.append(block, chunkStarts: blockStarts, hashes: blockHashes)
        block = ByteBuffer()
        blockStarts.removeAll(keepingCapacity: true)
        blockHashes.removeAll(keepingCapacity: true)
    }

    private mutating func renewBlock(_ length: Int, position: Int) {
        flush()
        // A small part shall not take the memory of a large one.
        block = ByteBufferAllocator().buffer(capacity: max(length, min(Self.blockLength, limit - position)))
    }

    private func mismatch(_ actual: String, instead expected: Int) -> HubError {
        HubError(
            .integrity(expected: "\(expected) bytes", actual: actual),
            "The chunks of xorb \(fetch.part.xorb) aren't as long as the file's reconstruction says")
    }
}
