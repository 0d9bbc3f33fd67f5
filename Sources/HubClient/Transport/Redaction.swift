import HTTPTypes

/// What may be shown of a request.
enum Redaction {
    /// The address; of its query only what can't be a secret.
    static func address(_ address: WebAddress) -> String {
        guard let query = address.query else { return address.description }
        return address.withoutQuery + "?" + Self.query(query)
    }

    /// The names of a query, and values that are short and not known to be secret: signed addresses hold their
    /// permission in it.
    static func query(_ query: String) -> String {
        query.split(separator: "&", omittingEmptySubsequences: false).map { item in
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[1].isEmpty else { return String(item) }
            return isSecret(parts[0]) ? parts[0] + "=REDACTED" : String(item)
        }.joined(separator: "&")
    }

    /// Whether a name in a query or form stands for something that opens doors.
    static func isSecret(_ name: some StringProtocol) -> Bool {
        let name = name.lowercased()
        return ["sig", "token", "secret", "password", "credential", "policy", "key-pair", "auth", "code"].contains {
            name.contains($0)
        }
    }

    /// The value of a header, as it may be shown.
    static func value(of field: HTTPField) -> String {
        switch field.name {
        case .authorization: field.value.lowercased().hasPrefix("bearer ") ? "Bearer $HF_TOKEN" : "REDACTED"
        case .cookie, .setCookie, .proxyAuthorization: "REDACTED"
        default: isSecret(field.name.canonicalName) ? "REDACTED" : field.value
        }
    }
}
