/// The words for how the weights of a GGUF file are stored, as files are named by them.
public enum GGUFQuantization {
    /// From large to small: how many bits a weight has, and among equals the better one first.
    public static let bySize: [String] = [
        "F32", "BF16", "F16",
        "Q8_K_XL", "Q8_0",
        "Q6_K_XL", "Q6_K_L", "Q6_K",
        "Q5_K_XL", "Q5_K_L", "Q5_K_M", "Q5_K_S", "Q5_K", "Q5_1", "Q5_0",
        "Q4_K_XL", "Q4_K_L", "Q4_K_M", "Q4_K_S", "Q4_K", "Q4_1_SOME_F16", "Q4_1", "IQ4_NL", "NVFP4", "Q4_0", "Q4_2",
        "Q4_3", "MXFP4_MOE", "MXFP4", "IQ4_XS",
        "Q3_K_XL", "Q3_K_L", "Q3_K_M", "Q3_K_S", "Q3_K", "IQ3_M", "IQ3_S", "IQ3_XS", "IQ3_XXS",
        "Q2_K_XL", "Q2_K_L", "Q2_K", "Q2_K_S", "IQ2_M", "IQ2_S", "IQ2_XS", "IQ2_XXS", "Q2_0", "TQ2_0",
        "IQ1_M", "TQ1_0", "IQ1_S", "Q1_0",
    ]

    /// The quantization a path names, in upper case: the last match of `(UD-)?` and one of the words above and
    /// `(_[A-Z]+)?`, as huggingface.js reads it. Nil without a match.
    public static func label(in path: String) -> String? {
        let bytes = path.utf8.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) ? $0 - 0x20 : $0 }
        var found: Range<Int>?
        var position = 0
        while position < bytes.count {
            if let end = end(ofLabelAt: position, in: bytes) {
                found = position..<end
                position = end
            } else {
                position += 1
            }
        }
        return found.map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    /// The place of a label in `bySize`, which also places what is not in the list: `UD-IQ2_M`, `Q4_K_P`.
    /// Nil for a label that begins with none of the words.
    public static func rank(of label: String) -> Int? {
        let bytes = Array((label.hasPrefix("UD-") ? label.dropFirst(3) : label[...]).utf8)
        guard let word = longestWord(at: 0, in: bytes) else { return nil }
        return bySize.firstIndex(of: word)
    }

    private static func end(ofLabelAt start: Int, in bytes: [UInt8]) -> Int? {
        let prefix = Array("UD-".utf8)
        let wordStart = bytes[start...].starts(with: prefix) ? start + prefix.count : start
        guard let word = longestWord(at: wordStart, in: bytes) else { return nil }
        let end = wordStart + word.utf8.count
        guard end < bytes.count, bytes[end] == UInt8(ascii: "_") else { return end }
        let letters = bytes[(end + 1)...].prefix { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        return letters.isEmpty ? end : letters.endIndex
    }

    private static func longestWord(at start: Int, in bytes: [UInt8]) -> String? {
        guard start < bytes.count, firstLetters.contains(bytes[start]) else { return nil }
        return bySize.filter { bytes[start...].starts(with: $0.utf8) }.max { $0.utf8.count < $1.utf8.count }
    }

    private static let firstLetters = Set(bySize.compactMap(\.utf8.first))
}
