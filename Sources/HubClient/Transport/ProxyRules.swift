import AsyncHTTPClient

/// A proxy's address in parts.
struct ProxyAddress: Sendable, Hashable {
    let host: String
    let port: Int
    let user: String?
    let password: String?

    /// From `[http://][user:password@]host[:port]`; nil if that is not what it is.
    init?(_ text: String) {
        let rest: Substring
        if let mark = text.firstRange(of: "://") {
            guard text[..<mark.lowerBound].lowercased() == "http" else { return nil }
            rest = text[mark.upperBound...]
        } else {
            rest = text[...]
        }
        let authority = rest.prefix { $0 != "/" }
        if let at = authority.lastIndex(of: "@") {
            let parts = authority[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard let user = parts.first.flatMap({ PercentEncoding.decoded($0) }) else { return nil }
            self.user = user
            password = parts.count > 1 ? PercentEncoding.decoded(parts[1]) : ""
        } else {
            user = nil
            password = nil
        }
        let place = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        guard let address = WebAddress("http://" + place) else { return nil }
        host = address.host.hasPrefix("[") ? String(address.host.dropFirst().dropLast()) : address.host
        port = address.origin.port
    }

    var setting: HTTPClient.Configuration.Proxy {
        let authorization = user.map { HTTPClient.Authorization.basic(username: $0, password: password ?? "") }
        return .server(host: host, port: port, authorization: authorization)
    }
}

/// Which proxy an address is asked through.
struct ProxyRules: Sendable {
    private let settings: ProxySettings

    init(_ settings: ProxySettings) { self.settings = settings }

    /// - Returns: nil if the address is asked directly.
    func proxy(for address: WebAddress) throws(TransportError) -> ProxyAddress? {
        guard let text = address.scheme == "https" ? settings.https : settings.http else { return nil }
        if settings.exceptions.contains(where: { Self.excepts($0, address) }) { return nil }
        guard let proxy = ProxyAddress(text) else { throw Self.unusable(text, address.scheme) }
        return proxy
    }

    /// The address itself is not shown: there may be a password in it.
    private static func unusable(_ text: String, _ scheme: String) -> TransportError {
        let start = "The proxy for \(scheme) addresses can't be used: "
        guard let mark = text.firstRange(of: "://"), text[..<mark.lowerBound].lowercased() != "http" else {
            return TransportError(.configuration, start + "it must be of the form http://[user:password@]host:port")
        }
        return TransportError(
            .configuration,
            start + "it begins with “\(text[..<mark.upperBound].prefix(20))”, and only http:// is supported. "
                + "Give its http:// address; what goes through it to https addresses is encrypted all the same")
    }

    /// Names hold for themselves and what is below them, with or without a leading dot or `*.`; a port narrows them;
    /// addresses hold for themselves; `*` for everything.
    private static func excepts(_ rule: String, _ address: WebAddress) -> Bool {
        var name = rule.lowercased().filter { !$0.isWhitespace }
        if name == "*" { return true }
        // The port comes after the last colon, unless that belongs to a bare IPv6 address.
        let colons = name.count { $0 == ":" }
        if let colon = name.lastIndex(of: ":"), colons == 1 || name[..<colon].hasSuffix("]") {
            guard Int(name[name.index(after: colon)...]) == address.origin.port else { return false }
            name = String(name[..<colon])
        }
        if name.hasPrefix("*") { name.removeFirst() }
        if name.hasPrefix(".") { name.removeFirst() }
        if name.hasPrefix("[") { name = String(name.dropFirst().dropLast()) }
        guard !name.isEmpty else { return false }
        let host = address.host.hasPrefix("[") ? String(address.host.dropFirst().dropLast()) : address.host
        return host == name || host.hasSuffix("." + name)
    }
}
