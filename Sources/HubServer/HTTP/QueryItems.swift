/// The items of a query string or of a form body, in order; keys repeat for lists.
struct QueryItems: Sendable {
    private(set) var items: [(name: String, value: String)] = []

    /// - Throws: ``HubFailure`` 400 for a broken escape.
    init(parsing text: some StringProtocol) throws {
        for pair in Substring(text).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentCoding.decode(parts[0], plusIsSpace: true),
                let value = parts.count == 2 ? PercentCoding.decode(parts[1], plusIsSpace: true) : ""
            else { throw HubFailure.badRequest("The query has a broken percent escape: \(pair.prefix(100))") }
            guard !name.utf8.contains(0), !value.utf8.contains(0) else {
                throw HubFailure.badRequest("The query must not hold NUL characters")
            }
            items.append((name, value))
        }
    }

    /// The first value of a name, also under its array spelling `name[]`.
    func first(_ name: String) -> String? { all(name).first }

    /// All values of a name, also under its array spelling `name[]`.
    func all(_ name: String) -> [String] {
        items.filter { $0.name == name || $0.name == name + "[]" }.map(\.value)
    }

    /// A flag: `true`, `1`, `false`, `0`, or a bare name.
    func flag(_ name: String) throws -> Bool? {
        guard let text = first(name) else { return nil }
        switch text.lowercased() {
        case "true", "1", "": return true
        case "false", "0": return false
        default: throw HubFailure.badRequest("\"\(name)\" must be true or false, not \"\(text)\"")
        }
    }

    /// A whole number in `range`.
    func integer(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
        guard let text = first(name) else { return nil }
        guard let value = Int(text), range.contains(value) else {
            throw HubFailure.badRequest(
                "\"\(name)\" must be a number from \(range.lowerBound) to \(range.upperBound), not \"\(text)\"")
        }
        return value
    }
}
