/// Looks at paths byte by byte: a repo may have a hundred thousand, and they are all looked at in a commit.
enum PathBytes {
    /// Whether a part begins with a dot or two underscores: what tools hide.
    static func isHidden(_ path: some Collection<UInt8>) -> Bool {
        var atStart = true
        var underscore = false
        for byte in path {
            if atStart, byte == UInt8(ascii: ".") { return true }
            if underscore, byte == UInt8(ascii: "_") { return true }
            underscore = atStart && byte == UInt8(ascii: "_")
            atStart = byte == UInt8(ascii: "/")
        }
        return false
    }

    /// Whether a folder's name ends so: `.mlpackage` for `a/b.mlpackage/c`.
    static func hasFolder(endingIn ending: String, _ path: String) -> Bool {
        let ending = ending.utf8
        let bytes = path.utf8
        for slash in bytes.indices where bytes[slash] == UInt8(ascii: "/") {
            if bytes[..<slash].suffix(ending.count).elementsEqual(ending) { return true }
        }
        return false
    }

    /// In ASCII lower case; nil for what is too long to be an extension.
    static func lowercasedExtension(_ bytes: some Collection<UInt8>) -> String? {
        guard bytes.count <= 16 else { return nil }
        return String(
            decoding: bytes.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 },
            as: UTF8.self)
    }
}
