/// An absolute `http:` or `https:` address in its parts (RFC 3986), without a fragment.
struct WebAddress: Sendable, Hashable, CustomStringConvertible {
    /// Who answers: two addresses of one origin may see the same secrets.
    struct Origin: Sendable, Hashable {
        let scheme: String
        let host: String
        let port: Int
    }

    /// `http` or `https`.
    let scheme: String
    /// Lowercased; IPv6 addresses in brackets.
    let host: String
    /// As written; nil means the scheme's own.
    let explicitPort: Int?
    /// Percent-encoded, empty or beginning with `/`.
    var path: String
    /// Percent-encoded, without `?`.
    var query: String?

    /// - Returns: nil unless the text is an absolute `http:` or `https:` address. A name and a password in it are
    ///   dropped: they would be sent to whomever the next redirect names.
    init?(_ text: some StringProtocol) {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let scheme = text[..<colon].lowercased()
        guard scheme == "http" || scheme == "https", text[colon...].hasPrefix("://") else { return nil }
        let rest = text[text.index(colon, offsetBy: 3)...].prefix { $0 != "#" }
        let authorityEnd = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "\\" } ?? rest.endIndex
        guard rest[authorityEnd...].first != "\\" else { return nil }
        let authority = rest[..<authorityEnd]
        let place = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        guard let (host, port) = Self.hostAndPort(String(place)) else { return nil }
        self.scheme = scheme
        self.host = host
        self.explicitPort = port
        (path, query) = Self.pathAndQuery(String(rest[authorityEnd...]))
    }

    private init(_ base: WebAddress, path: String, query: String?) {
        (scheme, host, explicitPort) = (base.scheme, base.host, base.explicitPort)
        (self.path, self.query) = (path, query)
    }

    var origin: Origin { Origin(scheme: scheme, host: host, port: explicitPort ?? (scheme == "https" ? 443 : 80)) }

    /// `http://host[:port]`.
    var root: String { scheme + "://" + host + (explicitPort.map { ":\($0)" } ?? "") }

    var description: String { root + path + (query.map { "?" + $0 } ?? "") }

    /// The address without its query, which may hold signatures.
    var withoutQuery: String { root + path }

    /// An address below this one, by a path that begins with `/`.
    func appending(_ path: String) -> WebAddress {
        let (below, query) = Self.pathAndQuery(path)
        var base = self.path
        while base.hasSuffix("/") { base.removeLast() }
        return WebAddress(self, path: base + below, query: query)
    }

    /// What a reference on this page means, relative or absolute (RFC 3986 § 5.2).
    func resolving(_ reference: String) -> WebAddress? {
        let text = reference.prefix { $0 != "#" }
        if let absolute = WebAddress(text) { return absolute }
        if text.hasPrefix("//") { return WebAddress(scheme + ":" + text) }
        // What has another scheme is an address, only not one that can be asked.
        let schemeEnd = text.firstIndex { $0 == ":" || $0 == "/" || $0 == "?" }
        if let schemeEnd, text[schemeEnd] == ":" { return nil }
        if text.isEmpty { return self }
        let (newPath, newQuery) = Self.pathAndQuery(String(text))
        if newPath.isEmpty { return WebAddress(self, path: path, query: newQuery) }
        if newPath.hasPrefix("/") { return WebAddress(self, path: Self.withoutDots(newPath), query: newQuery) }
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
        return WebAddress(self, path: Self.withoutDots(folder + newPath), query: newQuery)
    }

    private static func hostAndPort(_ text: String) -> (host: String, port: Int?)? {
        let hostEnd: String.Index
        if text.hasPrefix("[") {
            guard let bracket = text.firstIndex(of: "]") else { return nil }
            hostEnd = text.index(after: bracket)
        } else {
            hostEnd = text.firstIndex(of: ":") ?? text.endIndex
        }
        let host = text[..<hostEnd].lowercased()
        let isWritten = host.utf8.allSatisfy { byte in byte > 0x20 && byte < 0x7F && !"<>\"^`{|}%".utf8.contains(byte) }
        guard !host.isEmpty, host != "[]", isWritten else { return nil }
        let rest = text[hostEnd...]
        if rest.isEmpty || rest == ":" { return (host, nil) }
        guard rest.first == ":", let port = UInt16(rest.dropFirst()), port > 0 else { return nil }
        return (host, Int(port))
    }

    private static func pathAndQuery(_ text: String) -> (path: String, query: String?) {
        let mark = text.firstIndex(of: "?")
        let query = mark.map { PercentEncoding.repaired(text[text.index(after: $0)...]) }
        return (PercentEncoding.repaired(text[..<(mark ?? text.endIndex)]), query)
    }

    /// The path without `.` and `..` (RFC 3986 § 5.2.4).
    private static func withoutDots(_ path: String) -> String {
        var kept: [Substring] = []
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for (index, segment) in segments.enumerated() {
            let isLast = index == segments.count - 1
            switch segment {
            case ".": if isLast { kept.append("") }
            case "..":
                if !kept.isEmpty { kept.removeLast() }
                if isLast { kept.append("") }
            default: kept.append(segment)
            }
        }
        return "/" + kept.joined(separator: "/")
    }
}
