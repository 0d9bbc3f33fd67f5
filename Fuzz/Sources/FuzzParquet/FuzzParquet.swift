import ModelFormats

/// A footer that is read does not change by what follows it, and its summary is no larger than it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzParquet(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    _ = try? ParquetFooter.length(bytes)
    guard let footer = try? ParquetFooter.parse(bytes) else { return 0 }
    precondition((try? ParquetFooter.parse(bytes + [0xFF, 0])) == footer, "it reads beyond its end")
    precondition(footer.rows >= 0 && footer.rowGroups <= count && footer.columns.count <= count)
    precondition((footer.features?.utf8.count ?? 0) <= count)
    precondition(footer.summary().rows == footer.rows)
    return 0
}
