import TestSupport
import Testing

@testable import HubClient

/// What is believed of a file in the cache when nobody can be asked: its listing, else its name.
@Suite(.timeLimit(.minutes(2))) struct CachedCopyTests {
    /// More than is hashed.
    private static let large = String(repeating: "x", count: 5 << 20)
    private static let etag = ContentDigest.sha256("").hash(of: Array(large.utf8))

    private let fixture: CacheFixture

    init() async throws {
        fixture = try CacheFixture()
        try await fixture.add("w.bin", Self.large, etag: Self.etag)
    }

    private var tree: CachedTree {
        let size = Int64(Self.large.utf8.count)
        return CachedTree(files: ["w.bin": .init(size: 134, blobID: "b", sha256: Self.etag, lfsSize: size)])
    }

    private var listing: String { "\(fixture.folder.path)/trees/\(CacheFixture.commit).json" }

    /// Bytes of the copy if it is believed to be whole, else why it isn't.
    private func look() throws -> (size: Int64?, damage: HubError.Kind?) {
        switch try CachedCopy.look(in: fixture.folder, commit: CacheFixture.commit, file: "w.bin") {
        case .missing: (nil, nil)
        case .whole(let file): (file.size, nil)
        case .damaged(let error): (nil, error.kind)
        }
    }

    private func cut(to size: Int) throws {
        try fixture.write(String(Self.large.prefix(size)), fixture.folder.blobPath(Self.etag))
    }

    @Test(arguments: [(5 << 20) - 1, (4 << 20) + 1])
    func aLargeFileIsAsLongAsItsListingSays(size: Int) throws {
        try fixture.folder.store(tree, of: CacheFixture.commit)
        #expect(try look().size == 5 << 20)
        try cut(to: size)
        #expect(try look().damage == .integrity(expected: "\(5 << 20) bytes", actual: "\(size) bytes"))
    }

    /// What is left of a large file may be small enough to be hashed, with a listing or without.
    @Test(arguments: [true, false], [4 << 20, 1000, 0])
    func whatIsLeftOfALargeFileIsHashed(hasListing: Bool, size: Int) throws {
        if hasListing { try fixture.folder.store(tree, of: CacheFixture.commit) }
        try cut(to: size)
        guard case .integrity(let expected, _) = try look().damage else {
            Issue.record("\(size) bytes are believed")
            return
        }
        #expect(expected == (hasListing && size == 0 ? "\(5 << 20) bytes" : Self.etag))
    }

    /// Without a listing nobody knows, and nothing is read through that may be many gigabytes.
    @Test(arguments: ["", "{", "cut", "other version", "too long"])
    func aListingThatCannotBeReadSaysNothing(listing kind: String) throws {
        let whole = String(decoding: tree.json, as: UTF8.self)
        let text =
            switch kind {
            case "cut": String(whole.dropLast(3))
            case "other version": whole.replacing("\"format_version\": 1", with: "\"format_version\": 2")
            case "too long": whole + String(repeating: " ", count: Int(CachedCopy.largestListing))
            default: kind
            }
        try fixture.write(text, listing)
        #expect(try look().size == 5 << 20)
        try cut(to: (5 << 20) - 1)
        #expect(try look().size == (5 << 20) - 1)
        // Who has read a listing already is believed, however long it is.
        let entry = tree.files["w.bin"]
        guard
            case .damaged = try CachedCopy.look(
                in: fixture.folder, commit: CacheFixture.commit, file: "w.bin", entry: entry)
        else {
            Issue.record("the entry is not believed")
            return
        }
    }

    @Test func offlineTheListingDecides() async throws {
        try await withBench { bench in
            let noise = FaultFile.noise(5 << 20)
            let file = FaultFile.lfs(noise)
            let commit = bench.faults.put("o/m", ["w.bin": file, "a.txt": .text("a")])
            _ = try await bench.model.snapshot()
            let blob = "\(bench.folder)/blobs/\(file.etag)"
            let listing = "\(bench.folder)/trees/\(commit).json"
            try Files.write(noise.dropLast(1), to: blob)
            try await withClient(of: bench.faults, home: bench.home, { $0.isOffline = true }) { offline in
                let error = try await hubError { _ = try await offline.model.download("w.bin") }
                #expect(error?.kind == .integrity(expected: "\(5 << 20) bytes", actual: "\((5 << 20) - 1) bytes"))
                let all = try await hubError { _ = try await offline.model.snapshot() }
                #expect(all?.kind == .incompleteSnapshot(missing: ["w.bin"]))
                // With half of a listing, what is there is taken for all.
                try Files.write(try Files.read(listing).dropLast(20), to: listing)
                #expect(try await offline.model.snapshot().files.map(\.file) == ["a.txt", "w.bin"])
                #expect(try await offline.model.download("w.bin").size == (5 << 20) - 1)
            }
            // Who can ask gets both right again.
            bench.faults.forgetRequests()
            _ = try await bench.model.snapshot()
            #expect(bench.faults.requests("GET", "/tree/").count == 1)
            #expect(try Files.read(blob) == noise)
            #expect(CachedTree(json: try Files.read(listing))?.files.count == 2)
        }
    }

    @Test func offlineTheListingOfAFolderDecides() async throws {
        try await withBench { bench in
            let noise = FaultFile.noise(5 << 20)
            let commit = bench.faults.put("o/m", ["w.bin": .lfs(noise), "a.txt": .text("a")])
            let folder = bench.path("target")
            _ = try await bench.model.snapshot(into: .directory(folder))
            let listing = "\(folder)/.cache/huggingface/trees/\(commit).json"
            try Files.write(noise.dropLast(1), to: "\(folder)/w.bin")
            try await withClient(of: bench.faults, home: bench.home, { $0.isOffline = true }) { offline in
                let all = try await hubError { _ = try await offline.model.snapshot(into: .directory(folder)) }
                #expect(all?.kind == .incompleteSnapshot(missing: ["w.bin"]))
                try Files.write(try Files.read(listing).dropLast(20), to: listing)
                #expect(try await offline.model.snapshot(into: .directory(folder)).path == folder)
            }
            _ = try await bench.model.snapshot(into: .directory(folder))
            #expect(try Files.read("\(folder)/w.bin") == noise)
        }
    }
}
