import HubAPI

/// The address of a page as a browser shows it, as far as it tells which hub and which page it is.
struct PageAddress {
    /// With the port if it is not the scheme's own.
    let host: String
    /// Whether it is the hub's own address, or huggingface.co's.
    let isKnown: Bool
    /// Behind the hub's own path, without query and fragment; percent-encoded.
    let path: Substring

    private static let hosts: Set<String> = ["huggingface.co", "www.huggingface.co", "hf.co", "hub-ci.huggingface.co"]

    /// Nil for what is no address. Without `http://` or `https://` only known hosts are taken for such.
    init?(_ text: String, endpoint: String) {
        let hub = WebAddress(endpoint)
        let hubHost = hub.map(Self.host)
        let lowered = text.prefix(8).lowercased()
        let hasScheme = lowered.hasPrefix("http://") || lowered.hasPrefix("https://")
        // The hub's own scheme, so that its usual port is the one that is meant.
        let scheme = hub.map { $0.scheme + "://" } ?? "https://"
        guard let address = WebAddress(hasScheme ? text : scheme + text) else { return nil }
        host = Self.host(address)
        isKnown = host == hubHost || Self.hosts.contains(host)
        guard hasScheme || isKnown else { return nil }
        var path = address.path[...]
        if host == hubHost, let base = hub?.path.drop(while: { $0 == "/" }), !base.isEmpty {
            let folder = "/" + (base.last == "/" ? base.dropLast() : base)
            let rest = path.dropFirst(folder.count)
            if path.hasPrefix(folder), rest.isEmpty || rest.hasPrefix("/") { path = rest }
        }
        self.path = path
    }

    /// Schemes don't tell hubs apart: many are reached by both.
    private static func host(_ address: WebAddress) -> String {
        switch address.explicitPort {
        case nil, 80, 443: address.host
        case let port?: "\(address.host):\(port)"
        }
    }
}
