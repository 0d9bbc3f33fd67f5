import Foundation

/// A file mapped into memory, or random bytes.
enum Input {
    /// The bytes stay for the life of the process.
    static func load(path: String?) throws -> UnsafeRawBufferPointer {
        guard let path else { return random(256 << 20) }
        let file = open(path, O_RDONLY)
        guard file >= 0 else { throw CocoaError(.fileReadNoSuchFile) }
        defer { close(file) }
        let length = Int(lseek(file, 0, SEEK_END))
        guard length > 0 else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        guard let start = mmap(nil, length, PROT_READ, MAP_PRIVATE, file, 0), start != MAP_FAILED else {
            throw CocoaError(.fileReadUnknown)
        }
        return UnsafeRawBufferPointer(start: start, count: length)
    }

    static func random(_ count: Int) -> UnsafeRawBufferPointer {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 64)
        var state: UInt64 = 1
        for offset in stride(from: 0, to: count & ~7, by: 8) {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            buffer.storeBytes(of: state, toByteOffset: offset, as: UInt64.self)
        }
        return UnsafeRawBufferPointer(buffer)
    }
}
