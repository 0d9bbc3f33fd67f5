/// The path of a file or folder inside a repo, known to be safe to store, list and check out anywhere.
///
/// Refused: empty, absolute, over-long (1,024 bytes in all, 255 a segment, 64 segments), empty segments, `.` and `..`, `.git`
/// in any case, backslashes, control characters and NUL.
///
/// Paths are compared byte by byte, as git does: two spellings of an accented letter are two paths.
public struct FilePath: Sendable, Hashable, CustomStringConvertible {
    /// The path, as git has it.
    public let value: String

    /// Why a path was refused, as a sentence that names it.
    public struct Refusal: Error, Sendable, CustomStringConvertible {
        /// The sentence.
        public let description: String
    }

    /// Takes a path that is allowed.
    ///
    /// - Throws: ``Refusal``, which says why it is not.
    public init(_ text: String) throws(Refusal) {
        func refuse(_ why: String) -> Refusal {
            Refusal(description: "path \(Self.quoted(text)) is not allowed: \(why)")
        }
        guard !text.isEmpty else { throw refuse("it is empty") }
        guard text.utf8.count <= 1024 else { throw refuse("it is longer than 1024 bytes") }
        guard text.utf8.first != UInt8(ascii: "/") else { throw refuse("it is absolute") }
        for scalar in text.unicodeScalars {
            if scalar == "\\" { throw refuse("it holds a backslash") }
            if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0x2028
                || scalar.value == 0x2029
            {
                throw refuse("it holds a control character")
            }
        }
        let segments = Self.split(text, omittingEmpty: false)
        guard segments.count <= 64 else { throw refuse("it has more than 64 segments") }
        for segment in segments {
            if segment.isEmpty { throw refuse("it has an empty segment") }
            if segment == "." || segment == ".." { throw refuse("it holds the segment “\(segment)”") }
            if segment.utf8.count > 255 { throw refuse("a segment is longer than 255 bytes") }
            if Self.isGitFolder(segment) { throw refuse("it goes through a .git folder") }
        }
        self.value = text
    }

    /// The path.
    public var description: String { value }

    /// The segments, outermost first.
    public var segments: [Substring] { Self.split(value, omittingEmpty: true) }

    /// Byte by byte.
    public static func == (left: FilePath, right: FilePath) -> Bool {
        left.value.utf8.elementsEqual(right.value.utf8)
    }

    /// Byte by byte, as paths are compared.
    public func hash(into hasher: inout Hasher) {
        var text = value
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }

    /// The parts between slashes. Slashes are bytes: as a character, one that a combining mark follows is none.
    public static func split(_ text: some StringProtocol, omittingEmpty: Bool) -> [Substring] {
        let text = Substring(text)
        return text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: omittingEmpty)
            .map { Substring($0) }
    }

    /// `.git` as any file system may spell it: case, trailing dots and spaces (NTFS), and its short name.
    private static func isGitFolder(_ segment: Substring) -> Bool {
        var name = segment.lowercased()[...]
        while let last = name.last, last == "." || last == " " { name = name.dropLast() }
        return name == ".git" || name == "git~1"
    }

    private static func quoted(_ text: String) -> String {
        let shown = text.unicodeScalars.prefix(200).map { $0.value < 0x20 || $0.value == 0x7F ? "?" : String($0) }
        return "“" + shown.joined() + (text.unicodeScalars.count > 200 ? "…" : "") + "”"
    }
}
