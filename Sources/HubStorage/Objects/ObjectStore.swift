/// The bulk half of a server's storage: immutable bytes under a key.
///
/// An object appears whole or not at all, and never changes; putting a key that exists leaves the stored bytes
/// as they are (the new ones are still read and checked).
public protocol ObjectStore: Sendable {
    /// Stores a stream. The object is durable and visible when this returns; on any error nothing is stored.
    ///
    /// - Throws: ``ObjectStoreError`` with `.lengthMismatch`, `.hashMismatch` or `.tooLarge` when the bytes are
    ///   not what `expectation` says; the stream's own error if it fails.
    @discardableResult
    func put(
        _ key: ObjectKey, _ bytes: ByteStream, expecting expectation: ObjectExpectation
    ) async throws -> StoredObject

    /// The bytes of an object, or of a part of it. `range` counts bytes from 0 and must lie within the object.
    ///
    /// - Throws: ``ObjectStoreError`` `.notFound` before the first byte if there is no such object.
    func read(_ key: ObjectKey, range: Range<Int64>?) async throws -> ByteStream

    /// The length in bytes, or nil if there is no such object.
    func length(of key: ObjectKey) async throws -> Int64?

    /// Where the object lies as a plain file on this machine, for `sendfile`; nil if it does not.
    func localPath(of key: ObjectKey) -> String?

    /// An address from which a client may fetch the bytes itself until `ttl` has passed; nil if this store can't.
    func directURL(of key: ObjectKey, range: Range<Int64>?, ttl: Duration) async throws -> String?

    /// Removes an object; no error if there is none.
    func delete(_ key: ObjectKey) async throws

    /// All objects whose key begins with `prefix`, in no particular order.
    func list(prefix: String) async throws -> AsyncThrowingStream<ListedObject, any Error>

    /// Removes what interrupted puts left behind that is older than `age`. Returns the number of bytes freed.
    func removeAbandoned(olderThan age: Duration) async throws -> Int64
}

/// A key: segments of `[a-z0-9._-]` joined by `/`, none of them `.` or `..`, at most 512 bytes.
public struct ObjectKey: Hashable, Sendable, CustomStringConvertible {
    public let value: String

    /// - Throws: ``ObjectStoreError`` `.invalidKey`.
    public init(_ value: String) throws {
        let segments = value.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let fine = segments.allSatisfy { segment in
            !segment.isEmpty && !segment.elementsEqual(".".utf8) && !segment.elementsEqual("..".utf8)
                && segment.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                        UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                        true
                    default: false
                    }
                }
        }
        guard fine, value.utf8.count <= 512 else {
            throw ObjectStoreError(.invalidKey, "“\(value)” is not a valid object key")
        }
        self.value = value
    }

    public var description: String { value }
}

/// What must be true of the bytes for a put to succeed.
public struct ObjectExpectation: Sendable {
    /// Exact length in bytes.
    public var length: Int64?
    /// Exact SHA-256 (32 bytes).
    public var sha256: [UInt8]?
    /// Upper bound when the length is not known.
    public var maximumLength: Int64?
    /// Compute the SHA-256 even when none is expected.
    public var wantsSHA256: Bool

    public init(
        length: Int64? = nil, sha256: [UInt8]? = nil, maximumLength: Int64? = nil, wantsSHA256: Bool = false
    ) {
        self.length = length
        self.sha256 = sha256
        self.maximumLength = maximumLength
        self.wantsSHA256 = wantsSHA256 || sha256 != nil
    }
}

/// What a put stored (or found stored already).
public struct StoredObject: Sendable {
    public let key: ObjectKey
    public let length: Int64
    /// Present when the expectation asked for it.
    public let sha256: [UInt8]?

    public init(key: ObjectKey, length: Int64, sha256: [UInt8]?) {
        self.key = key
        self.length = length
        self.sha256 = sha256
    }
}

/// One entry of a listing.
public struct ListedObject: Sendable, Hashable {
    public let key: ObjectKey
    public let length: Int64
    /// Milliseconds since 1970 UTC.
    public let modified: Int64

    public init(key: ObjectKey, length: Int64, modified: Int64) {
        self.key = key
        self.length = length
        self.modified = modified
    }
}

/// Why the store refused or failed.
public struct ObjectStoreError: Error, CustomStringConvertible {
    public enum Code: String, Sendable {
        case notFound, invalidKey, invalidRange, lengthMismatch, hashMismatch, tooLarge, outOfSpace, failed
    }

    public let code: Code
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { "object store: \(message) (\(code.rawValue))" }
}
