extension Shard {
    /// Reads a shard: an upload with or without footer and lookup tables, or an answer.
    ///
    /// An upload may announce a footer that it does not have; whoever needs the footer must look whether it is there.
    /// Every count is checked against the bytes there are before memory is taken for it. Lookup tables are not read.
    /// Throws `malformedShard` or `truncated`.
    public init(parsing bytes: UnsafeRawBufferPointer) throws(XetError) {
        var reader = ShardReader(bytes)
        let footerLength = try reader.header()
        self.init()
        while let file = try reader.file() { files.append(file) }
        while let xorb = try reader.xorb() { xorbs.append(xorb) }
        footer = try reader.footer(length: footerLength)
    }
}

/// Reads the records of a shard one after another.
private struct ShardReader {
    private let bytes: UnsafeRawBufferPointer
    private var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    private var remainingRecords: Int { (bytes.count - offset) / ShardFormat.recordLength }

    private func malformed(_ reason: String, at offset: Int) -> XetError {
        .malformedShard(offset: offset, reason: reason)
    }

    /// The offset of the next record, which is then behind the reader.
    private mutating func record(_ what: String) throws(XetError) -> Int {
        guard remainingRecords > 0 else { throw .truncated(what: what, offset: offset) }
        defer { offset += ShardFormat.recordLength }
        return offset
    }

    private func hash(_ offset: Int) -> XetHash { XetHash(unchecked: bytes, at: offset) }
    private func word(_ offset: Int) -> UInt32 { bytes.littleEndian(at: offset, as: UInt32.self) }
    private func long(_ offset: Int) -> UInt64 { bytes.littleEndian(at: offset, as: UInt64.self) }

    /// Reads the first record; the length of the footer it announces.
    mutating func header() throws(XetError) -> Int {
        let start = try record("shard header")
        guard bytes.starts(with: ShardFormat.tag) else { throw malformed("it does not begin as shards do", at: start) }
        guard long(start + 32) == ShardFormat.version else {
            throw malformed("unknown version \(long(start + 32))", at: start + 32)
        }
        let footerLength = long(start + 40)
        guard footerLength == 0 || footerLength == UInt64(ShardFormat.footerLength) else {
            throw malformed("a footer of \(footerLength) bytes", at: start + 40)
        }
        return Int(footerLength)
    }

    /// The next file; nil at the end of the section.
    mutating func file() throws(XetError) -> Shard.File? {
        let start = try record("file")
        if hash(start) == .ones { return nil }
        let flags = word(start + 32)
        let hasVerification = flags & ShardFormat.verification != 0
        let hasMetadata = flags & ShardFormat.metadata != 0
        // An unknown flag may announce records that would be taken for others.
        guard flags & ~(ShardFormat.verification | ShardFormat.metadata) == 0 else {
            throw malformed("unknown flags \(flags) of a file", at: start + 32)
        }
        let count = Int(word(start + 36))
        guard count * (hasVerification ? 2 : 1) + (hasMetadata ? 1 : 0) <= remainingRecords else {
            throw .truncated(what: "file of \(count) segments", offset: start)
        }
        var file = Shard.File(hash: hash(start), segments: [])
        file.segments.reserveCapacity(count)
        for _ in 0..<count { file.segments.append(try segment()) }
        if hasVerification {
            var hashes: [XetHash] = []
            hashes.reserveCapacity(count)
            for _ in 0..<count { hashes.append(hash(try record("verification hash"))) }
            file.verification = hashes
        }
        if hasMetadata { file.sha256 = hash(try record("file metadata")).sha256 }
        return file
    }

    private mutating func segment() throws(XetError) -> Segment {
        let start = try record("segment")
        let first = word(start + 40)
        let end = word(start + 44)
        guard first < end else { throw malformed("a segment of chunks \(first)..<\(end)", at: start + 40) }
        return Segment(xorb: hash(start), rawLength: word(start + 36), chunks: first..<end)
    }

    /// The next xorb; nil at the end of the section.
    mutating func xorb() throws(XetError) -> Shard.Xorb? {
        let start = try record("xorb")
        if hash(start) == .ones { return nil }
        let count = Int(word(start + 36))
        guard count <= remainingRecords else { throw .truncated(what: "xorb of \(count) chunks", offset: start) }
        var xorb = Shard.Xorb(
            hash: hash(start), flags: word(start + 32), rawLength: word(start + 40), storedLength: word(start + 44),
            chunks: [])
        xorb.chunks.reserveCapacity(count)
        for _ in 0..<count {
            let start = try record("chunk")
            xorb.chunks.append(
                Shard.Xorb.Chunk(
                    hash: hash(start), rawStart: word(start + 32), rawLength: word(start + 36),
                    flags: word(start + 40)))
        }
        return xorb
    }

    /// Reads what is behind the sections, which ends with a footer of this length, zero for none.
    func footer(length: Int) throws(XetError) -> Shard.Footer? {
        let rest = bytes.count - offset
        guard length > 0 else {
            guard rest == 0 else { throw malformed("\(rest) bytes behind the last section", at: offset) }
            return nil
        }
        // hf_xet up to 1.2.0 announces a footer in uploads and then sends none.
        guard rest > 0 else { return nil }
        guard rest >= length else { throw .truncated(what: "shard footer", offset: offset) }
        let start = bytes.count - length
        guard long(start) == ShardFormat.footerVersion else {
            throw malformed("unknown version \(long(start)) of the footer", at: start)
        }
        guard long(start + 192) == UInt64(start) else {
            throw malformed("the footer gives its place as \(long(start + 192))", at: start + 192)
        }
        guard let key = Blake3.Key(bytes[start + 72..<start + 104]) else {
            throw malformed("no key", at: start + 72)
        }
        return Shard.Footer(
            hmacKey: key, created: long(start + 104), keyExpiry: long(start + 112), storedOnDisk: long(start + 168),
            materialized: long(start + 176), stored: long(start + 184))
    }
}
