#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Variables of a process, read as Python's client reads them. An empty one counts as none.
struct Environment: Sendable {
    private let variables: [String: String]

    /// - Parameter variables: Nil means those of this process.
    init(_ variables: [String: String]?) { self.variables = variables ?? ProcessInfo.processInfo.environment }

    /// The first of several variables that is set: a name, and older ones for the same.
    func text(_ names: String...) -> String? {
        for name in names { if let value = variables[name], !value.isEmpty { return value } }
        return nil
    }

    /// `1`, `ON`, `YES` and `TRUE` in any case are true, everything else is not.
    func flag(_ names: String...) -> Bool {
        for name in names {
            if let value = variables[name], !value.isEmpty {
                return ["1", "ON", "YES", "TRUE"].contains(value.uppercased())
            }
        }
        return false
    }

    /// Whole seconds; nil where there are none, or 0, which Python's client takes as unset too.
    func seconds(_ name: String) throws(HubError) -> Duration? {
        guard let text = text(name)?.trimmed, text != "0" else { return nil }
        guard let seconds = Double(text), seconds > 0, seconds < 1e9 else {
            throw HubError(.invalidInput, "\(name) is “\(text)”, which is not a number of seconds")
        }
        return .milliseconds(Int64(seconds * 1000))
    }

    /// A path, with `~` and `$VARIABLES` replaced, and without a slash at its end.
    func path(_ names: String...) -> String? {
        for name in names { if let value = text(name) { return expanded(value) } }
        return nil
    }

    var homeDirectory: String {
        Self.withoutTrailingSlash(text("HOME") ?? FileManager.default.homeDirectoryForCurrentUser.path)
    }

    private func expanded(_ path: String) -> String {
        var text = path
        if text == "~" || text.hasPrefix("~/") { text = homeDirectory + text.dropFirst() }
        return Self.withoutTrailingSlash(replacingVariables(text))
    }

    private static func withoutTrailingSlash(_ path: String) -> String {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }

    /// `$NAME` and `${NAME}`; those of unknown variables stay as they are.
    private func replacingVariables(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            let after = rest[rest.index(after: dollar)...]
            let name: Substring
            let end: String.Index
            if after.first == "{", let brace = after.firstIndex(of: "}") {
                name = after[after.index(after: after.startIndex)..<brace]
                end = after.index(after: brace)
            } else {
                name = after.prefix { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }
                end = name.endIndex
            }
            result += name.isEmpty ? rest[dollar..<end] : variables[String(name)].map { $0[...] } ?? rest[dollar..<end]
            rest = rest[end...]
        }
        return result + rest
    }
}
