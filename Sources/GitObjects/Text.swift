/// Text from bytes of unknown encoding: UTF-8 when valid, else Latin-1, in which any bytes mean something.
/// Commits of the years before UTF-8 mostly are one of the two, so nothing is lost to replacement characters.
func decodeText(_ bytes: some Collection<UInt8>) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    var scalars = String.UnicodeScalarView()
    scalars.append(contentsOf: bytes.lazy.map { Unicode.Scalar($0) })
    return String(scalars)
}

extension Collection where Element == UInt8 {
    /// Without blank bytes at the end.
    func trimmingTrailingBlanks() -> SubSequence {
        var end = endIndex
        while end > startIndex {
            let before = index(end, offsetBy: -1)
            guard self[before].isBlank else { break }
            end = before
        }
        return self[startIndex..<end]
    }
}

/// The title and the body of a message, split as `git log` does for `%s` and `%b`.
struct MessageParts {
    /// The lines of the first paragraph, joined by spaces.
    var title: [UInt8] = []
    /// What follows the first paragraph, without blank lines around it.
    var body: ArraySlice<UInt8> = []

    init(_ message: [UInt8]) {
        var index = 0
        var inTitle = false
        while index < message.count {
            let end = message[index...].firstIndex(of: .newline) ?? message.count
            let line = message[index..<end].trimmingTrailingBlanks()
            if line.isEmpty, inTitle { break }
            if !line.isEmpty {
                if inTitle { title.append(.space) }
                title += line
                inTitle = true
            }
            index = end + 1
        }
        // Blank lines between title and body belong to neither.
        while index < message.count {
            let end = message[index...].firstIndex(of: .newline) ?? message.count
            guard message[index..<end].allSatisfy(\.isBlank) else { break }
            index = end + 1
        }
        if index < message.count { body = message[index...].trimmingTrailingBlanks() }
    }
}
