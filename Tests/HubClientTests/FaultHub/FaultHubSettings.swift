/// How a ``FaultHub`` behaves when no fault is asked for.
struct FaultHubSettings: Sendable {
    enum Redirects: Sendable {
        /// The hub sends the bytes itself.
        case none
        /// To the other server, as LFS files are served by huggingface.co.
        case otherOrigin
        /// To a path of the hub, by a relative `Location`; metadata is repeated there.
        case relative
        /// To the hub itself, by an absolute address.
        case sameOrigin
    }

    enum Links: Sendable {
        case absolute
        case relative
        /// The next page is on the other server.
        case otherOrigin
        /// Every page names itself as the next.
        case loop
        /// The last page is never announced.
        case missingLast
    }

    var token: String?
    /// Entries of a tree and repos of a list on one page.
    var pageSize = 1000
    var links = Links.absolute
    /// For LFS and Xet files; regular files are always sent by the hub itself.
    var redirects = Redirects.none
    /// Redirects carry a `Content-Length` of their own body and this body.
    var redirectBody: String? = "Temporary Redirect. Redirecting elsewhere"
    /// Redirects say the file's size (`X-Linked-Size`).
    var sendsLinkedSize = true
    var sendsCommit = true
    var sendsEtag = true
    /// How etags are written.
    var etagForm: @Sendable (String) -> String = { "\"\($0)\"" }
    /// The other server answers 403 to anybody who brings a token.
    var cdnRefusesTokens = true
    /// The etag that the other server gives to content with this SHA-256.
    var cdnEtag: @Sendable (String) -> String = { "\"\($0)\"" }
    var ignoresRange = false
    /// Bodies of files come compressed when the client accepts gzip…
    var compresses = false
    /// …and even when it doesn't.
    var compressesAlways = false
    /// What a read token for Xet says; without it there is no such route, and no file is announced as Xet's.
    var xet: Xet?

    struct Xet: Sendable {
        var casURL: String
        var accessToken = "xet-token"
        /// Unix seconds.
        var expiration = 4_000_000_000
        var usesLink = true
    }
}
