extension [UInt8] {
    /// Appends the bytes of a number, lowest first.
    mutating func appendLittleEndian(_ number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }

    /// Appends the 32 bytes of a hash.
    mutating func append(_ hash: XetHash) {
        hash.withUnsafeBytes { append(contentsOf: $0) }
    }
}

extension UnsafeRawBufferPointer {
    /// The number whose lowest byte lies at an offset; the caller has checked that its bytes exist.
    func littleEndian<Number: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: Number.Type) -> Number {
        Number(littleEndian: loadUnaligned(fromByteOffset: offset, as: type))
    }
}
