import Testing
import Xet

@testable import HubClient

/// Xorbs that lie: each in the place of a good one of two chunks.
@Suite("Xorbs that are not what the reconstruction says")
struct XetHostileTests {
    private func record(_ packing: Packing, raw: Int, _ data: [UInt8], version: UInt8 = 0) -> [UInt8] {
        var bytes = XorbChunkHeader(packedLength: data.count, packing: packing, rawLength: raw).encoded
        bytes[0] = version
        return bytes + data
    }

    /// A LZ4 frame of zeros, as many as a chunk has at most.
    private func frame() throws -> [UInt8] {
        let zeros = [UInt8](repeating: 0, count: XorbLimits.maximumChunkLength)
        var writer = XorbWriter()
        _ = zeros.withUnsafeBytes { writer.append($0, hash: .zero) }
        let (_, body) = writer.finish()
        return Array(body[XorbChunkHeader.byteCount...])
    }

    /// What becomes of a download whose one xorb is this body.
    private func outcome(_ body: [UInt8], chunks: Int, length: Int) async throws -> Result<Int, HubError> {
        try await outcome(body, chunks: chunks, terms: [(0..<chunks, length)])
    }

    private func outcome(
        _ body: [UInt8], chunks: Int, terms: [(chunks: Range<Int>, length: Int)]
    ) async throws -> Result<Int, HubError> {
        let name = String(repeating: "a", count: 64)
        let length = terms.reduce(0) { $0 + $1.length }
        let items = terms.map { term in
            "{\"hash\":\"\(name)\",\"unpacked_length\":\(term.length),"
                + "\"range\":{\"start\":\(term.chunks.lowerBound),\"end\":\(term.chunks.upperBound)}}"
        }
        let json = """
            {"offset_into_first_range":0,"terms":[\(items.joined(separator: ","))],\
            "xorbs":{"\(name)":[{"url":"\(XetServers.data)/x","ranges":[{"chunks":{"start":0,\
            "end":\(chunks)},"bytes":{"start":0,"end":\(body.count - 1)}}]}]}}
            """
        let servers = XetServers(XetContent()) { request, _ in
            if request.url.contains("/reconstructions/") { return XetServers.text(200, json) }
            guard request.url.hasPrefix(XetServers.data) else { return nil }
            return XetServers.bytes(206, body, headers: XetServers.partHeaders(0..<body.count, of: body.count))
        }
        let file = XetFileReference(
            hash: .ones, size: Int64(length), readTokenRoute: "/api/models/a/b/xet-read-token/c")
        do throws(HubError) {
            return .success(try await XetDownload(session: servers.session()).bytes(file).count)
        } catch {
            return .failure(error)
        }
    }

    @Test("The good ones come through")
    func good() async throws {
        let two = record(.raw, raw: 3, [1, 2, 3]) + record(.raw, raw: 2, [4, 5])
        #expect(try await outcome(two, chunks: 2, length: 5).get() == 5)
        let largest = XorbLimits.maximumChunkLength
        #expect(try await outcome(record(.lz4, raw: largest, try frame()), chunks: 1, length: largest).get() == largest)
    }

    @Test("Lengths that lie, chunks too many or too few, unknown kinds and bombs end in an integrity error")
    func bad() async throws {
        let frame = try frame()
        let largest = XorbLimits.maximumChunkLength
        let cases: [(String, [UInt8], Int, Int)] = [
            ("fewer raw bytes than the term says", record(.raw, raw: 3, [1, 2, 3]), 1, 4),
            ("more raw bytes than the term says", record(.raw, raw: 3, [1, 2, 3]), 1, 2),
            ("a chunk too few", record(.raw, raw: 20, Array(0..<20)), 2, 20),
            ("the end within a chunk", record(.raw, raw: 20, Array(0..<20)).dropLast(5), 1, 20),
            ("another version", record(.raw, raw: 20, Array(0..<20), version: 1), 1, 20),
            ("a frame of more bytes than its header says", record(.lz4, raw: 100, frame), 1, 100),
            (
                "a frame of fewer bytes than its header says", record(.lz4, raw: largest, Array(frame.dropLast(9))), 1,
                largest
            ),
            ("two frames in one chunk", record(.lz4, raw: largest, frame + frame), 1, largest),
            ("no frame", record(.groupedLZ4, raw: 30, Array(0..<30)), 1, 30),
            ("raw bytes under another length", record(.raw, raw: 10, Array(0..<20)), 1, 10),
            ("a footer instead of chunks", Array("XETBLOB".utf8) + [1] + [UInt8](repeating: 7, count: 60), 1, 30),
        ]
        for (what, body, chunks, length) in cases {
            switch try await outcome(body, chunks: chunks, length: length) {
            case .success(let count): Issue.record("\(what): \(count) bytes")
            case .failure(let error):
                guard case .integrity = error.kind else {
                    Issue.record("\(what): \(error)")
                    continue
                }
            }
        }
    }

    @Test("What comes behind the chunks of the terms is not delivered")
    func more() async throws {
        let one = record(.raw, raw: 20, Array(0..<20))
        for rest in [one, [0, 0, 0], Array("XETBLOB".utf8) + [UInt8](repeating: 7, count: 60)] {
            let result = try await outcome(one + rest, chunks: 1, length: 20)
            #expect(try result.get() == 20)
        }
    }

    @Test("Terms that share a part and lie about where one ends and the next begins are found")
    func swappedLengths() async throws {
        let body = record(.raw, raw: 2, [1, 2]) + record(.raw, raw: 3, [3, 4, 5])
        #expect(try await outcome(body, chunks: 2, terms: [(0..<1, 2), (1..<2, 3)]).get() == 5)
        guard case .failure(let error) = try await outcome(body, chunks: 2, terms: [(0..<1, 3), (1..<2, 2)]) else {
            Issue.record("no error")
            return
        }
        #expect(error.kind == .integrity(expected: "3 bytes", actual: "2 bytes"))
    }

    @Test("A bomb of many chunks stops as soon as there is more than the terms say")
    func bomb() async throws {
        let frame = try frame()
        let record = record(.lz4, raw: XorbLimits.maximumChunkLength, frame)
        let body = [[UInt8]](repeating: record, count: 8192).flatMap(\.self)
        guard case .failure(let error) = try await outcome(body, chunks: 8192, length: 1000),
            case .integrity(let expected, let actual) = error.kind
        else {
            Issue.record("no integrity error")
            return
        }
        #expect(expected == "1000 bytes")
        #expect(actual == "at least 131072 bytes")
    }
}
