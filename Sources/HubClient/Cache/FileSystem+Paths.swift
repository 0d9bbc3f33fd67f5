extension FileSystem {
    /// Where a link in a folder leads, by its letters alone: `..` takes the last part away.
    static func resolve(_ target: String, from folder: String) -> String {
        let full = target.utf8.first == UInt8(ascii: "/") ? target : "\(folder)/\(target)"
        let slash = UInt8(ascii: "/")
        var parts: [Substring.UTF8View] = []
        for part in full.utf8.split(separator: slash, omittingEmptySubsequences: true) {
            if part.elementsEqual("..".utf8), let last = parts.last, !last.elementsEqual("..".utf8) {
                parts.removeLast()
            } else if !part.elementsEqual(".".utf8) {
                parts.append(part)
            }
        }
        let joined = parts.map { String($0) ?? "" }.joined(separator: "/")
        return full.utf8.first == slash ? "/\(joined)" : joined
    }
}
