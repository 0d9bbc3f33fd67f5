import Crypto

/// Computes an object's id from its content in pieces, for content that should not be in memory at once.
///
/// Git hashes `<kind> <size>\0` before the content, so the size must be known first. Feeding another number
/// of bytes than announced gives an id that names nothing; compare `count` with the size when in doubt.
public struct ObjectHasher: Sendable {
    private var digest = Insecure.SHA1()

    /// The number of bytes of content fed so far.
    public private(set) var count: Int64 = 0

    /// Starts the id of an object.
    /// - Parameter size: The number of bytes of content to come.
    public init(kind: ObjectKind, size: Int64) {
        Array("\(kind.rawValue) \(size)\0".utf8).withUnsafeBytes { digest.update(bufferPointer: $0) }
    }

    /// Feeds the next bytes of the content.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        digest.update(bufferPointer: bytes)
        count += Int64(bytes.count)
    }

    /// Feeds the next bytes of the content.
    public mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// The id of what was fed so far. The hasher can be fed further.
    public func finalize() -> ObjectID {
        ObjectID(uncheckedBytes: digest.finalize())
    }
}
