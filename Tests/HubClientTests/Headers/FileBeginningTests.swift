import HubAPI
import NIOCore
import Testing

@testable import HubClient

@Suite struct FileBeginningTests {
    private static let content: [UInt8] = (0..<50_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 256) }

    private static func beginning(_ transport: RangeTransport) throws -> FileBeginning {
        let repo = try #require(RepoID("a/b"))
        return FileBeginning(
            Hub.serving(transport).session, RepoReference(type: .dataset, id: repo), "f.bin", "refs/pr/1")
    }

    @Test func `Bytes are read as far as they are wanted, and what is known of the file is kept`() async throws {
        let transport = RangeTransport(["f.bin": Self.content])
        var file = try Self.beginning(transport)
        try await file.read(3000)
        #expect(file.bytes == Array(Self.content.prefix(3000)))
        #expect(file.size == 50_000)
        #expect(!file.isWhole)
        try await file.read(2000)
        try await file.read(5000)
        #expect(file.bytes == Array(Self.content.prefix(5000)))
        // The branch may move, so the second request is for the commit that the first was answered with.
        #expect(
            transport.asked == [
                "/datasets/a/b/resolve/refs%2Fpr%2F1/f.bin bytes=0-2999",
                "/datasets/a/b/resolve/\(RangeTransport.commit)/f.bin bytes=3000-4999",
            ])
        #expect(transport.sent == 5000)
    }

    @Test func `A file shorter than what is wanted is whole`() async throws {
        let transport = RangeTransport(["f.bin": Array(Self.content.prefix(700))])
        var file = try Self.beginning(transport)
        try await file.read(3000)
        #expect(file.bytes == Array(Self.content.prefix(700)))
        #expect(file.isWhole)
        try await file.read(100_000)
        #expect(transport.asked.count == 1)
    }

    @Test func `An empty file is whole`() async throws {
        let transport = RangeTransport(["f.bin": []])
        var file = try Self.beginning(transport)
        try await file.read(3000)
        #expect(file.bytes.isEmpty)
        #expect(file.size == 0)
        #expect(file.isWhole)
    }

    @Test func `A server that ignores ranges is heard until enough has come`() async throws {
        let transport = RangeTransport(["f.bin": Self.content], .ignoresRange)
        var file = try Self.beginning(transport)
        try await file.read(3000)
        #expect(file.bytes == Array(Self.content.prefix(3000)))
        #expect(transport.sent == 3000)
        #expect(file.size == 50_000)
        try await file.read(4500)
        #expect(file.bytes == Array(Self.content.prefix(4500)))
        #expect(transport.sent == 8000)
    }

    @Test(arguments: [RangeTransport.Manner.shortens(1200), .early(500), .early(100_000)])
    func `Other ranges that say what they are are taken for that`(manner: RangeTransport.Manner) async throws {
        var file = try Self.beginning(RangeTransport(["f.bin": Self.content], manner))
        try await file.read(3000)
        try await file.read(7000)
        #expect(file.bytes == Array(Self.content.prefix(7000)))
        #expect(file.size == 50_000)
    }

    @Test(arguments: [
        (RangeTransport.Manner.late(5), "it sends another range than was asked for"),
        (.unlabelled, "it sends a range without saying which"), (.changes, "it differs from what was sent before"),
        (.sliceAs200, "it differs from what was sent before"),
        (.grows, "the file has 50001 bytes in it, and had 50000 before"),
    ])
    func `What can't be the next bytes of the file is an error`(
        manner: RangeTransport.Manner, why: String
    ) async throws {
        let transport = RangeTransport(["f.bin": Self.content], manner)
        var file = try Self.beginning(transport)
        var thrown: HubError?
        do {
            try await file.read(3000)
            try await file.read(7000)
        } catch {
            thrown = error
        }
        #expect(thrown?.kind == .decoding)
        #expect(thrown?.message.hasSuffix("can't be used: \(why)") == true)
        #expect(thrown?.message.contains("dataset a/b, revision ") == true)
    }

    @Test func `A range of compressed bytes is of no use, so the file is read from its beginning`() async throws {
        let content = Array(repeating: Array("safe tensors ".utf8), count: 1000).flatMap(\.self)
        let transport = RangeTransport(
            ["f.bin": content], .compresses(Array(Gzip.stored(ByteBuffer(bytes: content)).readableBytesView)))
        var file = try Self.beginning(transport)
        try await file.read(3000)
        #expect(file.bytes == Array(content.prefix(3000)))
        try await file.read(20_000)
        #expect(file.bytes == content)
        #expect(file.size == 13_000)
        #expect(transport.asked.count == 3)
    }

    @Test func `A broken connection is taken up where it broke`() async throws {
        let transport = RangeTransport(["f.bin": Self.content], .breaks(after: 1300))
        var file = try Self.beginning(transport)
        try await file.read(3000)
        #expect(file.bytes == Array(Self.content.prefix(3000)))
        #expect(
            transport.asked.map { $0.split(separator: " ").last } == [
                "bytes=0-2999", "bytes=1300-2999", "bytes=2600-2999",
            ])
    }

    @Test func `A connection that breaks at once is given up`() async throws {
        let transport = RangeTransport(["f.bin": Self.content], .breaks(after: 0))
        var file = try Self.beginning(transport)
        var thrown: HubError?
        do { try await file.read(3000) } catch { thrown = error }
        #expect(thrown?.kind == .network)
        #expect(transport.asked.count == 3)
    }

    @Test func `Another server gets no token, and the commit is the hub's`() async throws {
        let transport = RangeTransport(["f.bin": Self.content], .redirects)
        var file = try Self.beginning(transport)
        try await file.read(3000)
        #expect(file.bytes == Array(Self.content.prefix(3000)))
        #expect(file.revision.name == RangeTransport.commit)
        #expect(transport.tokensElsewhere == [nil])
    }
}
