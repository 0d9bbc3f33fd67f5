import HTTPTypes

/// A request to a hub.
struct HubCall: Sendable {
    enum Target: Sendable {
        /// A percent-encoded path below the endpoint, beginning with `/`, without a query.
        case path(String)
        /// An absolute address, of the hub or of another server.
        case url(String)
    }

    enum Redirects: Sendable {
        /// Follows to any server; the token goes to the hub's origin only.
        case follow
        /// Follows on the hub's origin, and answers with the redirect that leaves it, as HEAD of a file must.
        case stopAtOtherOrigin
    }

    enum Repeats: Sendable {
        /// After anything that may pass: no connection, a broken one, 408, 429, 5xx.
        case always
        /// Not after anything that the hub may have acted on: only when no connection came about, and on 429.
        case ifNotBegun
        case never
    }

    enum Authorization: Sendable {
        /// The hub's token, if there is one and the address is the hub's own.
        case implicit
        /// This bearer token, also to another server (a CAS token). Doesn't follow a redirect to another origin.
        case bearer(String)
        case none
    }

    var method: HTTPRequest.Method = .get
    var target: Target
    /// Not yet percent-encoded.
    var query: [(name: String, value: String)] = []
    var headers: HTTPFields = [:]
    var body: RequestBody = .none
    var redirects: Redirects = .follow
    var repeats: Repeats = .always
    var authorization: Authorization = .implicit
    /// Counted by the hub as a download (`X-HF-Download-Counter`).
    var isDownload = false
    /// The address is a right by itself: whoever has it can read. Nothing but its server is ever shown.
    var isAddressSecret = false
    /// Asks for no compression: the bytes themselves are wanted.
    var wantsIdentity = false
    /// Instead of the configured one.
    var headTimeout: Duration?
    /// What the call is about, for errors: `model a/b, revision main, file config.json`.
    var subject: String?

    init(_ method: HTTPRequest.Method = .get, _ target: Target) {
        self.method = method
        self.target = target
    }
}
