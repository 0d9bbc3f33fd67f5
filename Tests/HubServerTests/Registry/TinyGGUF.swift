/// A GGUF file of a few hundred bytes: a header as real ones have it, and one tensor.
struct TinyGGUF {
    var architecture = "llama"
    var fileType: UInt32 = 15
    var chatTemplate: String?
    /// The tensor's numbers, so that no two files are alike.
    var seed: UInt64 = 1
    var numbers = 32

    var bytes: [UInt8] {
        var keys: [[UInt8]] = [
            Self.key("general.architecture", 8, Self.string(architecture)),
            Self.key("general.file_type", 4, Self.number(fileType)),
            Self.key("\(architecture).context_length", 4, Self.number(UInt32(2048))),
            Self.key(
                "tokenizer.ggml.tokens", 9,
                Self.number(UInt32(8)) + Self.number(UInt64(3)) + Self.string("a") + Self.string("<s>")
                    + Self.string("<END>")),
            Self.key("tokenizer.ggml.bos_token_id", 4, Self.number(UInt32(1))),
            Self.key("tokenizer.ggml.eos_token_id", 4, Self.number(UInt32(2))),
        ]
        if let chatTemplate { keys.append(Self.key("tokenizer.chat_template", 8, Self.string(chatTemplate))) }
        var bytes = Array("GGUF".utf8) + Self.number(UInt32(3)) + Self.number(UInt64(1))
        bytes += Self.number(UInt64(keys.count)) + keys.joined()
        bytes += Self.string("a") + Self.number(UInt32(1)) + Self.number(UInt64(numbers))
        bytes += Self.number(UInt32(0)) + Self.number(UInt64(0))
        bytes += Array(repeating: 0, count: (32 - bytes.count % 32) % 32)
        var random = SeededRandom(seed)
        return bytes + random.bytes(numbers * 4)
    }

    private static func key(_ name: String, _ type: UInt32, _ value: [UInt8]) -> [UInt8] {
        string(name) + number(type) + value
    }

    private static func string(_ text: String) -> [UInt8] { number(UInt64(text.utf8.count)) + Array(text.utf8) }

    private static func number(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian, Array.init)
    }
}
