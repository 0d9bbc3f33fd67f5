/// Turns the placeholders `?` into the server's `$1`, `$2`, ….
///
/// Question marks in strings, quoted names and comments stay. Operators that contain one can't be used.
enum PostgreSQLPlaceholders {
    static func numbered(_ sql: String) -> (sql: String, count: Int) {
        var scanner = Scanner(bytes: Array(sql.utf8))
        let numbered = scanner.run()
        return (numbered, scanner.count)
    }

    private struct Scanner {
        let bytes: [UInt8]
        private var position = 0
        private var output: [UInt8] = []
        private(set) var count = 0

        init(bytes: [UInt8]) {
            self.bytes = bytes
            output.reserveCapacity(bytes.count + 16)
        }

        mutating func run() -> String {
            while position < bytes.count {
                switch bytes[position] {
                case UInt8(ascii: "?"):
                    count += 1
                    output += Array("$\(count)".utf8)
                    position += 1
                case UInt8(ascii: "'"): copyQuoted(by: UInt8(ascii: "'"), escaping: isEscapeString)
                case UInt8(ascii: "\""): copyQuoted(by: UInt8(ascii: "\""), escaping: false)
                case UInt8(ascii: "-") where peek(1) == UInt8(ascii: "-"): copyLine()
                case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"): copyComment()
                case UInt8(ascii: "$"): copyDollarQuoted()
                default: copy(1)
                }
            }
            return String(decoding: output, as: UTF8.self)
        }

        private func peek(_ distance: Int) -> UInt8? {
            let index = position + distance
            return bytes.indices.contains(index) ? bytes[index] : nil
        }

        private mutating func copy(_ length: Int) {
            let end = min(position + length, bytes.count)
            output += bytes[position..<end]
            position = end
        }

        /// `E'…'`, where a backslash protects the next character; the E must not end a longer word.
        private var isEscapeString: Bool {
            guard let letter = peek(-1), letter | 0x20 == UInt8(ascii: "e") else { return false }
            return peek(-2).map { !Self.isWord($0) } ?? true
        }

        private static func isWord(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
                true
            default: false
            }
        }

        /// A doubled quote ends one string and begins another, which comes to the same.
        private mutating func copyQuoted(by quote: UInt8, escaping: Bool) {
            copy(1)
            while let byte = peek(0) {
                copy(escaping && byte == UInt8(ascii: "\\") ? 2 : 1)
                if byte == quote { return }
            }
        }

        private mutating func copyLine() {
            while let byte = peek(0), byte != UInt8(ascii: "\n") { copy(1) }
        }

        /// Comments may hold comments.
        private mutating func copyComment() {
            var depth = 0
            repeat {
                if peek(0) == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
                    depth += 1
                    copy(2)
                } else if peek(0) == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
                    depth -= 1
                    copy(2)
                } else {
                    copy(1)
                }
            } while depth > 0 && position < bytes.count
        }

        /// `$tag$ … $tag$`.
        private mutating func copyDollarQuoted() {
            var length = 1
            while let byte = peek(length), Self.isWord(byte) { length += 1 }
            guard peek(length) == UInt8(ascii: "$") else { return copy(length) }
            let tag = Array(bytes[position...(position + length)])
            copy(tag.count)
            while position < bytes.count {
                if bytes[position...].starts(with: tag) { return copy(tag.count) }
                copy(1)
            }
        }
    }
}
