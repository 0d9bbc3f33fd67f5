import Crypto
import HubAPI
import HubStorage
import Testing
import Xet

@testable import HubServer

@Suite("LFS contents become Xet files")
struct ConversionTests {
    private static func subject(_ sha256: [UInt8], _ domain: Int64 = LFSFixture.ann) -> ContentSubject {
        ContentSubject(domain: domain, sha256: sha256)
    }

    @Test(
        "all repos of the owner read the chunks, with the same SHA-256; the whole bytes go when nobody reads them",
        arguments: LFSFixture.Kind.available)
    func conversion(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await StorageFixture(kind)
        let bytes = noise(3_000_000, seed: 1)
        let sha256 = try await fixture.putWhole(bytes, in: LFSFixture.model, LFSFixture.secret, LFSFixture.other)
        let versions = try await fixture.count("repos", where: "version = 1")

        try await fixture.conversion.convert(Self.subject(sha256))
        let expected = PackedFile(bytes).hash
        #expect(try await fixture.xetHash(sha256, of: LFSFixture.model) == expected)
        #expect(try await fixture.xetHash(sha256, of: LFSFixture.secret) == expected)
        #expect(try await fixture.xetHash(sha256, of: LFSFixture.other) == nil)
        for repo in [LFSFixture.model, LFSFixture.secret, LFSFixture.other] {
            #expect(try await fixture.content(sha256, of: repo) == bytes)
        }
        // Cached answers say otherwise.
        #expect(try await fixture.count("repos", where: "version = 1") == versions - 2)
        #expect(try await fixture.state(sha256)?.doomedAt == nil)
        let file = try await fixture.database.read { db in
            try XetStore(db).file(ofContent: sha256, in: LFSFixture.ann)
        }
        #expect(file?.hash == expected && file?.size == 3_000_000)
        // Clients find it by its first chunk.
        let first = PackedFile(bytes).layout.hash(at: 0)
        let found = try await fixture.database.read { db in try XetStore(db).find(chunk: first, in: LFSFixture.ann) }
        #expect(found?.index == 0)

        let stored = try await fixture.storedBytes("xorbs/")
        try await fixture.conversion.convert(Self.subject(sha256, LFSFixture.bob))
        #expect(try await fixture.content(sha256, of: LFSFixture.other) == bytes)
        #expect(try await fixture.storedBytes("xorbs/") == stored, "xorbs are stored once for all domains")
        #expect(try await fixture.state(sha256)?.doomedAt != nil)
        #expect(try await fixture.state(sha256)?.isStored == true)
        #expect(try await fixture.problems() == [])

        // There is nothing left to do.
        let reads = fixture.objects.readKeys.count
        try await fixture.conversion.convert(Self.subject(sha256))
        #expect(fixture.objects.readKeys.count == reads)
    }

    @Test("a content of no bytes has no chunks, and nobody asks for them", arguments: LFSFixture.Kind.available)
    func emptyContent(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await StorageFixture(kind)
        let sha256 = try await fixture.putWhole([], in: LFSFixture.model)
        try await fixture.database.write { db in
            try XetConversion.enqueue(domain: LFSFixture.ann, sha256: sha256, size: 0, db)
            #expect(try db.rows("SELECT * FROM jobs").isEmpty)
            #expect(try LFSStore(db).readWhole(after: nil, limit: 10).isEmpty)
        }
        try await fixture.conversion.convert(Self.subject(sha256))
        #expect(try await fixture.xetHash(sha256, of: LFSFixture.model) == nil)
        #expect(try await fixture.content(sha256, of: LFSFixture.model) == [])
        #expect(try await fixture.problems() == [])
    }

    @Test("what changed a little shares the rest, within a file and with files of the domain")
    func sharing() async throws {
        let fixture = try await StorageFixture(.sqlite)
        let original = noise(8_000_000, seed: 2)
        var changed = original
        for offset in 4_000_000..<4_040_000 { changed[offset] &+= 1 }
        try await fixture.conversion.convert(
            Self.subject(try await fixture.putWhole(original, in: LFSFixture.model)))
        let once = try await fixture.storedBytes("xorbs/")
        #expect(once > 8_000_000 && once < 8_010_000)
        let sha256 = try await fixture.putWhole(changed, in: LFSFixture.secret)
        try await fixture.conversion.convert(Self.subject(sha256))
        let added = try await fixture.storedBytes("xorbs/") - once
        #expect(added > 40_000 && added < 400_000)
        #expect(try await fixture.content(sha256, of: LFSFixture.secret) == changed)

        let block = noise(1_000_000, seed: 3)
        let repeated = try await fixture.putWhole(block + block + block + block, in: LFSFixture.model)
        try await fixture.conversion.convert(Self.subject(repeated))
        #expect(try await fixture.storedBytes("xorbs/") - once - added < 1_300_000)
        #expect(try await fixture.content(repeated, of: LFSFixture.model) == block + block + block + block)
        #expect(try await fixture.problems() == [])

        // Another domain has to bring its own bytes, though they are stored once.
        let foreign = try await fixture.putWhole(original, in: LFSFixture.other)
        try await fixture.conversion.convert(Self.subject(foreign, LFSFixture.bob))
        let files = try await fixture.database.read { db in
            try XetStore(db).file(ofContent: foreign, in: LFSFixture.bob)
        }
        #expect(files?.domain == LFSFixture.bob)
        #expect(try await fixture.problems() == [])
    }

    @Test("a content that the domain has as chunks already is not read again", arguments: LFSFixture.Kind.available)
    func bindingOnly(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await StorageFixture(kind)
        let bytes = noise(300_000, seed: 4)
        let file = try await fixture.putXet(bytes, repo: LFSFixture.secret, isProven: true)
        let sha256 = try await fixture.putWhole(bytes, in: LFSFixture.model)
        let reads = fixture.objects.readKeys.count
        try await fixture.conversion.convert(Self.subject(sha256))
        #expect(fixture.objects.readKeys.count == reads)
        #expect(try await fixture.xetHash(sha256, of: LFSFixture.model) == file.hash)
        #expect(try await fixture.state(sha256)?.doomedAt != nil)
        #expect(try await fixture.content(sha256, of: LFSFixture.model) == bytes)
    }

    @Test("chunks that are known to be damaged are not relied on", arguments: LFSFixture.Kind.available)
    func damagedChunks(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await StorageFixture(kind)
        let bytes = noise(300_000, seed: 5)
        try await fixture.putXet(bytes, repo: LFSFixture.secret, isProven: true)
        try await fixture.damage("xorbs/", at: 1_000)
        try await fixture.execute("UPDATE xorbs SET damaged_at = 1")
        let sha256 = try await fixture.putWhole(bytes, in: LFSFixture.model)
        try await fixture.conversion.convert(Self.subject(sha256))
        #expect(try await fixture.content(sha256, of: LFSFixture.model) == bytes)
        // The file is the same one, and sound again.
        #expect(try await fixture.content(sha256, of: LFSFixture.secret) == bytes)
        #expect(try await fixture.problems() == [])
    }

    @Test("a content that is damaged or missing stays as it is, and is tried again another day")
    func damagedWhole() async throws {
        let fixture = try await StorageFixture(.sqlite)
        let sha256 = try await fixture.putWhole(noise(300_000, seed: 6), in: LFSFixture.model)
        try await fixture.damage("lfs/")
        await #expect(throws: PostponedJob.self) { try await fixture.conversion.convert(Self.subject(sha256)) }
        #expect(try await fixture.xetHash(sha256, of: LFSFixture.model) == nil)
        #expect(try await fixture.count("xet_files") == 0)
        #expect(try await fixture.count("xorbs") == 0)
        #expect(try await fixture.state(sha256)?.doomedAt == nil)
        try await fixture.lfs.objects.delete(LFSKeys.content(sha256))
        await #expect(throws: PostponedJob.self) { try await fixture.conversion.convert(Self.subject(sha256)) }
    }

    @Test(
        "killed at any point, the file stays readable and the next conversion completes",
        arguments: LFSFixture.Kind.available)
    func interruption(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await StorageFixture(kind)
        let bytes = noise(500_000, seed: 7)
        let sha256 = try await fixture.putWhole(bytes, in: LFSFixture.model)
        var calls = 0
        while true {
            fixture.objects.fail(after: calls)
            let outcome: Result<Void, any Error>
            do {
                try await fixture.conversion.convert(Self.subject(sha256))
                outcome = .success(())
            } catch {
                outcome = .failure(error)
            }
            let wasBroken = fixture.objects.isBroken
            fixture.objects.fail(after: nil)
            #expect(try await fixture.content(sha256, of: LFSFixture.model) == bytes, "after \(calls) calls")
            if case .success = outcome { break }
            #expect(wasBroken)
            #expect(try await fixture.state(sha256)?.doomedAt == nil)
            calls += 1
            try #require(calls < 100)
        }
        // Body, layout, and what is read: every one of them was a place to be killed at.
        #expect(calls >= 5)
        #expect(try await fixture.xetHash(sha256, of: LFSFixture.model) != nil)
        #expect(try await fixture.problems() == [])
        #expect(try await fixture.count("xorbs") == 1)
    }

    @Test("the sweep finds all that is left, page by page", arguments: LFSFixture.Kind.available)
    func sweep(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await StorageFixture(kind)
        var expected: Set<String> = []
        for seed in 0..<7 {
            let sha256 = try await fixture.putWhole(
                noise(100, seed: UInt64(100 + seed)), in: LFSFixture.model, LFSFixture.secret, LFSFixture.other)
            expected.insert(Self.subject(sha256).text)
            expected.insert(Self.subject(sha256, LFSFixture.bob).text)
        }
        let found = try await fixture.database.read { db -> [ContentSubject] in
            var found: [ContentSubject] = []
            while true {
                let page = try LFSStore(db).readWhole(after: found.last, limit: 3)
                found += page
                if page.count < 3 { return found }
            }
        }
        #expect(Set(found.map(\.text)) == expected && found.count == 14)

        let work = BackgroundWork(
            database: fixture.database, conversion: fixture.conversion, proof: fixture.proof, garbage: fixture.garbage,
            descriptions: fixture.descriptions, recount: DownloadRecount(database: fixture.database), embedding: nil)
        try await work.sweep()
        #expect(try await fixture.count("jobs", where: "kind = 'xet.convert'") == 14)
        let runner = work.runner(signal: JobSignal(), logger: fixture.garbage.logger)
        #expect(try await runner.runDue() == 15, "downloads are counted anew as well")
        #expect(try await fixture.count("repo_lfs", where: "xet_hash IS NULL") == 0)
        try await work.sweep()
        #expect(try await fixture.count("jobs") == 3, "the daily work is left, and the removal of the whole contents")
        try await fixture.execute("UPDATE jobs SET run_at = 0 WHERE kind = 'gc.remove'")
        #expect(try await runner.runDue() == 1)
        #expect(try await fixture.keys("lfs/").count == 7, "an hour must pass")
        try await fixture.execute("UPDATE lfs_objects SET doomed_at = doomed_at - 3600000")
        try await fixture.execute("UPDATE jobs SET run_at = 0 WHERE kind = 'gc.remove'")
        #expect(try await runner.runDue() == 1)
        #expect(try await fixture.keys("lfs/").isEmpty)
        #expect(try await fixture.count("jobs") == 2)
        #expect(try await fixture.problems() == [])
    }
}

@Suite("Packing a file")
struct FilePackerTests {
    /// Packs a content, and puts it together again from the segments.
    private func pack(_ bytes: [UInt8], knowing known: [XorbLayout] = []) throws -> (
        FilePacker.Result, [FilePacker.Xorb]
    ) {
        var packer = FilePacker()
        for layout in known { packer.learn(layout) }
        var chunks = ChunkStream()
        var batch = ChunkBatch()
        bytes.withUnsafeBytes { bytes in
            chunks.append(bytes) { batch.append($0) }
            chunks.finish { batch.append($0) }
        }
        packer.append(batch)
        let result = packer.finish()
        let xorbs = packer.takeXorbs()
        var layouts = Dictionary(uniqueKeysWithValues: known.map { ($0.hash, $0) })
        for xorb in xorbs { layouts[xorb.layout.hash] = xorb.layout }
        var hashes: [HashedLength] = []
        for segment in result.segments {
            let layout = try #require(layouts[segment.xorb])
            let range = Int(segment.chunks.lowerBound)..<Int(segment.chunks.upperBound)
            #expect(layout.rawLength(of: range) == Int(segment.rawLength))
            hashes += layout.hashedLengths(of: range)
        }
        #expect(XetHash.file(of: hashes) == result.hash)
        #expect(result.hash == PackedFile(bytes).hash)
        return (result, xorbs)
    }

    @Test("a file that is known needs no new xorb, and one that is not is one segment")
    func knownAndUnknown() throws {
        let bytes = noise(2_000_000, seed: 11)
        let (alone, xorbs) = try pack(bytes)
        #expect(alone.segments.count == 1 && xorbs.count == 1)
        #expect(alone.dedup.first?.index == 0)
        let (shared, none) = try pack(bytes, knowing: [PackedFile(bytes).layout])
        #expect(shared.segments.count == 1 && none.isEmpty)
        // The beginning of the file can be asked for all the same.
        #expect(shared.dedup.count == 1)
    }

    @Test("single chunks from everywhere are packed anew instead of cutting the file into pieces")
    func fragmentation() throws {
        // Every second chunk of the file is known from a xorb where it stands alone.
        let bytes = noise(16_000_000, seed: 12)
        let whole = PackedFile(bytes)
        var chunks: [[UInt8]] = []
        var stream = ChunkStream()
        bytes.withUnsafeBytes { bytes in
            stream.append(bytes) { chunks.append(Array($0)) }
            stream.finish { chunks.append(Array($0)) }
        }
        var writer = XorbWriter()
        for index in stride(from: chunks.count - 1, through: 0, by: -1) where index % 2 == 0 {
            chunks[index].withUnsafeBytes { _ = writer.append($0, hash: whole.layout.hash(at: index)) }
        }
        let (scattered, _) = writer.finish()
        let (result, _) = try pack(bytes, knowing: [scattered])
        #expect(chunks.count > 200)
        #expect(result.segments.count < 60, "\(result.segments.count) segments of \(chunks.count) chunks")
    }

    @Test("what is forgotten is only packed again")
    func boundedCatalog() {
        var catalog = ChunkCatalog(limit: 4)
        let hashes = (0..<12).map { index in [UInt8(index)].withUnsafeBytes { XetHash.chunk($0) } }
        for (index, hash) in hashes.enumerated() {
            catalog.insert(hash, ChunkCatalog.Place(xorb: 0, chunk: Int32(index)))
        }
        #expect(hashes.prefix(4).allSatisfy { catalog.find($0) == nil })
        #expect(catalog.find(hashes[11])?.chunk == 11 && catalog.find(hashes[5])?.chunk == 5)
    }
}
