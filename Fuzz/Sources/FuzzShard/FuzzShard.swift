import Xet

/// What parses keeps its meaning when it is encoded, and can be checked and planned without harm.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzShard(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    guard let shard = try? Shard(parsing: bytes) else { return 0 }
    let encoded = shard.encoded()
    precondition(encoded.count == shard.encodedLength && encoded.count <= count)
    precondition((try? encoded.withUnsafeBytes { try Shard(parsing: $0) }) == shard, "another shard")
    for file in shard.files {
        precondition((try? Segment.decode(Segment.encode(file.segments))) == file.segments)
        for layout in [known, nil] {
            _ = try? file.check { _ in layout }
            for range in [nil, 0..<1, 5..<UInt64.max, UInt64.max - 1..<UInt64.max] as [Range<UInt64>?] {
                _ = try? Reconstruction.plan(file.segments, range: range) { _ in layout }
            }
        }
    }
    for xorb in shard.xorbs { try? xorb.check(known) }
    return 0
}

/// A xorb of ten chunks that stands for every one a shard names.
private let known: XorbLayout = {
    var writer = XorbWriter()
    for length in 1...10 {
        [UInt8](repeating: 7, count: length).withUnsafeBytes { _ = writer.append($0, hash: .chunk($0)) }
    }
    return writer.finish().layout
}()
