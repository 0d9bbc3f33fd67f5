import CZlib
import NIOCore

/// Unpacks gzip, zlib and bare deflate streams, a piece at a time.
struct Inflater: ~Copyable {
    enum Failure: Error, Sendable {
        case corrupt
    }

    /// The most bytes that one step makes: a small input may stand for a very large output.
    static let pieceSize = 128 << 10

    // zlib keeps the address of this, so it must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private var isBegun = false
    /// Whether a stream is over, and nothing of another has come.
    private(set) var isComplete = false

    /// Where a stream begins, two bytes tell its kind.
    var leastInput: Int { isBegun && !isComplete ? 1 : 2 }

    init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
    }

    deinit {
        if isBegun { _ = inflateEnd(stream) }
        stream.deinitialize(count: 1)
        stream.deallocate()
    }

    /// Takes bytes from the input, and makes up to ``pieceSize`` of output; empty when it needs more input, or when
    /// the stream is complete.
    mutating func step(_ input: inout ByteBuffer) throws -> ByteBuffer {
        if isComplete {
            // A gzip file may be several in a row; anything else behind the end means nothing.
            guard input.getBytes(at: input.readerIndex, length: 2) == [0x1F, 0x8B] else {
                input.moveReaderIndex(to: input.writerIndex)
                return ByteBuffer()
            }
            _ = inflateReset(stream)
            isComplete = false
        }
        if !isBegun { try begin(with: input) }
        var output = ByteBufferAllocator().buffer(capacity: Self.pieceSize)
        var code = Z_OK
        let stream = stream
        output.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.pieceSize) { target in
            input.readWithUnsafeMutableReadableBytes { source in
                stream.pointee.avail_in = UInt32(source.count)
                stream.pointee.next_in = source.baseAddress?.assumingMemoryBound(to: UInt8.self)
                stream.pointee.avail_out = UInt32(Self.pieceSize)
                stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
                code = inflate(stream, Z_NO_FLUSH)
                return source.count - Int(stream.pointee.avail_in)
            }
            return Self.pieceSize - Int(stream.pointee.avail_out)
        }
        switch code {
        case Z_STREAM_END: isComplete = true
        case Z_OK: break
        // Nothing could be done with what there was: more input is needed.
        case Z_BUF_ERROR: break
        default: throw Failure.corrupt
        }
        return output
    }

    /// “deflate” means the zlib form, but there are servers that send it bare.
    private mutating func begin(with input: ByteBuffer) throws {
        let head = input.getBytes(at: input.readerIndex, length: 2) ?? []
        let isGzip = head.first == 0x1F
        let isZlib = head.count == 2 && head[0] & 15 == 8 && (Int(head[0]) << 8 | Int(head[1])) % 31 == 0
        let windowBits: Int32 = isGzip ? 15 + 16 : (isZlib || head.count < 2 ? 15 : -15)
        guard czlib_inflateInit2(stream, windowBits) == Z_OK else { throw Failure.corrupt }
        isBegun = true
    }
}
