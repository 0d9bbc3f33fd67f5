import HTTPTypes

/// One request of a call, at one address.
struct OutgoingRequest: Sendable {
    var method: HTTPRequest.Method
    var address: WebAddress
    var headers: HTTPFields
    var body: RequestBody
    /// Nothing of the address but its server may be shown; nor of one that it redirects to.
    var isAddressSecret = false

    /// The address as it may be shown.
    var shownAddress: String { isAddressSecret ? "\(address.root)/REDACTED" : Redaction.address(address) }

    /// `GET https://…`, without secrets.
    var words: String { "\(method.rawValue) \(shownAddress)" }
}

/// Follows the redirects of one call, within limits.
struct Redirection: Sendable {
    enum Refusal: Error, Sendable, Hashable {
        case tooMany
        case circle(String)
        /// The `Location` is missing or not an address that can be asked.
        case noAddress(String?)
    }

    static let most = 20

    private(set) var hops: [HubHop] = []
    private var seen: Set<String> = []

    /// Whether an answer names another place to ask.
    static func isRedirect(_ status: Int) -> Bool { [301, 302, 303, 307, 308].contains(status) }

    /// The address that a redirect names.
    static func target(of response: TransportResponse, from address: WebAddress) throws(Refusal) -> WebAddress {
        guard let location = response.headers[.location], let target = address.resolving(location) else {
            throw .noAddress(response.headers[.location])
        }
        return target
    }

    /// The request that a redirect asks for. Secrets stay behind when it leaves the origin.
    mutating func next(
        after request: OutgoingRequest, to target: WebAddress, _ response: TransportResponse
    ) throws(Refusal) -> OutgoingRequest {
        guard hops.count < Self.most else { throw .tooMany }
        hops.append(HubHop(url: request.address.description, status: response.status, headers: response.headers))
        var next = request
        next.address = target
        let isPost = request.method == .post
        let seeOther = response.status == 303 && request.method != .head
        if seeOther || (isPost && (response.status == 301 || response.status == 302)) {
            next.method = .get
            next.body = .none
            for name in [HTTPField.Name.contentType, .contentLength, .contentEncoding] { next.headers[name] = nil }
        }
        if target.origin != request.address.origin {
            for name in [HTTPField.Name.authorization, .cookie, .proxyAuthorization] { next.headers[name] = nil }
        }
        seen.insert("\(request.method.rawValue) \(request.address)")
        guard !seen.contains("\(next.method.rawValue) \(target)") else { throw .circle(next.shownAddress) }
        return next
    }
}
