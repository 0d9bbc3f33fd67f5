import ModelFormats

/// A header that is read needs exactly the bytes it says, no more parameters than the file has bits, and can be summed
/// up without harm.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzGGUF(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    if case .complete(let header)? = try? GGUFHeader.parse(bytes, fileSize: Int64(count)) {
        precondition(header.parameters <= Int64(count) * 8, "more parameters than bits")
    }
    guard let parsed = try? GGUFHeader.parse(bytes, fileSize: nil) else { return 0 }
    guard case .complete(let header) = parsed else {
        if case .incomplete(let wanted) = parsed { precondition(wanted > count, "the bytes are there") }
        return 0
    }
    precondition(header.length <= count && header.dataOffset >= header.length)
    guard case .complete(let exact)? = try? GGUFHeader.parse(Array(bytes[..<header.length]), fileSize: nil) else {
        preconditionFailure("it needs bytes behind its end")
    }
    // Metadata may hold numbers that are not equal to themselves.
    precondition(exact.tensors == header.tensors && exact.summary() == header.summary(), "what follows changes it")
    precondition(exact.metadata.keys == header.metadata.keys)
    let short = try? GGUFHeader.parse(Array(bytes[..<(header.length - 1)]), fileSize: nil)
    precondition(short == .incomplete(wanted: header.length), "it does not need its last byte")
    let summary = header.summary()
    precondition(summary.parameters == header.parameters)
    _ = header.wholeFileSize
    for key in header.metadata.keys { _ = header.strings(key, in: bytes, atMost: 10) }
    return 0
}
