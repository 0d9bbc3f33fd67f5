/// Who did something and when: the line after `author`, `committer` and `tagger`.
///
/// Source of the format: git's `Name <email> seconds ±hhmm`. A signature read from an object writes the very
/// bytes it was read from, however odd; one made from values is cleaned when written.
public struct Signature: Sendable, Hashable {
    /// The person's name as given or read.
    public let name: String
    /// The person's e-mail address as given or read.
    public let email: String
    /// Seconds since 1970 in UTC.
    public let time: Int64
    /// Minutes east of UTC.
    public let timeZone: Int

    /// The bytes this was read from, when writing the values anew would give others.
    private let raw: [UInt8]?

    /// A signature from values. Writing it leaves out what would break the line (`<`, `>`, newlines, NUL, and
    /// punctuation around the names, as git does), moves times before 1970 to 1970 and bounds the time zone to
    /// what fits in four digits.
    public init(name: String, email: String, time: Int64, timeZone: Int = 0) {
        self.name = name
        self.email = email
        self.time = time
        self.timeZone = timeZone
        raw = nil
    }

    /// Reads the line, without the word before it and the newline. A missing or odd time reads as 0, as in git.
    /// - Throws: `invalidSignature` when there is no address in angle brackets.
    public init(parsing line: [UInt8]) throws(GitError) {
        guard let open = line.firstIndex(of: .less),
            let close = line[open...].firstIndex(of: .greater),
            let lastClose = line.lastIndex(of: .greater),
            !line.contains(where: { $0 == .newline || $0 == 0 })
        else { throw GitError(.invalidSignature, "a signature without an address in angle brackets") }
        let name = decodeText(line[..<open].drop(while: \.isBlank).trimmingTrailingBlanks())
        let email = decodeText(line[(open + 1)..<close])
        let date = line[(lastClose + 1)...].split(whereSeparator: \.isBlank)
        let time = date.first.flatMap { parseDecimal($0) } ?? 0
        let timeZone = date.count > 1 ? Self.parseTimeZone(date[1]) : 0
        let clean = Signature(name: name, email: email, time: time, timeZone: timeZone).serialized()
        self.init(
            name: name, email: email, time: time, timeZone: timeZone, raw: clean == line ? nil : line)
    }

    private init(name: String, email: String, time: Int64, timeZone: Int, raw: [UInt8]?) {
        self.name = name
        self.email = email
        self.time = time
        self.timeZone = timeZone
        self.raw = raw
    }

    private static func parseTimeZone(_ text: ArraySlice<UInt8>) -> Int {
        guard let sign = text.first, sign == .minus || sign == 0x2b, text.count <= 5,
            let digits = parseDecimal(text.dropFirst())
        else { return 0 }
        let minutes = Int(digits / 100 * 60 + digits % 100)
        return sign == .minus ? -minutes : minutes
    }

    /// The bytes of the line, without the word before it and the newline.
    public func serialized() -> [UInt8] {
        if let raw { return raw }
        var output = Self.clean(name)
        output += " <".utf8
        output += Self.clean(email)
        output += "> \(max(0, time)) ".utf8
        let minutes = min(max(timeZone, -5999), 5999)
        let digits = String(abs(minutes) / 60 * 100 + abs(minutes) % 60)
        output.append(minutes < 0 ? .minus : 0x2b)
        output += repeatElement(0x30, count: 4 - digits.utf8.count)
        output += digits.utf8
        return output
    }

    /// Git's rule for names: no control characters, spaces and punctuation around them, nothing inside that
    /// would end the name or the line.
    private static func clean(_ text: String) -> [UInt8] {
        let crud: (UInt8) -> Bool = { $0 <= 0x20 || ".,:;<>\"\\'".utf8.contains($0) }
        var bytes = text.utf8.drop(while: crud)
        while let last = bytes.last, crud(last) { bytes.removeLast() }
        return bytes.filter { $0 != .less && $0 != .greater && $0 != .newline && $0 != 0 }
    }
}
