import Crypto
import GitObjects

/// A hash that is fed piece by piece.
protocol ByteHashing {
    mutating func update(_ bytes: UnsafeRawBufferPointer)
}

extension ObjectHasher: ByteHashing {}

/// SHA-256 of content.
struct ContentHasher: ByteHashing {
    private var hash = SHA256()

    mutating func update(_ bytes: UnsafeRawBufferPointer) { hash.update(bufferPointer: bytes) }

    var sha256: [UInt8] { Array(hash.finalize()) }
}
