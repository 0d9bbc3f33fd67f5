import HubStorage
import NIOCore
import TestSupport
import Testing

/// A store the conformance suite runs on. A further store joins by one more element of `all`.
struct ObjectStoreKind: Sendable, CustomTestStringConvertible {
    let name: String
    /// Opens a new empty store.
    let open: @Sendable () async throws -> Opened

    struct Opened: Sendable {
        let store: any ObjectStore
        /// How many unfinished uploads there are at the moment.
        let unfinished: @Sendable () async throws -> Int
        /// Kept as long as the store is used.
        let folder: TemporaryDirectory?
    }

    var testDescription: String { name }

    static let all: [ObjectStoreKind] = [directory]

    static let directory = ObjectStoreKind(name: "directory") {
        let folder = try TemporaryDirectory()
        let path = "\(folder.path)/store"
        return Opened(
            store: try DirectoryObjectStore(root: path),
            unfinished: { try folder.names(in: "store/tmp").count },
            folder: folder)
    }

    func withStore(_ body: (any ObjectStore, Opened) async throws -> Void) async throws {
        let opened = try await open()
        try await body(opened.store, opened)
    }
}

extension ObjectStore {
    func put(_ key: String, _ bytes: [UInt8]) async throws {
        try await put(ObjectKey(key), ByteStream(ByteBuffer(bytes: bytes)), expecting: ObjectExpectation())
    }

    func bytes(_ key: String, _ range: Range<Int64>? = nil) async throws -> [UInt8] {
        var all: [UInt8] = []
        for try await piece in try await read(ObjectKey(key), range: range) { all += piece.readableBytesView }
        return all
    }

    func keys(_ prefix: String) async throws -> Set<String> {
        var keys: Set<String> = []
        for try await object in try await list(prefix: prefix) { keys.insert(object.key.value) }
        return keys
    }
}

extension ByteStream {
    /// Pieces of the given sizes, filled with a pattern that differs from place to place.
    static func pattern(_ sizes: [Int], then failure: (any Error)? = nil) -> ByteStream {
        ByteStream(pulling: {
            var index = 0
            var place = 0
            return {
                guard index < sizes.count else {
                    if let failure { throw failure }
                    return nil
                }
                let piece = Pattern.bytes(place..<(place + sizes[index]))
                place += sizes[index]
                index += 1
                return ByteBuffer(bytes: piece)
            }
        })
    }
}

/// Bytes that tell their place.
enum Pattern {
    static func bytes(_ range: Range<Int>) -> [UInt8] {
        range.map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8 ^ $0 >> 16) }
    }
}

/// The code of the ``ObjectStoreError`` that `body` throws.
func objectErrorCode<Value>(_ body: () async throws -> Value) async -> ObjectStoreError.Code? {
    do {
        _ = try await body()
        return nil
    } catch {
        return (error as? ObjectStoreError)?.code
    }
}
