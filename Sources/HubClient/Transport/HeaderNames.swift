import HTTPTypes

extension HTTPField.Name {
    static let errorCode = HTTPField.Name(known: "X-Error-Code")
    static let errorMessage = HTTPField.Name(known: "X-Error-Message")
    static let requestID = HTTPField.Name(known: "X-Request-Id")
    static let amazonTraceID = HTTPField.Name(known: "X-Amzn-Trace-Id")
    static let cloudFrontID = HTTPField.Name(known: "X-Amz-Cf-Id")
    static let downloadCounter = HTTPField.Name(known: "X-HF-Download-Counter")
    static let hubWarning = HTTPField.Name(known: "X-HF-Warning")
    static let rateLimit = HTTPField.Name(known: "RateLimit")
    static let link = HTTPField.Name(known: "Link")
    static let repoCommit = HTTPField.Name(known: "X-Repo-Commit")
    static let linkedETag = HTTPField.Name(known: "X-Linked-Etag")
    static let linkedSize = HTTPField.Name(known: "X-Linked-Size")
    static let xetHash = HTTPField.Name(known: "X-Xet-Hash")

    /// A name that is written in this program, so it is known to be a token.
    init(known name: String) {
        guard let field = HTTPField.Name(name) else { preconditionFailure("“\(name)” is not a header name") }
        self = field
    }
}

extension HTTPFields {
    /// The id under which the server logged the request.
    var hubRequestID: String? { self[.requestID] ?? self[.amazonTraceID] ?? self[.cloudFrontID] }
}
