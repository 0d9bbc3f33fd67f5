/// Which split a file belongs to by its path (datasets 5.2, `data_files.py`).
enum SplitNames {
    static let usual = ["train", "validation", "test"]

    private static let keywords: [String: Int] = {
        let words = [
            ["train", "training"], ["validation", "valid", "dev", "val"], ["test", "testing", "eval", "evaluation"],
        ]
        var keywords: [String: Int] = [:]
        for (split, words) in words.enumerated() { for word in words { keywords[word] = split } }
        return keywords
    }()
    private static let longestKeyword = 10

    /// `data/{split}-00000-of-00010*.*`: the split; nil for other paths.
    static func sharded(_ path: Substring) -> String? {
        let folder = "data/".utf8
        guard path.utf8.starts(with: folder) else { return nil }
        let name = Array(path.utf8.dropFirst(folder.count))
        guard !name.contains(UInt8(ascii: "/")) else { return nil }
        // -00000-of-00010, and later a dot.
        let tail = 15
        guard name.count > tail else { return nil }
        for start in (1..<name.count - tail).reversed() {
            guard name[start] == UInt8(ascii: "-"), isShard(name[start..<start + tail]),
                name[(start + tail)...].contains(UInt8(ascii: "."))
            else { continue }
            let split = String(decoding: name[..<start], as: UTF8.self)
            return isName(split) ? split : nil
        }
        return nil
    }

    private static func isShard(_ bytes: ArraySlice<UInt8>) -> Bool {
        zip(bytes, "-00000-of-00000".utf8).allSatisfy { byte, wanted in
            wanted == UInt8(ascii: "0") ? (0x30...0x39).contains(byte) : byte == wanted
        }
    }

    /// Words of letters, digits and underscores, with dots between them.
    static func isName(_ text: String) -> Bool {
        guard !text.isEmpty, text.utf8.count <= 128 else { return false }
        return text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { word in
            !word.isEmpty
                && word.allSatisfy { byte in
                    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
                        || byte == UInt8(ascii: "_") || byte >= 0x80
                }
        }
    }

    /// By a word in the name of a folder, anywhere on the way.
    static func byFolder(_ path: Substring) -> String? {
        let bytes = path.utf8
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        return split(in: bytes[...slash])
    }

    /// By a word in the name of the file.
    static func byName(_ path: Substring) -> String? {
        let bytes = path.utf8
        let start = bytes.lastIndex(of: UInt8(ascii: "/")).map(bytes.index(after:)) ?? bytes.startIndex
        return split(in: bytes[start...])
    }

    /// The split of the words in a text: those between `-`, `.`, `_`, blanks, digits and slashes. What ends the text
    /// without one of them is none. Of several, the first split counts.
    private static func split(in bytes: Substring.UTF8View) -> String? {
        var found: Int?
        var word: [UInt8] = []
        for byte in bytes {
            guard isSeparator(byte) else {
                // Longer ones only have to stay too long.
                if word.count <= longestKeyword { word.append(byte) }
                continue
            }
            if word.count >= 3, word.count <= longestKeyword,
                let split = keywords[String(decoding: word, as: UTF8.self)]
            {
                found = min(split, found ?? split)
            }
            word.removeAll(keepingCapacity: true)
        }
        return found.map { usual[$0] }
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: " "), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
