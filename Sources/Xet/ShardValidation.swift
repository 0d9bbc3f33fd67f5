extension Shard.File {
    /// Checks that this file can be rebuilt from stored xorbs, that its sender knows their chunks, and that its name is
    /// the hash of what will be rebuilt. Gives the size of the file in bytes.
    ///
    /// `layout` gives the layouts of stored xorbs, nil for unknown ones. The work grows with the size of the file, which
    /// a small shard can make very large by naming the same chunks again: `maximumSize` bounds it beforehand.
    ///
    /// Throws `tooLarge`, `unknownXorb`, `invalidSegment`, `missingVerification`, `verificationMismatch`, or
    /// `hashMismatch` if the file hash is another one.
    @discardableResult
    public func check(
        maximumSize: UInt64 = .max, layout: (XetHash) -> XorbLayout?
    ) throws(XetError) -> UInt64 {
        let size = segments.rawLength
        guard size <= maximumSize else {
            throw .tooLarge(what: "bytes of a file", limit: Int(clamping: maximumSize))
        }
        let verification = verification ?? []
        guard verification.count == segments.count else { throw .missingVerification(file: hash) }
        var tree = MerkleTree.Builder()
        for (index, segment) in segments.enumerated() {
            guard let layout = layout(segment.xorb) else { throw .unknownXorb(segment.xorb) }
            let chunks = try segment.chunks(in: layout, index: index)
            guard XetHash.range(of: layout.hashes(of: chunks)) == verification[index] else {
                throw .verificationMismatch(file: hash, index: index)
            }
            for chunk in layout.hashedLengths(of: chunks) { tree.append(chunk) }
        }
        let found = XetHash.file(tree)
        guard found == hash else { throw .hashMismatch(expected: hash, found: found) }
        return size
    }
}

extension Shard.Xorb {
    /// Checks that this description is that of the stored xorb. Throws `listingMismatch`.
    ///
    /// The stored length is not compared: uploads leave it zero, and the same xorb may be stored in several ways.
    public func check(_ layout: XorbLayout) throws(XetError) {
        func mismatch(_ reason: String) -> XetError { .listingMismatch(xorb: hash, reason: reason) }
        guard hash == layout.hash else { throw mismatch("the stored one is \(layout.hash)") }
        guard chunks.count == layout.count else { throw mismatch("\(chunks.count) chunks instead of \(layout.count)") }
        guard Int(rawLength) == layout.rawLength else {
            throw mismatch("\(rawLength) raw bytes instead of \(layout.rawLength)")
        }
        for (index, chunk) in chunks.enumerated() {
            let isEqual =
                chunk.hash == layout.hash(at: index) && Int(chunk.rawStart) == layout.rawStart(at: index)
                && Int(chunk.rawLength) == layout.rawLength(of: index..<index + 1)
            guard isEqual else { throw mismatch("chunk \(index) is another one") }
        }
    }
}
