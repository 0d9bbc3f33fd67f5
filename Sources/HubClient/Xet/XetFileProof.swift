import Xet

/// Computes the Xet hash of a file from its chunks, and compares.
struct XetFileProof {
    private let file: XetFileReference
    private var tree = MerkleTree.Builder()
    /// Where the chunks so far end in the file.
    private var end: Int64 = 0
    private var last: HashedLength?

    init(_ file: XetFileReference) { self.file = file }

    /// Takes in the next term's chunks. A chunk that lies across two windows comes twice, and must be the same then.
    mutating func append(_ chunks: [HashedLength], from start: Int64) throws(HubError) {
        var position = start
        for chunk in chunks {
            if position == end {
                tree.append(chunk)
                last = chunk
                end += Int64(chunk.length)
            } else {
                guard position + Int64(chunk.length) == end, chunk == last else { throw mismatch(chunk.hash) }
            }
            position += Int64(chunk.length)
        }
    }

    consuming func finish() throws(HubError) {
        let expected = file.hash
        let size = file.size
        let length = end
        let hash = XetHash.file(tree)
        guard hash == expected, length == size else {
            throw HubError(
                .integrity(expected: "\(expected)", actual: "\(hash)"),
                "What came has the Xet hash \(hash), not the file's \(expected)")
        }
    }

    private func mismatch(_ hash: XetHash) -> HubError {
        HubError(
            .integrity(expected: last.map { "\($0.hash)" } ?? "no chunk", actual: "\(hash)"),
            "A chunk of the Xet file \(file.hash) that ends at byte \(end) came with different content")
    }
}
