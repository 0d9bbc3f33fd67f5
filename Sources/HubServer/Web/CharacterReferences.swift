/// `&amp;`, `&#38;`, `&#x26;`.
enum CharacterReferences {
    /// A value with its references resolved: all numeric ones, and the named ones that matter in addresses.
    /// An unknown name stays as it is; since it is escaped again later, a browser reads it as that text.
    static func decode(_ value: ArraySlice<UInt8>) -> String {
        var result: [UInt8] = []
        var rest = value
        while let byte = rest.first {
            if byte == UInt8(ascii: "&"), let (text, length) = reference(at: rest) {
                result += Array(text.utf8)
                rest = rest.dropFirst(length)
            } else {
                result.append(byte)
                rest.removeFirst()
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The length of what reads like a reference with its semicolon; nil if there is none.
    static func length(at bytes: ArraySlice<UInt8>) -> Int? {
        let name = bytes.dropFirst().prefix(33).prefix { $0 == UInt8(ascii: "#") || isAlphanumeric($0) }
        guard let first = name.first, bytes.dropFirst(1 + name.count).first == UInt8(ascii: ";") else {
            return nil
        }
        if first == UInt8(ascii: "#") {
            guard number(in: name.dropFirst()).map({ $0.digits == name.count - 1 }) == true else {
                return nil
            }
        } else if name.contains(UInt8(ascii: "#")) {
            return nil
        }
        return name.count + 2
    }

    private static let named: [String: String] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "colon": ":",
        "sol": "/",
        "Tab": "\t", "NewLine": "\n", "lpar": "(", "rpar": ")", "period": ".", "num": "#", "quest": "?",
        "bsol": "\\", "comma": ",", "semi": ";", "equals": "=", "percnt": "%", "plus": "+", "excl": "!",
    ]

    /// Numeric references may lack their semicolon.
    private static func reference(at bytes: ArraySlice<UInt8>) -> (text: String, length: Int)? {
        let body = bytes.dropFirst()
        if body.first == UInt8(ascii: "#") {
            guard let number = number(in: body.dropFirst()) else { return nil }
            let scalar = Unicode.Scalar(number.value).flatMap { $0.value == 0 ? nil : $0 } ?? "\u{FFFD}"
            let semicolon = body.dropFirst(1 + number.digits).first == UInt8(ascii: ";") ? 1 : 0
            return (String(Character(scalar)), 2 + number.digits + semicolon)
        }
        let name = body.prefix(8).prefix(while: isAlphanumeric)
        guard body.dropFirst(name.count).first == UInt8(ascii: ";"),
            let text = named[String(decoding: name, as: UTF8.self)]
        else { return nil }
        return (text, name.count + 2)
    }

    /// A number with its `x` if it is hexadecimal; however many digits, all of them count as read.
    private static func number(in bytes: ArraySlice<UInt8>) -> (value: UInt32, digits: Int)? {
        let isHex = bytes.first == UInt8(ascii: "x") || bytes.first == UInt8(ascii: "X")
        let digits = bytes.dropFirst(isHex ? 1 : 0).prefix {
            Character(Unicode.Scalar($0)).isASCIIDigit(hex: isHex)
        }
        guard !digits.isEmpty else { return nil }
        let significant = digits.drop { $0 == UInt8(ascii: "0") }
        let text = significant.isEmpty ? "0" : String(decoding: significant.prefix(9), as: UTF8.self)
        let value = significant.count > 9 ? UInt32.max : UInt32(text, radix: isHex ? 16 : 10) ?? .max
        return (value, digits.count + (isHex ? 1 : 0))
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
    }
}

extension Character {
    fileprivate func isASCIIDigit(hex: Bool) -> Bool {
        isASCII && (hex ? isHexDigit : isWholeNumber)
    }
}
