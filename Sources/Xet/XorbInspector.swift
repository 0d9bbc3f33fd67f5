/// Checks a xorb while it arrives: every chunk is decoded and hashed, every bound is kept.
public struct XorbInspector {
    private var decoder = XorbChunkDecoder()
    private var layout = XorbLayout.Builder()

    public init() {}

    /// Bytes of whole chunk records seen so far. At the end: how much of the body is to be stored, without a footer.
    public var storedLength: Int { decoder.storedLength }

    /// Takes the next bytes of the body. Throws a `XetError` as soon as they cannot belong to a valid xorb.
    public mutating func append(_ bytes: UnsafeRawBufferPointer) throws {
        // Taken out, because the closure may not touch `self` while the decoder in it works.
        var layout = XorbLayout.Builder()
        swap(&layout, &self.layout)
        defer { swap(&layout, &self.layout) }
        try decoder.decode(bytes) { raw, storedEnd in
            try layout.append(hash: .chunk(raw), rawLength: raw.count, storedEnd: storedEnd)
        }
    }

    /// States that the body has come whole, and gives where its chunks lie.
    ///
    /// Throws `truncated`, `emptyXorb`, or `hashMismatch` if the content is not the one expected.
    public mutating func finish(expecting expected: XetHash?) throws -> XorbLayout {
        try decoder.finish()
        let layout = try layout.finish()
        if let expected, expected != layout.hash {
            throw XetError.hashMismatch(expected: expected, found: layout.hash)
        }
        return layout
    }
}
