import HTTPTypes
import NIOCore
import Testing

@testable import HubClient

@Suite struct DecompressionTests {
    private static let text = String(repeating: "hello hub ", count: 5)
    /// The text, as Python's gzip, zlib and bare deflate make it.
    private static let gzip: [UInt8] = [
        31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 203, 72, 205, 201, 201, 87, 200, 40, 77, 82, 200, 32, 146, 5, 0, 33, 156, 187,
        81,
        50, 0, 0, 0,
    ]
    private static let zlib: [UInt8] = [
        120, 156, 203, 72, 205, 201, 201, 87, 200, 40, 77, 82, 200, 32, 146, 5, 0, 206, 243, 17, 224,
    ]
    private static let raw: [UInt8] = [203, 72, 205, 201, 201, 87, 200, 40, 77, 82, 200, 32, 146, 5, 0]
    /// 16 KiB of zeros by gzip.
    private static let zeros: [UInt8] = [
        31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 237, 193, 49, 1, 0, 0, 0, 194, 160, 245, 79, 109, 12, 31, 160, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128, 183, 1, 134, 210, 84, 171, 0, 64, 0, 0,
    ]

    private func answer(
        _ encoding: String, _ pieces: [[UInt8]], status: Int = 200, limit: Int = 1 << 20,
        method: HTTPRequest.Method = .get
    ) async throws(HubError) -> HubAnswer {
        let length = pieces.map(\.count).reduce(0, +)
        let transport = ScriptedTransport([
            .success(
                .answer(
                    status, [("Content-Encoding", encoding), ("Content-Length", "\(length)"), ("ETag", "x")], pieces))
        ])
        var call = HubCall(method, .path("/x"))
        call.repeats = .never
        call.wantsIdentity = true
        return try await HubSession.scripted(transport).answer(call, limit: limit)
    }

    @Test(arguments: [
        ("gzip", gzip), ("x-gzip", gzip), ("GZIP", gzip), ("deflate", zlib), ("deflate", raw), ("gzip", zlib),
    ])
    func unpacks(encoding: String, bytes: [UInt8]) async throws {
        let answer = try await answer(encoding, [bytes])
        #expect(String(decoding: answer.body, as: UTF8.self) == Self.text)
        // They are about the bytes as sent.
        #expect(answer.headers[.contentEncoding] == nil)
        #expect(answer.headers[.contentLength] == nil)
        #expect(answer.headers[.eTag] == "x")
    }

    @Test(arguments: [gzip, zlib, raw])
    func unpacksPieceByPiece(bytes: [UInt8]) async throws {
        let answer = try await answer("deflate", bytes.map { [$0] })
        #expect(String(decoding: answer.body, as: UTF8.self) == Self.text)
    }

    @Test func unpacksSeveralInARow() async throws {
        let bytes = Self.gzip + Self.gzip
        let answer = try await answer("gzip", [Array(bytes[..<34]), Array(bytes[34...]), [0, 0, 0]])
        #expect(String(decoding: answer.body, as: UTF8.self) == Self.text + Self.text)
    }

    @Test func leavesOthersAlone() async throws {
        let answer = try await answer("identity", [[1, 2]])
        #expect(answer.body == [1, 2])
        #expect(answer.headers[.contentLength] == "2")
    }

    @Test func takesNothingForNothing() async throws {
        #expect(try await answer("gzip", [], method: .head).body.isEmpty)
    }

    /// Cut in the trailer, before it, in the middle, in the head, and after the first byte.
    @Test(arguments: [32, 25, 20, 8, 1])
    func refusesTruncatedBytes(count: Int) async {
        let bytes = Array(Self.gzip.prefix(count))
        let error = await #expect(throws: HubError.self) { try await answer("gzip", [bytes]) }
        #expect(error?.message == "The answer's compressed bytes end too early")
    }

    @Test func refusesDamagedBytes() async {
        let damaged = Array(Self.gzip[..<26]) + [0] + Array(Self.gzip[27...])
        let error = await #expect(throws: HubError.self) { try await answer("gzip", [damaged]) }
        #expect(error?.message == "The answer's compressed bytes are damaged")
    }

    /// A few bytes must not become more than was asked for.
    @Test func refusesBombs() async {
        let bomb = Array(repeatElement(Self.zeros, count: 1000).joined())
        let error = await #expect(throws: HubError.self) { try await answer("gzip", [bomb]) }
        #expect(error?.message == "The answer has more than 1048576 bytes")
    }

    @Test func makesPiecesOfBoundedSize() throws {
        var inflater = Inflater()
        var input = ByteBuffer(bytes: Array(repeatElement(Self.zeros, count: 40).joined()))
        var total = 0
        while input.readableBytes > 0 {
            let piece = try inflater.step(&input).readableBytes
            #expect(piece <= Inflater.pieceSize)
            total += piece
        }
        #expect(total == 40 * 16_384)
        let isComplete = inflater.isComplete
        #expect(isComplete)
    }

    @Test(arguments: ["br", "zstd", "gzip, gzip", "compress"])
    func refusesWhatWasNotAskedFor(encoding: String) async {
        let error = await #expect(throws: HubError.self) { try await answer(encoding, [[1]]) }
        #expect(error?.kind == .decoding)
    }

    /// A slice of the compressed form is not the slice that was asked for.
    @Test func refusesRangesOfTheCompressedForm() async {
        let error = await #expect(throws: HubError.self) { try await answer("gzip", [Self.gzip], status: 206) }
        #expect(error?.code == HubError.compressedRange)
    }

    @Test func unpacksErrorsToo() async {
        let error = await #expect(throws: HubError.self) { try await answer("gzip", [Self.gzip], status: 400) }
        #expect(error?.serverMessage == Self.text.trimmed)
    }
}
