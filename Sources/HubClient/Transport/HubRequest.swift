public import HTTPTypes

/// A request to a hub, for what this module has no method for: see ``Hub/send(_:)``.
public struct HubRequest: Sendable {
    /// `GET`, `HEAD`, `POST`, ….
    public var method: HTTPRequest.Method
    /// A percent-encoded path below the hub's address, such as `/api/models/a/b`; or an absolute address, also of
    /// another server, which gets no token.
    public var path: String
    /// Not yet percent-encoded; a name may come several times.
    public var query: KeyValuePairs<String, String>
    /// Beside those that this client adds: the token, `User-Agent`, `Accept-Encoding`, ….
    public var headers: HTTPFields
    /// What is sent.
    public var body: RequestBody
    /// Statuses that are answers and not errors, beside 200…299.
    public var accepting: Set<Int> = []
    /// Whether redirects to other servers are followed; those on the hub always are. The token stays with the hub.
    public var followsRedirects = true
    /// Whether the hub's token goes along.
    public var sendsToken = true
    /// Whether the request may be sent again after one that the hub may have acted on already. By default that is so
    /// for `GET`, `HEAD` and `PUT`.
    public var mayBeRepeated: Bool
    /// The longest wait for the answer's head; nil means the configured one.
    public var timeout: Duration?
    /// The most bytes of body that are taken.
    public var limit = 64 << 20

    /// A request; what else can be said of it are properties.
    ///
    /// - Parameters:
    ///   - method: Decides ``mayBeRepeated``, too.
    ///   - path: Below the hub's address, percent-encoded; or an absolute address.
    ///   - query: Not yet percent-encoded.
    ///   - headers: Beside those that this client adds.
    ///   - body: What is sent.
    public init(
        _ method: HTTPRequest.Method, _ path: String, query: KeyValuePairs<String, String> = [:],
        headers: HTTPFields = [:], body: RequestBody = .none
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        mayBeRepeated = [.get, .head, .put, .options].contains(method)
    }

    var call: HubCall {
        let isAbsolute = path.contains("://") && WebAddress(path) != nil
        var call = HubCall(method, isAbsolute ? .url(path) : .path(path.hasPrefix("/") ? path : "/" + path))
        call.query = query.map { (name: $0.key, value: $0.value) }
        call.headers = headers
        call.body = body
        call.redirects = followsRedirects ? .follow : .stopAtOtherOrigin
        call.authorization = sendsToken ? .implicit : .none
        call.repeats = mayBeRepeated ? .always : .ifNotBegun
        call.headTimeout = timeout
        return call
    }
}

extension Hub {
    /// Sends a request, follows redirects, waits and repeats as the hub asks, and brings the whole answer.
    ///
    /// - Throws: ``HubError`` for every status but 200…299 and those that the request accepts, by what the hub says
    ///   about it; `network`, `timeout`, `offline`, `cancelled`.
    public func send(_ request: HubRequest) async throws(HubError) -> HubAnswer {
        try await session.answer(request.call, accepting: request.accepting, limit: request.limit)
    }

    /// The pages of a list, along `Link rel="next"`; the query holds for the first of them.
    ///
    /// - Parameters:
    ///   - path: Below the hub's address, percent-encoded; or an absolute address.
    ///   - query: Not yet percent-encoded.
    ///   - headers: Sent with every page's request, beside those that this client adds.
    /// - Returns: Pages that throw ``HubError``, as ``send(_:)``; `decoding` for a link that leads to another server or in
    ///   a circle.
    public func pages(
        _ path: String, query: KeyValuePairs<String, String> = [:], headers: HTTPFields = [:]
    ) -> Pages {
        Pages(session: session, first: HubRequest(.get, path, query: query, headers: headers).call)
    }
}
