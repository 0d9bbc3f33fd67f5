import HTTPTypes

/// What may be shown of a request.
enum Redaction {
    /// The address; of its path and query only what can't be a secret.
    static func address(_ address: WebAddress) -> String {
        let shown = address.root + path(address.path)
        guard let query = address.query else { return shown }
        return shown + "?" + Self.query(query)
    }

    /// The path without tickets: segments that are longer than any hash and in no order that a name would have.
    private static func path(_ path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).map { segment in
            let bytes = segment.utf8
            let isTicket =
                bytes.count >= 64 && bytes.allSatisfy { isAlphanumeric($0) || $0 == 0x2D || $0 == 0x5F }
                && [0x30...0x39, 0x41...0x5A, 0x61...0x7A].allSatisfy { range in bytes.contains { range ~= $0 } }
            return isTicket ? "REDACTED" : String(segment)
        }.joined(separator: "/")
    }

    /// The names of a query, and values that are neither called nor look like a secret: signed addresses hold their
    /// permission in it.
    static func query(_ query: String) -> String {
        query.split(separator: "&", omittingEmptySubsequences: false).map { item in
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[1].isEmpty else { return looksSecret(item) ? "REDACTED" : String(item) }
            let isShown = parts[0] == "cursor" || !isSecret(parts[0]) && !looksSecret(parts[1])
            return isShown ? String(item) : parts[0] + "=REDACTED"
        }.joined(separator: "&")
    }

    /// Whether a text could be a signature or a ticket: long, in one piece, of what Base64 and hex are made of. The id
    /// of a commit is none.
    private static func looksSecret(_ text: some StringProtocol) -> Bool {
        let isCommit = text.utf8.count == 40 && text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
        return text.utf8.count >= 40 && !isCommit
            && text.utf8.allSatisfy { isAlphanumeric($0) || "-_~.%=+/".utf8.contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    /// Whether a name in a query or form stands for something that opens doors.
    static func isSecret(_ name: some StringProtocol) -> Bool {
        let name = name.lowercased()
        return [
            "sig", "token", "secret", "password", "credential", "policy", "key-pair", "auth", "code", "hmac", "ticket",
        ].contains {
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
