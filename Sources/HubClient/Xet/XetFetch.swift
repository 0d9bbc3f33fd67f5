import NIOCore
import Xet

/// A part of a xorb while it comes: raw bytes of those of its chunks that terms need, in their order.
///
/// One task appends, another one reads. What is read for the only term that needs it is forgotten at once; what several
/// terms need is decoded once and kept for the last of them.
final class XetFetch: Sendable {
    /// Chunks that a term wants, and how many bytes it believes they have.
    struct Use: Sendable, Hashable {
        let chunks: Range<Int>
        let length: Int
    }

    struct State: Sendable {
        /// Raw bytes in pieces; those that nobody needs any more are empty.
        fileprivate var blocks: [ByteBuffer] = []
        /// Where each block begins among all raw bytes.
        fileprivate var starts: [Int] = []
        /// Raw bytes so far.
        fileprivate(set) var length = 0
        /// For each chunk so far, and for the next one: kept raw bytes before it.
        fileprivate(set) var chunkStarts: [Int] = [0]
        /// For each chunk so far, if they are wanted.
        fileprivate(set) var hashes: [XetHash] = []
        fileprivate(set) var failure: HubError?
        fileprivate var usesLeft: Int
        fileprivate var isForgotten = false
    }

    let part: XetPlan.Fetch
    /// Different ones, in the order of their ends.
    let uses: [Use]
    let keepsHashes: Bool
    private let readsOnce: Bool
    private let state: Watched<State>

    /// - Parameter terms: All terms of the window that need this part.
    init(_ part: XetPlan.Fetch, terms: [XetPlan.Term], keepsHashes: Bool) {
        self.part = part
        self.keepsHashes = keepsHashes
        uses = Set(terms.map { Use(chunks: $0.chunks, length: $0.length) })
            .sorted { ($0.chunks.upperBound, $0.chunks.lowerBound) < ($1.chunks.upperBound, $1.chunks.lowerBound) }
        readsOnce = terms.count == 1
        state = Watched(State(usesLeft: terms.count))
    }

    // MARK: Appending

    /// Adds decoded chunks.
    ///
    /// - Parameters:
    ///   - block: The raw bytes of those that are kept.
    ///   - chunkStarts: For each chunk, where the one after it begins among all kept bytes.
    func append(_ block: ByteBuffer, chunkStarts: [Int], hashes: [XetHash]) {
        state.update { state in
            if block.readableBytes > 0, !state.isForgotten {
                state.blocks.append(block)
                state.starts.append(state.length)
            }
            state.length += block.readableBytes
            state.chunkStarts += chunkStarts
            state.hashes += hashes
        }
    }

    /// Lets whoever reads meet this error behind what was appended.
    func fail(_ error: HubError) { state.update { state in state.failure = state.failure ?? error } }

    // MARK: Reading

    /// Where the bytes of a chunk begin among all kept ones, as soon as that is known.
    func start(ofChunk index: Int) async throws(HubError) -> Int {
        let local = index - part.chunks.lowerBound
        let answer = try await state.wait { state -> Result<Int, HubError>? in
            if local < state.chunkStarts.count { return .success(state.chunkStarts[local]) }
            return state.failure.map { .failure($0) }
        }
        return try answer.get()
    }

    /// The bytes from a position on, as many as there are in one piece up to `end`, as soon as there are any.
    ///
    /// - Returns: The bytes, and how many of all kept ones are no longer held here.
    func piece(from position: Int, to end: Int) async throws(HubError) -> (bytes: ByteBuffer, freed: Int) {
        let readsOnce = readsOnce
        let answer = try await state.wait { state -> Result<(bytes: ByteBuffer, freed: Int), HubError>? in
            guard position < state.length else { return state.failure.map { .failure($0) } }
            var low = 0
            var high = state.starts.count
            while low < high {
                let middle = (low + high) / 2
                if state.starts[middle] <= position { low = middle + 1 } else { high = middle }
            }
            let block = state.blocks[low - 1]
            let offset = position - state.starts[low - 1]
            let length = min(block.readableBytes - offset, end - position)
            guard let bytes = block.getSlice(at: block.readerIndex + offset, length: length) else {
                return .failure(HubError(.decoding, "The part \(position) of a xorb was read twice"))
            }
            let isRead = readsOnce && offset + length == block.readableBytes
            if isRead { state.blocks[low - 1] = ByteBuffer() }
            return .success((bytes, isRead ? block.readableBytes : 0))
        }
        return try answer.get()
    }

    /// The hashes of a term's chunks, which must all have come.
    func hashes(of chunks: Range<Int>) -> [HashedLength] {
        let first = chunks.lowerBound - part.chunks.lowerBound
        return state.update { state in
            (first..<first + chunks.count).map { index in
                let length = state.chunkStarts[index + 1] - state.chunkStarts[index]
                return HashedLength(hash: state.hashes[index], length: UInt64(length))
            }
        }
    }

    /// States that a term has all it needs.
    ///
    /// - Returns: How many bytes are no longer held here.
    func finishUse() -> Int {
        state.update { state in
            state.usesLeft -= 1
            guard state.usesLeft == 0 else { return 0 }
            let freed = state.blocks.reduce(0) { $0 + $1.readableBytes }
            state.blocks = []
            state.starts = []
            state.isForgotten = true
            return freed
        }
    }
}
