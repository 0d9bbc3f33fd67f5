import HTTPTypes
import HubAPI

extension HubSession {
    /// The name and version that this client gives itself.
    static let product = "roost/\(RoostVersion.current)"

    /// The request that a call begins with: its address, and the headers that every request has.
    func firstRequest(of call: HubCall) async throws(HubError) -> OutgoingRequest {
        guard !configuration.isOffline else {
            throw HubError(
                .offline, "Nothing is asked of the hub in offline mode" + (call.subject.map { ": \($0)" } ?? ""),
                suggestion: "Unset HF_HUB_OFFLINE to go online")
        }
        let address = try address(of: call)
        var headers = call.headers
        headers[.userAgent] = [Self.product, configuration.userAgent].compactMap(\.self).joined(separator: "; ")
        // After Range, this is what keeps servers and what is before them from compressing.
        if headers[.acceptEncoding] == nil {
            headers[.acceptEncoding] = call.wantsIdentity ? "identity" : "gzip, deflate"
        }
        if call.isDownload { headers[.downloadCounter] = "1" }
        switch call.authorization {
        case .none: break
        case .bearer(let token): headers[.authorization] = "Bearer \(try Self.sendable(token))"
        case .implicit:
            if address.origin == endpoint?.origin, let token = try await tokens.tokenToSend(self) {
                headers[.authorization] = "Bearer \(try Self.sendable(token))"
            }
        }
        return OutgoingRequest(
            method: call.method, address: address, headers: headers, body: call.body,
            isAddressSecret: call.isAddressSecret)
    }

    private func address(of call: HubCall) throws(HubError) -> WebAddress {
        var address: WebAddress
        switch call.target {
        case .path(let path):
            guard let endpoint else {
                throw HubError(
                    .invalidInput, "“\(configuration.endpoint)” is not the address of a hub",
                    suggestion: "Give one like https://huggingface.co, by HF_ENDPOINT for example")
            }
            address = endpoint.appending(path)
        case .url(let text):
            guard let absolute = WebAddress(text) else {
                // It may hold a password or a signature.
                let shown = text.firstIndex(of: ":").map { "\(text[...$0])…" } ?? "“\(text.prefix(20))”"
                throw HubError(.invalidInput, "\(shown) is not an http or https address")
            }
            address = absolute
        }
        let query = [address.query, PercentEncoding.query(call.query)].compactMap(\.self).joined(separator: "&")
        address.query = query.isEmpty ? nil : query
        return address
    }

    /// A token that can be part of a header. What can't would break the request, or smuggle other headers into it.
    private static func sendable(_ token: String) throws(HubError) -> String {
        guard token.utf8.allSatisfy({ (0x21..<0x7F).contains($0) }) else {
            throw HubError(
                .invalidInput, "The token holds characters that no token has",
                suggestion: "Check HF_TOKEN and the token file, or log in again")
        }
        return token
    }
}

/// Ids of requests: UUIDs of version 4, which hubs write into their logs.
enum RequestID {
    static func make() -> String {
        let high = UInt64.random(in: .min ... .max) & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = UInt64.random(in: .min ... .max) & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        let digits = hex(high) + hex(low)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.append(digit)
        }
        return text
    }

    private static func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
