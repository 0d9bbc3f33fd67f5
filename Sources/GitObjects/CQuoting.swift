/// The way git quotes names with unusual bytes, as in C: `"caf\303\251"`.
enum CQuoting {
    private static let escapes: [(letter: UInt8, byte: UInt8)] = [
        (0x61, 0x07), (0x62, 0x08), (0x74, 0x09), (0x6e, 0x0a), (0x76, 0x0b), (0x66, 0x0c), (0x72, 0x0d),
        (0x22, 0x22), (0x5c, 0x5c),
    ]

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte >= 0x7f || byte == .quote || byte == .backslash
    }

    /// A name as git prints it with its default settings: quoted only when it has a byte that needs it.
    static func quoted(_ name: String) -> String {
        guard name.utf8.contains(where: needsEscape) else { return name }
        var output: [UInt8] = [.quote]
        for byte in name.utf8 {
            if !needsEscape(byte) {
                output.append(byte)
            } else if let escape = escapes.first(where: { $0.byte == byte }) {
                output += [.backslash, escape.letter]
            } else {
                output += [.backslash, 0x30 + byte >> 6, 0x30 + (byte >> 3 & 7), 0x30 + (byte & 7)]
            }
        }
        output.append(.quote)
        return String(decoding: output, as: UTF8.self)
    }

    /// Reads a quoted name at the start of a text. Nil when there is none or it is malformed.
    static func unquote(_ text: ArraySlice<UInt8>) -> (name: [UInt8], rest: ArraySlice<UInt8>)? {
        guard text.first == .quote else { return nil }
        var name: [UInt8] = []
        var rest = text.dropFirst()
        while let byte = rest.popFirst() {
            if byte == .quote { return (name, rest) }
            guard byte == .backslash else {
                name.append(byte)
                continue
            }
            guard let escape = rest.popFirst() else { return nil }
            if let known = escapes.first(where: { $0.letter == escape }) {
                name.append(known.byte)
            } else {
                guard (0x30...0x33).contains(escape), let middle = rest.popFirst(),
                    let last = rest.popFirst(),
                    (0x30...0x37).contains(middle), (0x30...0x37).contains(last)
                else { return nil }
                name.append((escape - 0x30) << 6 | (middle - 0x30) << 3 | (last - 0x30))
            }
        }
        return nil
    }
}
