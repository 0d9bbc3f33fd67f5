import Xet

/// A body either is refused in one piece and in many, or gives the same layout both ways, which its bytes keep.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzXorb(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    let whole = try? inspect(bytes, pieceLength: max(count, 1))
    // The first byte, which is zero in every valid body, cannot say how to cut; the length can.
    let pieces = try? inspect(bytes, pieceLength: count % 61 + 1)
    precondition(whole == pieces, "the result depends on the pieces")
    guard let (layout, storedLength) = whole.map({ ($0, $0.storedLength) }) else { return 0 }
    precondition(storedLength <= count)
    precondition((try? XorbLayout(encoded: layout.encoded, hash: layout.hash)) == layout)
    for index in 0..<layout.count {
        let record = UnsafeRawBufferPointer(rebasing: bytes[layout.storedRange(of: index..<index + 1)])
        var decoder = XorbChunkDecoder()
        var found: [XetHash] = []
        try? decoder.append(record) { raw in
            precondition(raw.count == layout.rawLength(of: index..<index + 1))
            found.append(.chunk(raw))
        }
        precondition(found == [layout.hash(at: index)], "a chunk alone is another one")
    }
    return 0
}

private func inspect(_ bytes: UnsafeRawBufferPointer, pieceLength: Int) throws -> XorbLayout {
    var inspector = XorbInspector()
    var rest = bytes[...]
    while !rest.isEmpty {
        try inspector.append(UnsafeRawBufferPointer(rebasing: rest.prefix(pieceLength)))
        rest = rest.dropFirst(pieceLength)
    }
    return try inspector.finish(expecting: nil)
}
