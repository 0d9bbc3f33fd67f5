import HTTPTypes
import HubAPI
import HubStorage
import NIOCore
import Testing

@testable import HubServer

@Suite struct CommitBodyTests {
    private static let text =
        #"{"key":"header","value":{"summary":"s","description":"ä\n","parentCommit":"abcdef0"}}"# + "\n\n"
        + #"{"value":{"path":"a/é.txt","content":"aGk=","encoding":"base64"},"key":"file"}"# + "\n"
        + #"{"key":"lfsFile","value":{"path":"b","algo":"sha256","oid":"00","size":5}}"# + "\n\n\n"
        + #"{"key":"deletedFile","value":{"path":"c"}}"# + "\n"
        + #"{"key":"copyFile","value":{"path":"e","srcPath":"f","srcRevision":null}}"# + "\n"
        + #"{"key":"deletedFolder","value":{"path":"d/"}}"#

    private func stream(_ pieces: [[UInt8]]) -> ByteStream {
        ByteStream(
            AsyncStream<ByteBuffer> { continuation in
                for piece in pieces { continuation.yield(ByteBuffer(bytes: piece)) }
                continuation.finish()
            })
    }

    private func read(_ pieces: [[UInt8]], maximumFile: Int64 = 1000) async throws -> [String] {
        var body = CommitBody(stream(pieces), maximumFile: maximumFile)
        var lines: [String] = []
        while let line = try await body.next() {
            switch line {
            case .header(let value):
                lines.append("header \(value.summary ?? "") \(value.description ?? "") \(value.parentCommit ?? "")")
            case .file(let value): lines.append("file \(value.path) \(value.content) \(value.encoding ?? "")")
            case .lfsFile(let value): lines.append("lfsFile \(value.path) \(value.oid) \(value.size ?? 0)")
            case .deletedFile(let value): lines.append("deletedFile \(value.path)")
            case .deletedFolder(let value): lines.append("deletedFolder \(value.path)")
            case .copyFile(let value): lines.append("copyFile \(value.path) \(value.srcPath)")
            case .unknown(let key): lines.append("unknown \(key)")
            }
        }
        return lines
    }

    private static let expected = [
        "header s ä\n abcdef0", "file a/é.txt aGk= base64", "lfsFile b 00 5", "deletedFile c", "copyFile e f",
        "deletedFolder d/",
    ]

    @Test func splitAnywhereItReadsTheSame() async throws {
        let bytes = Array(Self.text.utf8)
        for place in 0...bytes.count {
            let lines = try await read([Array(bytes[..<place]), Array(bytes[place...])])
            #expect(lines == Self.expected, "split at \(place)")
        }
        #expect(try await read(bytes.map { [$0] }) == Self.expected)
        var random = SeededRandom(9)
        for _ in 0..<100 {
            var rest = bytes[...]
            var pieces: [[UInt8]] = []
            while !rest.isEmpty {
                let count = random.below(min(30, rest.count) + 1)
                pieces.append(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            #expect(try await read(pieces) == Self.expected)
        }
    }

    @Test func nothingAndEmptyLines() async throws {
        #expect(try await read([]).isEmpty)
        #expect(try await read([[10, 10], [], [10]]).isEmpty)
    }

    @Test(
        "the message names the broken line, counting empty ones",
        arguments: [
            #"{"key":"file""#, "nonsense", "[]", #"{"key":"file","value":{"path":"x"}}"#, #"{"value":{}}"#,
            #"{"key":"renamedFile","value":{}}"#, #"{"key":"file","value":{"path":5,"content":"x"}}"#,
            #"{"key":"lfsFile","value":{"path":"x","oid":"y","size":1.5}}"#,
        ])
    func brokenLines(_ line: String) async {
        let text = "\n" + #"{"key":"header","value":{"summary":"s"}}"# + "\n\n" + line + "\n"
        let failure = await #expect(throws: HubFailure.self) { try await read([Array(text.utf8)]) }
        #expect(failure?.status == .badRequest)
        #expect(failure?.message.hasPrefix("Line 4 of the commit") == true, "\(failure?.message ?? "")")
    }

    @Test func brokenUTF8() async {
        let bytes = Array(#"{"key":"file","value":{"path":""#.utf8) + [0xFF] + Array(#"","content":""}}"#.utf8)
        let failure = await #expect(throws: HubFailure.self) { try await read([bytes]) }
        #expect(failure?.status == .badRequest)
    }

    @Test func linesTooLong() async throws {
        // Room for a file of the largest size and 64 KiB for the rest.
        let limit = 1000 / 3 * 4 + (64 << 10)
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 4096)
        let pieces = [Array("\n".utf8)] + Array(repeating: piece, count: limit / 4096 + 1)
        let failure = await #expect(throws: HubFailure.self) { try await read(pieces) }
        #expect(failure?.status == .contentTooLarge)
        #expect(failure?.message.contains("Line 2 ") == true)
        let padding = String(repeating: " ", count: limit - 100)
        #expect(try await read([Array((padding + #"{"key":"deletedFile","value":{"path":"c"}}"#).utf8)]).count == 1)
    }
}
