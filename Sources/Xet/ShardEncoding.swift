extension Shard {
    /// The bytes of this shard, with a footer if it has one; without lookup tables, which no reader needs.
    public func encoded() -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(encodedLength)
        output += ShardFormat.tag
        output.appendLittleEndian(ShardFormat.version)
        output.appendLittleEndian(UInt64(footer == nil ? 0 : ShardFormat.footerLength))
        let filesOffset = output.count
        for file in files { file.append(to: &output) }
        output.appendBookend()
        let xorbsOffset = output.count
        for xorb in xorbs { xorb.append(to: &output) }
        output.appendBookend()
        footer?.append(to: &output, filesOffset: filesOffset, xorbsOffset: xorbsOffset)
        return output
    }

    /// The number of bytes that `encoded` gives.
    public var encodedLength: Int {
        let records =
            3 + files.reduce(0) { $0 + $1.recordCount } + xorbs.reduce(0) { $0 + 1 + $1.chunks.count }
        return records * ShardFormat.recordLength + (footer == nil ? 0 : ShardFormat.footerLength)
    }
}

extension Shard.File {
    fileprivate var recordCount: Int { 1 + segments.count + (verification?.count ?? 0) + (sha256 == nil ? 0 : 1) }

    fileprivate func append(to output: inout [UInt8]) {
        precondition(verification.map { $0.count == segments.count } ?? true, "a verification hash for each segment")
        let metadata = sha256.flatMap { XetHash(sha256: $0) }
        precondition((metadata == nil) == (sha256 == nil), "a SHA-256 has 32 bytes")
        output.append(hash)
        output.appendLittleEndian(
            (verification == nil ? 0 : ShardFormat.verification) | (metadata == nil ? 0 : ShardFormat.metadata))
        output.appendLittleEndian(UInt32(segments.count))
        output.appendLittleEndian(UInt64(0))
        for segment in segments {
            output.append(segment.xorb)
            output.appendLittleEndian(UInt32(0))
            output.appendLittleEndian(segment.rawLength)
            output.appendLittleEndian(segment.chunks.lowerBound)
            output.appendLittleEndian(segment.chunks.upperBound)
        }
        for hash in verification ?? [] { output.appendPadded(hash) }
        if let metadata { output.appendPadded(metadata) }
    }
}

extension Shard.Xorb {
    fileprivate func append(to output: inout [UInt8]) {
        output.append(hash)
        output.appendLittleEndian(flags)
        output.appendLittleEndian(UInt32(chunks.count))
        output.appendLittleEndian(rawLength)
        output.appendLittleEndian(storedLength)
        for chunk in chunks {
            output.append(chunk.hash)
            output.appendLittleEndian(chunk.rawStart)
            output.appendLittleEndian(chunk.rawLength)
            output.appendLittleEndian(chunk.flags)
            output.appendLittleEndian(UInt32(0))
        }
    }
}

extension Shard.Footer {
    fileprivate func append(to output: inout [UInt8], filesOffset: Int, xorbsOffset: Int) {
        let footerOffset = UInt64(output.count)
        output.appendLittleEndian(ShardFormat.footerVersion)
        output.appendLittleEndian(UInt64(filesOffset))
        output.appendLittleEndian(UInt64(xorbsOffset))
        // Three lookup tables without entries: offset and count.
        for _ in 0..<3 {
            output.appendLittleEndian(footerOffset)
            output.appendLittleEndian(UInt64(0))
        }
        output += hmacKey.bytes
        output.appendLittleEndian(created)
        output.appendLittleEndian(keyExpiry)
        for _ in 0..<6 { output.appendLittleEndian(UInt64(0)) }
        output.appendLittleEndian(storedOnDisk)
        output.appendLittleEndian(materialized)
        output.appendLittleEndian(stored)
        output.appendLittleEndian(footerOffset)
    }
}

extension [UInt8] {
    /// Appends a record of a hash and zeros.
    fileprivate mutating func appendPadded(_ hash: XetHash) {
        append(hash)
        appendLittleEndian(UInt128(0))
    }

    /// Appends the record that ends a section.
    fileprivate mutating func appendBookend() { appendPadded(.ones) }
}
