import Crypto
import HubStorage
import NIOCore
import Testing

/// What every object store must do alike.
@Suite struct ObjectStoreConformanceTests {
    @Test(
        arguments: ObjectStoreKind.all,
        [
            [], [0], [1], [100, 0, 5], [1 << 20], [(1 << 20) - 1, 1, 1], [3 << 20, 1, 3 << 20],
            Array(repeating: 70_001, count: 60),
        ])
    func bytesComeBackAsTheyWent(kind: ObjectStoreKind, sizes: [Int]) async throws {
        try await kind.withStore { store, opened in
            let all = Pattern.bytes(0..<sizes.reduce(0, +))
            let hash = Array(SHA256.hash(data: all))
            let key = try ObjectKey("ab/cd/object-1.bin")
            let stored = try await store.put(
                key, .pattern(sizes),
                expecting: ObjectExpectation(length: Int64(all.count), sha256: hash))
            #expect(stored.length == Int64(all.count))
            #expect(stored.sha256 == hash)
            #expect(try await store.length(of: key) == Int64(all.count))
            #expect(try await store.bytes(key.value) == all)
            #expect(try await opened.unfinished() == 0)
        }
    }

    @Test(arguments: ObjectStoreKind.all) func ranges(kind: ObjectStoreKind) async throws {
        try await kind.withStore { store, _ in
            let all = Pattern.bytes(0..<2_500_000)
            try await store.put("big", all)
            for range in [0..<1, 0..<0, 5..<5, 999..<1_200_000, 2_499_999..<2_500_000, 0..<2_500_000] {
                let found = try await store.bytes("big", Int64(range.lowerBound)..<Int64(range.upperBound))
                #expect(found == Array(all[range]), "\(range)")
            }
            for range in [0..<2_500_001, 3_000_000..<3_000_001, -1..<5] as [Range<Int64>] {
                let code = await objectErrorCode { try await store.bytes("big", range) }
                #expect(code == .invalidRange, "\(range)")
            }
        }
    }

    @Test(arguments: ObjectStoreKind.all) func streamCanBeReadTwice(kind: ObjectStoreKind) async throws {
        try await kind.withStore { store, _ in
            try await store.put("twice", [1, 2, 3])
            let stream = try await store.read(ObjectKey("twice"), range: nil)
            for _ in 0..<2 {
                var found: [UInt8] = []
                for try await piece in stream { found += piece.readableBytesView }
                #expect(found == [1, 2, 3])
            }
        }
    }

    @Test(arguments: ObjectStoreKind.all) func missingObject(kind: ObjectStoreKind) async throws {
        try await kind.withStore { store, _ in
            try await store.put("folder/object", [1])
            for key in ["missing", "folder", "folder/object/more", "no/such/folder"] {
                #expect(try await store.length(of: ObjectKey(key)) == nil)
                let code = await objectErrorCode { try await store.read(ObjectKey(key), range: nil) }
                #expect(code == .notFound, "\(key)")
            }
            try await store.delete(ObjectKey("missing"))
            try await store.delete(ObjectKey("no/such/folder"))
        }
    }

    @Test(arguments: ObjectStoreKind.all) func deleting(kind: ObjectStoreKind) async throws {
        try await kind.withStore { store, _ in
            try await store.put("d/one", [1])
            try await store.put("d/two", [2])
            try await store.delete(ObjectKey("d/one"))
            #expect(try await store.length(of: ObjectKey("d/one")) == nil)
            #expect(try await store.keys("") == ["d/two"])
            try await store.put("d/one", [3])
            #expect(try await store.bytes("d/one") == [3])
        }
    }

    @Test(arguments: ObjectStoreKind.all) func existingObjectStays(kind: ObjectStoreKind) async throws {
        try await kind.withStore { store, opened in
            try await store.put("same", [1, 2, 3])
            try await store.put("same", [9, 9, 9])
            #expect(try await store.bytes("same") == [1, 2, 3])
            #expect(try await opened.unfinished() == 0)
            // The bytes are checked all the same.
            let code = await objectErrorCode {
                try await store.put(
                    ObjectKey("same"), .pattern([5]), expecting: ObjectExpectation(length: 6))
            }
            #expect(code == .lengthMismatch)
        }
    }

    @Test(arguments: ObjectStoreKind.all) func listing(kind: ObjectStoreKind) async throws {
        try await kind.withStore { store, _ in
            let keys: Set<String> = ["a/1", "a/2", "ab/1", "ab/c/2", "b", "lfs/aa/bb/x"]
            for key in keys { try await store.put(key, [1, 2]) }
            #expect(try await store.keys("") == keys)
            #expect(try await store.keys("a") == ["a/1", "a/2", "ab/1", "ab/c/2"])
            #expect(try await store.keys("a/") == ["a/1", "a/2"])
            #expect(try await store.keys("ab/c") == ["ab/c/2"])
            #expect(try await store.keys("lfs/aa/bb/x") == ["lfs/aa/bb/x"])
            #expect(try await store.keys("lfs/aa/bb/y") == [])
            #expect(try await store.keys("none/") == [])
            #expect(try await store.keys("../") == [])
            for try await object in try await store.list(prefix: "b") {
                #expect(object.length == 2)
                #expect(object.modified > 1_700_000_000_000)
            }
        }
    }

    @Test(arguments: ObjectStoreKind.all) func wrongBytesAreRefused(kind: ObjectStoreKind) async throws {
        try await kind.withStore { store, opened in
            let right = Pattern.bytes(0..<3_000_000)
            let hash = Array(SHA256.hash(data: right))
            var wrong = hash
            wrong[31] ^= 1
            let cases: [(ObjectExpectation, ObjectStoreError.Code)] = [
                (ObjectExpectation(sha256: wrong), .hashMismatch),
                (ObjectExpectation(length: 2_999_999), .lengthMismatch),
                (ObjectExpectation(length: 3_000_001, sha256: hash), .lengthMismatch),
                (ObjectExpectation(maximumLength: 2_999_999), .tooLarge),
            ]
            for (expectation, code) in cases {
                let found = await objectErrorCode {
                    try await store.put(
                        ObjectKey("w/x"), .pattern([1_500_000, 1_500_000]), expecting: expectation)
                }
                #expect(found == code)
            }
            let keys = try await store.keys("")
            #expect(keys == [])
            #expect(try await opened.unfinished() == 0)
            try await store.put(
                ObjectKey("w/x"), .pattern([3_000_000]),
                expecting: ObjectExpectation(length: 3_000_000, sha256: hash, maximumLength: 3_000_000))
        }
    }

    @Test(arguments: ObjectStoreKind.all) func failingStreamLeavesNothing(kind: ObjectStoreKind) async throws {
        struct Broken: Error {}
        try await kind.withStore { store, opened in
            await #expect(throws: Broken.self) {
                try await store.put(
                    ObjectKey("f/x"), .pattern([2_000_000, 2_000_000, 10], then: Broken()),
                    expecting: ObjectExpectation())
            }
            let keys = try await store.keys("")
            #expect(keys == [])
            #expect(try await opened.unfinished() == 0)
        }
    }

    @Test(arguments: ObjectStoreKind.all, [false, true])
    func cancellationLeavesNothing(kind: ObjectStoreKind, endsQuietly: Bool) async throws {
        try await kind.withStore { store, opened in
            let (started, continuation) = AsyncStream.makeStream(of: Void.self)
            // Some streams throw when their task is cancelled, others just end.
            let stream = ByteStream(pulling: {
                var count = 0
                return {
                    count += 1
                    if count == 3 { continuation.yield() }
                    guard count >= 3 else { return ByteBuffer(bytes: Pattern.bytes(0..<1_500_000)) }
                    do {
                        try await Task.sleep(for: .seconds(60))
                    } catch {
                        if !endsQuietly { throw error }
                    }
                    return nil
                }
            })
            let task = Task {
                try await store.put(ObjectKey("c/x"), stream, expecting: ObjectExpectation())
            }
            for await _ in started { break }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            let keys = try await store.keys("")
            #expect(keys == [])
            #expect(try await opened.unfinished() == 0)
        }
    }

    @Test(arguments: ObjectStoreKind.all) func sameKeyAtOnce(kind: ObjectStoreKind) async throws {
        try await kind.withStore { store, opened in
            try await withThrowingTaskGroup { group in
                for index in 0..<32 {
                    group.addTask {
                        let bytes = [UInt8](repeating: UInt8(index), count: 10_000)
                        try await store.put("n/\(index % 4)/same", bytes)
                    }
                }
                try await group.waitForAll()
            }
            for index in 0..<4 {
                let bytes = try await store.bytes("n/\(index)/same")
                #expect(bytes.count == 10_000)
                #expect(Set(bytes).count == 1)
            }
            #expect(try await opened.unfinished() == 0)
        }
    }

    /// In a process of its own, because memory is counted for the whole process and other tests run meanwhile.
    @Test func memoryStaysBounded() async {
        await #expect(processExitsWith: .success) {
            for kind in ObjectStoreKind.all {
                try await kind.withStore { store, _ in
                    let pieces = 1600
                    let before = ProcessMemory.peak()
                    let piece = ByteBuffer(bytes: Pattern.bytes(0..<(64 << 10)))
                    let stream = ByteStream(pulling: {
                        var index = 0
                        return {
                            index += 1
                            return index <= pieces ? piece : nil
                        }
                    })
                    let key = try ObjectKey("m/x")
                    let length = Int64(pieces * (64 << 10))
                    try await store.put(key, stream, expecting: ObjectExpectation(length: length, wantsSHA256: true))
                    var read: Int64 = 0
                    for try await piece in try await store.read(key, range: nil) {
                        read += Int64(piece.readableBytes)
                    }
                    precondition(read == length)
                    precondition(ProcessMemory.peak() - before < 32 << 20, "an object of 100 MiB passed through memory")
                }
            }
        }
    }

    @Test(arguments: [
        "", "/", "a/", "/a", "a//b", ".", "..", "a/../b", "a/./b", "A", "a b", "ä", "a\u{0}", "a\\b", "~",
        String(repeating: "a", count: 513),
    ])
    func invalidKeys(key: String) {
        #expect(throws: ObjectStoreError.self) { try ObjectKey(key) }
    }

    @Test(arguments: ["a", "a/b", "...", ".a", "a.b_c-d/0", String(repeating: "a", count: 512)])
    func validKeys(key: String) throws {
        #expect(try ObjectKey(key).value == key)
    }
}
