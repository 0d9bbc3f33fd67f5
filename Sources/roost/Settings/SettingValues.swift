#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The hub's public address.
enum BaseURL {
    struct Refusal: Error {
        let why: String
    }

    /// Without a trailing slash, which people add by habit.
    static func parse(_ text: String) -> Result<String, Refusal> {
        func refuse(_ why: String) -> Result<String, Refusal> { .failure(Refusal(why: why)) }
        guard let colon = text.firstRange(of: "://") else {
            return refuse("must begin with http:// or https://")
        }
        let scheme = text[..<colon.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else {
            return refuse("must begin with http:// or https://")
        }
        var host = text[colon.upperBound...]
        while host.hasSuffix("/") { host.removeLast() }
        guard !host.contains("@") else { return refuse("must not hold a user name or password") }
        guard !host.contains(where: { "/?#".contains($0) }) else {
            return refuse("must be scheme, host and port only: a hub lives at the root of its host")
        }
        guard !host.isEmpty, let url = URL(string: "\(scheme)://\(host)"), url.host() != nil,
            host.allSatisfy({ $0.isASCII && !$0.isWhitespace }), host.last != ":"
        else { return refuse("is not a valid address") }
        if let port = url.port, !(1...65_535).contains(port) { return refuse("has an impossible port") }
        return .success("\(scheme)://\(host)")
    }
}

/// A number of bytes, plain or with a unit.
enum ByteSize {
    static let refusal = "is not a size: use bytes, or a number with KB, MB, GB, KiB, MiB or GiB"

    private static let units: [(name: String, factor: Int64)] = [
        ("KIB", 1 << 10), ("MIB", 1 << 20), ("GIB", 1 << 30), ("KB", 1000), ("MB", 1_000_000),
        ("GB", 1_000_000_000), ("B", 1),
    ]

    /// At least 1; nil for anything that is not a size.
    static func parse(_ text: String) -> Int64? {
        let text = text.uppercased()
        let unit = units.first { text.hasSuffix($0.name) }
        let digits = text.dropLast(unit?.name.count ?? 0).filter { $0 != "_" && $0 != " " }
        guard digits.allSatisfy(\.isASCII), let number = Int64(digits), number > 0 else { return nil }
        let (size, overflow) = number.multipliedReportingOverflow(by: unit?.factor ?? 1)
        return overflow ? nil : size
    }
}

/// A length of time such as `30d`, `12h`, `90m`, `3600s`.
enum Lifetime {
    static func parse(_ text: String) -> Duration? {
        let factors: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let unit = text.last, let factor = factors[unit],
            let number = Int64(text.dropLast()), number > 0, number <= 1_000_000_000
        else { return nil }
        return .seconds(number * factor)
    }
}

/// The address of a database, which may hold a password.
enum DatabaseAddress {
    /// With the password and the parameters, which may hold one too, left out.
    static func withoutSecrets(_ text: String) -> String {
        guard let scheme = text.firstRange(of: "://") else { return "…" }
        let rest = text[scheme.upperBound...]
        // The last one: an unencoded password may hold any of the characters that end other parts.
        let at = rest.lastIndex(of: "@")
        let user = at.map { rest[..<$0].prefix { $0 != ":" } }
        let isSecret = user.map { $0.endIndex != at } ?? false
        let host = rest[(at.map { rest.index(after: $0) } ?? rest.startIndex)...].prefix { $0 != "?" }
        return text[..<scheme.upperBound] + (user.map { "\($0)\(isSecret ? ":…" : "")@" } ?? "")
            + String(host)
    }
}
