/// Files in the formats of model weights, as small as they can be.
enum HeaderFixtures {
    /// A safetensors file.
    ///
    /// - Parameters:
    ///   - tensors: By name: type and number of bytes of one number, and how many numbers.
    ///   - padding: Bytes of white space behind the header's JSON.
    static func safetensors(
        _ tensors: [(name: String, dtype: String, bytes: Int, count: Int)], metadata: String? = nil, padding: Int = 0
    ) -> [UInt8] {
        var parts: [String] = []
        if let metadata { parts.append(#""__metadata__":{"\#(metadata)":"yes"}"#) }
        var offset = 0
        for tensor in tensors {
            let end = offset + tensor.bytes * tensor.count
            parts.append(
                #""\#(tensor.name)":{"dtype":"\#(tensor.dtype)","shape":[\#(tensor.count)],"data_offsets":[\#(offset),\#(end)]}"#
            )
            offset = end
        }
        let header = Array("{\(parts.joined(separator: ","))}".utf8) + Array(repeating: 0x20, count: padding)
        return little(UInt64(header.count)) + header + Array(repeating: 7, count: offset)
    }

    /// A GGUF file of version 3 with one tensor.
    ///
    /// - Parameter tokens: So many tokens of ten bytes, which make the header long.
    static func gguf(tokens: Int = 3, tokenCount: Int? = nil) -> [UInt8] {
        var bytes = Array("GGUF".utf8) + little(UInt32(3)) + little(UInt64(1)) + little(UInt64(3))
        bytes += string("general.architecture") + little(UInt32(8)) + string("llama")
        bytes += string("llama.context_length") + little(UInt32(4)) + little(UInt32(2048))
        bytes += string("tokenizer.ggml.tokens") + little(UInt32(9)) + little(UInt32(8))
        bytes += little(UInt64(tokenCount ?? tokens))
        for number in 0..<tokens { bytes += string("token" + String(10_000 + number % 10_000)) }
        bytes += string("output.weight") + little(UInt32(2)) + little(UInt64(4)) + little(UInt64(2))
        bytes += little(UInt32(0)) + little(UInt64(0))
        bytes += Array(repeating: 0, count: (32 - bytes.count % 32) % 32)
        return bytes + Array(repeating: 1, count: 32)
    }

    private static func string(_ text: String) -> [UInt8] { little(UInt64(text.utf8.count)) + Array(text.utf8) }

    static func little(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
}
