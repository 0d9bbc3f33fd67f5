import Testing

@testable import Xet

@Suite struct LZ4FrameTests {
    struct Case: Decodable {
        var name: String
        var length: Int
        var frame_hex: String
    }
    struct File: Decodable { var cases: [Case] }

    static func record(_ frame: [UInt8], rawLength: Int) -> [UInt8] {
        XorbChunkHeader(packedLength: frame.count, packing: .lz4, rawLength: rawLength).encoded + frame
    }

    @Test func framesOfEverySetting() throws {
        for vector in try VectorFile.load("lz4-frames.json", as: File.self).cases {
            let frame = unhex(vector.frame_hex)
            let content = (0..<vector.length).map { UInt8($0 % 251) }
            // Twice, because the context is used again.
            let record = Self.record(frame, rawLength: vector.length)
            #expect(try Samples.decode(record + record) == [content, content], "\(vector.name)")

            for wrong in [vector.length - 1, vector.length + 1] where 1...131_072 ~= wrong {
                #expect(throws: XetError.self) { try Samples.decode(Self.record(frame, rawLength: wrong)) }
            }
            for bad in [Array(frame.dropLast()), frame + [0], frame + frame] {
                #expect(throws: XetError.self) { try Samples.decode(Self.record(bad, rawLength: vector.length)) }
            }
        }
    }

    @Test func bombsStopAtTheirHeader() throws {
        // 131072 zeros that claim to be one byte.
        let body = Samples.xorb([[UInt8](repeating: 0, count: 131_072)]).body
        let bomb = Self.record(Array(body[8...]), rawLength: 1)
        #expect(throws: XetError.malformedChunk(index: 0, offset: 0, reason: "its data is no LZ4 frame of 1 bytes")) {
            try Samples.decode(bomb)
        }
    }

    @Test func anErrorDoesNotSpoilTheNextFrame() throws {
        let good = Samples.xorb([[UInt8](repeating: 1, count: 1000)]).body
        let unpacker = try ChunkUnpacker()
        let header = try good.withUnsafeBytes { try XorbChunkHeader(parsing: $0, index: 0, offset: 0) }
        #expect(header.packing == .lz4)
        for cut in 8..<good.count {
            _ = try? good[8..<cut].withUnsafeBytes { _ = try unpacker.unpack($0, header, index: 0, offset: 0) }
            let raw = try good[8...].withUnsafeBytes { Array(try unpacker.unpack($0, header, index: 0, offset: 0)) }
            #expect(raw == [UInt8](repeating: 1, count: 1000))
        }
    }
}
