import ModelFormats

/// The input is the header without its length, which hardly any input would get right, and an index as well.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSafetensors(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = Array(UnsafeBufferPointer(start: start, count: count))
    if let index = try? SafetensorsIndex.parse(text) {
        precondition(!index.shards.isEmpty && index.shards.count <= index.tensorCount)
        precondition(!index.shards.contains { $0.hasPrefix("/") || $0.contains("..") })
    }
    let bytes = withUnsafeBytes(of: UInt64(count).littleEndian) { Array($0) } + text
    guard let header = try? SafetensorsHeader.parse(bytes, fileSize: nil) else { return 0 }
    precondition(header.length == count)
    precondition((try? SafetensorsHeader.parse(bytes + [0], fileSize: nil)) == header, "it reads beyond its end")
    let data = header.tensors.map(\.end).max() ?? 0
    let total = header.tensors.reduce(0) { $0 + $1.end - $1.begin }
    let whole = try? SafetensorsHeader.parse(bytes, fileSize: Int64(bytes.count) + data)
    precondition((whole == header) == (total <= data), "the size of the file matters")
    if data > 0 {
        precondition((try? SafetensorsHeader.parse(bytes, fileSize: Int64(bytes.count) + data - 1)) == nil)
    }
    let summary = header.summary()
    precondition(summary.parameters().total <= total * 8, "more parameters than bits")
    for method in [nil, "gptq", "mxfp4", "bitsandbytes", "compressed-tensors"] {
        var config = QuantizationConfig(method: method, bits: 3)
        config.loadIn4Bit = true
        precondition(summary.parameters(quantization: config).total >= 0)
    }
    return 0
}
