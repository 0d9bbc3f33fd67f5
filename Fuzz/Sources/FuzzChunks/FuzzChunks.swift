import Xet

/// One chunk record: the first bytes choose packing and lengths, the rest is data, so that most inputs reach LZ4.
/// Whatever is decoded is decoded again from what the writer makes of it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzChunks(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeRawBufferPointer(start: start, count: count)
    guard count > 4 else { return 0 }
    let data = UnsafeRawBufferPointer(rebasing: input[4...])
    guard let packing = Packing(rawValue: input[0] % 3), data.count <= XorbLimits.maximumPackedLength else { return 0 }
    let number = Int(input[1]) | Int(input[2]) << 8 | Int(input[3] & 3) << 16
    let rawLength = min(max(number, 1), XorbLimits.maximumChunkLength)
    let header = XorbChunkHeader(packedLength: data.count, packing: packing, rawLength: rawLength)
    guard let chunk = decode(header.encoded + data), let raw = chunk.first else { return 0 }
    precondition(chunk.count == 1 && raw.count == header.rawLength)

    var writer = XorbWriter()
    for _ in 0..<2 {
        let index = raw.withUnsafeBytes { writer.append($0, hash: .chunk($0)) }
        precondition(index != nil)
    }
    precondition(decode(writer.finish().body) == [raw, raw], "the writer lost bytes")
    return 0
}

private func decode(_ records: [UInt8]) -> [[UInt8]]? {
    var decoder = XorbChunkDecoder()
    var chunks: [[UInt8]] = []
    do {
        try records.withUnsafeBytes { try decoder.append($0) { chunks.append(Array($0)) } }
        try decoder.finish()
    } catch {
        return nil
    }
    return chunks
}
