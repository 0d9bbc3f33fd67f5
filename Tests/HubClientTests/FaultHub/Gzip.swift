import NIOCore

extension FaultAnswer {
    /// Wraps the body in gzip, without making it smaller: stored blocks are all that a test needs.
    mutating func compress() {
        body = Gzip.stored(body)
        set("Content-Encoding", "gzip")
        set("Content-Length", nil)
    }
}

enum Gzip {
    static func stored(_ content: ByteBuffer) -> ByteBuffer {
        var out = ByteBuffer(bytes: [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF])
        var rest = content
        repeat {
            let size = min(rest.readableBytes, 65_535)
            out.writeInteger(rest.readableBytes == size ? 1 : 0 as UInt8)
            out.writeInteger(UInt16(size), endianness: .little)
            out.writeInteger(~UInt16(size), endianness: .little)
            if var block = rest.readSlice(length: size) { out.writeBuffer(&block) }
        } while rest.readableBytes > 0
        out.writeInteger(crc32(content), endianness: .little)
        out.writeInteger(UInt32(truncatingIfNeeded: content.readableBytes), endianness: .little)
        return out
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }

    private static func crc32(_ content: ByteBuffer) -> UInt32 {
        ~content.readableBytesView.reduce(~0) { (crc: UInt32, byte) in
            table[Int((crc ^ UInt32(byte)) & 0xFF)] ^ (crc >> 8)
        }
    }
}
