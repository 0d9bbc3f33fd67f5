extension XetHash {
    /// The name of a xorb with these chunks.
    public static func xorb(of chunks: some Sequence<HashedLength>) -> XetHash { MerkleTree.root(of: chunks) }

    /// The name of a file with these chunks; zero for a file without bytes.
    public static func file(of chunks: some Sequence<HashedLength>) -> XetHash {
        var builder = MerkleTree.Builder()
        for chunk in chunks { builder.append(chunk) }
        return file(builder)
    }

    /// The name of the file whose chunks a builder was given, in their order.
    public static func file(_ builder: consuming MerkleTree.Builder) -> XetHash {
        guard builder.count > 0 else { return .zero }
        return builder.finish().hash.withUnsafeBytes { Blake3.keyed(.zero, $0) }
    }

    /// The verification hash of a segment: proof that its maker knows the raw hashes of its chunks.
    public static func range(of hashes: some Sequence<XetHash>) -> XetHash {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(hashes.underestimatedCount * byteCount)
        for hash in hashes { hash.withUnsafeBytes { bytes.append(contentsOf: $0) } }
        return bytes.withUnsafeBytes { Blake3.keyed(.verification, $0) }
    }

    /// The hash by which a deduplication answer names a chunk, so that only those who hold the chunk recognize it.
    public func keyed(by key: Blake3.Key) -> XetHash { withUnsafeBytes { Blake3.keyed(key, $0) } }
}
