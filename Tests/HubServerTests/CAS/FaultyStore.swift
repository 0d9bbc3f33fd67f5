import Foundation
import HubStorage
import NIOCore
import Synchronization

/// An object store that fails from a chosen call on, as one does whose process is killed there.
final class FaultyStore: ObjectStore {
    struct Fault: Error {}

    private let base: any ObjectStore
    private let beforeLength: @Sendable (ObjectKey) async throws -> Void
    private let callsLeft = Mutex<Int?>(nil)
    private let thrown = Mutex(0)
    private let reads = Mutex<[String]>([])

    /// - Parameter beforeLength: Called before somebody hears how long an object is.
    init(_ base: any ObjectStore, beforeLength: @escaping @Sendable (ObjectKey) async throws -> Void = { _ in }) {
        self.base = base
        self.beforeLength = beforeLength
    }

    /// Lets so many calls succeed and none after them; nil mends the store.
    func fail(after calls: Int?) { callsLeft.withLock { $0 = calls } }

    /// Whether calls fail by now.
    var isBroken: Bool { callsLeft.withLock { $0 == 0 } }

    /// How many calls failed so far.
    var faults: Int { thrown.withLock { $0 } }

    /// The keys that were read so far.
    var readKeys: [String] { reads.withLock { $0 } }

    private func call() throws {
        try callsLeft.withLock { left in
            guard let calls = left else { return }
            guard calls > 0 else {
                thrown.withLock { $0 += 1 }
                throw Fault()
            }
            left = calls - 1
        }
    }

    func put(
        _ key: ObjectKey, _ bytes: ByteStream, expecting expectation: ObjectExpectation
    ) async throws -> StoredObject {
        try call()
        let stored = try await base.put(key, bytes, expecting: expectation)
        // Killed after the object became durable.
        try call()
        return stored
    }

    func read(_ key: ObjectKey, range: Range<Int64>?) async throws -> ByteStream {
        try call()
        reads.withLock { $0.append(key.value) }
        return try await base.read(key, range: range)
    }

    func length(of key: ObjectKey) async throws -> Int64? {
        try call()
        try await beforeLength(key)
        return try await base.length(of: key)
    }

    func localPath(of key: ObjectKey) -> String? { base.localPath(of: key) }

    func directURL(of key: ObjectKey, range: Range<Int64>?, ttl: Duration) async throws -> String? { nil }

    func delete(_ key: ObjectKey) async throws {
        try call()
        try await base.delete(key)
        try call()
    }

    func list(prefix: String) async throws -> AsyncThrowingStream<ListedObject, any Error> {
        try call()
        return try await base.list(prefix: prefix)
    }

    func removeAbandoned(olderThan age: Duration) async throws -> Int64 {
        try await base.removeAbandoned(olderThan: age)
    }
}

/// Whole files.
enum FileBytes {
    static func read(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

    static func write(_ bytes: [UInt8], _ path: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }
}
