package import HTTPTypes

/// The Hub's own header fields (hub-api.md, client-conventions.md), and others that HTTPTypes has no names for.
extension HTTPField.Name {
    // Errors.
    package static let errorCode = HTTPField.Name(known: "X-Error-Code")
    package static let errorMessage = HTTPField.Name(known: "X-Error-Message")
    package static let hubWarning = HTTPField.Name(known: "X-HF-Warning")
    package static let rateLimit = HTTPField.Name(known: "RateLimit")

    // Ids of requests: a hub's, and those of proxies before it.
    package static let requestID = HTTPField.Name(known: "X-Request-Id")
    package static let amazonTraceID = HTTPField.Name(known: "X-Amzn-Trace-Id")
    package static let cloudFrontID = HTTPField.Name(known: "X-Amz-Cf-Id")

    // Files.
    package static let repoCommit = HTTPField.Name(known: "X-Repo-Commit")
    package static let linkedETag = HTTPField.Name(known: "X-Linked-Etag")
    package static let linkedSize = HTTPField.Name(known: "X-Linked-Size")
    package static let link = HTTPField.Name(known: "Link")
    package static let downloadCounter = HTTPField.Name(known: "X-HF-Download-Counter")

    // Xet.
    package static let xetAccessToken = HTTPField.Name(known: "X-Xet-Access-Token")
    package static let xetTokenExpiration = HTTPField.Name(known: "X-Xet-Token-Expiration")
    package static let xetCASURL = HTTPField.Name(known: "X-Xet-Cas-Url")
    package static let xetHash = HTTPField.Name(known: "X-Xet-Hash")
    package static let xetRefreshRoute = HTTPField.Name(known: "X-Xet-Refresh-Route")
    package static let xetSessionID = HTTPField.Name(known: "X-Xet-Session-Id")

    /// A name that is written in this program, so it is known to be a token.
    package init(known name: String) {
        guard let field = HTTPField.Name(name) else { preconditionFailure("“\(name)” is not a header name") }
        self = field
    }
}
