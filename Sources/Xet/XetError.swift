/// What was wrong with bytes of the Xet protocol, and where.
public enum XetError: Error, Hashable, Sendable {
    /// A chunk record of a xorb cannot be read. `index` counts chunks, `offset` bytes of what was given to the decoder.
    case malformedChunk(index: Int, offset: Int, reason: String)
    /// A shard does not follow the format. `offset` counts its bytes.
    case malformedShard(offset: Int, reason: String)
    /// A stored layout of a xorb is damaged.
    case malformedLayout(reason: String)
    /// A stored list of segments is damaged.
    case malformedSegments(reason: String)
    /// A bound of the protocol was passed; `what` names it in the plural.
    case tooLarge(what: String, limit: Int)
    /// The bytes end within a record that begins at `offset`.
    case truncated(what: String, offset: Int)
    /// A xorb holds no chunks.
    case emptyXorb
    /// The content has another hash than the one it was given under.
    case hashMismatch(expected: XetHash, found: XetHash)
    /// A file refers to a xorb that is not known here.
    case unknownXorb(XetHash)
    /// A segment of a file disagrees with the xorb it refers to. `index` counts the segments of the file.
    case invalidSegment(index: Int, xorb: XetHash, reason: String)
    /// A file comes without proof that its chunks are known to the sender.
    case missingVerification(file: XetHash)
    /// The proof that the sender knows the chunks of a segment is wrong. `index` counts the segments of the file.
    case verificationMismatch(file: XetHash, index: Int)
    /// A shard describes a xorb otherwise than it is stored.
    case listingMismatch(xorb: XetHash, reason: String)
    /// A range begins at or behind the end of a file of `length` bytes.
    case rangeNotSatisfiable(length: UInt64)
    /// The system has no memory for a decoder.
    case outOfMemory
}

extension XetError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .malformedChunk(let index, let offset, let reason):
            "malformed chunk \(index) at byte \(offset): \(reason)"
        case .malformedShard(let offset, let reason): "malformed shard at byte \(offset): \(reason)"
        case .malformedLayout(let reason): "malformed xorb layout: \(reason)"
        case .malformedSegments(let reason): "malformed list of segments: \(reason)"
        case .tooLarge(let what, let limit): "more \(what) than \(limit)"
        case .truncated(let what, let offset): "\(what) that begins at byte \(offset) is cut off"
        case .emptyXorb: "the xorb holds no chunks"
        case .hashMismatch(let expected, let found): "the content has hash \(found), not \(expected)"
        case .unknownXorb(let hash): "xorb \(hash) is unknown"
        case .invalidSegment(let index, let xorb, let reason): "segment \(index) in xorb \(xorb): \(reason)"
        case .missingVerification(let file): "file \(file) comes without verification hashes"
        case .verificationMismatch(let file, let index):
            "the verification hash of segment \(index) of file \(file) does not match the stored chunks"
        case .listingMismatch(let xorb, let reason): "the shard's description of xorb \(xorb): \(reason)"
        case .rangeNotSatisfiable(let length): "the range begins at or behind the end of a file of \(length) bytes"
        case .outOfMemory: "out of memory"
        }
    }
}
