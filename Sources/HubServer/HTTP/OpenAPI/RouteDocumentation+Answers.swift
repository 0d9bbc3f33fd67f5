import HubAPI

extension RouteDocumentation {
    /// What comes back with one status.
    struct Answer: Sendable {
        let status: Int
        let description: String
        /// The media type and the shape of the body; nil for none.
        var content: (type: String, schema: JSONSchema)?
        var headers: [Header] = []

        struct Header: Sendable {
            let name: String
            let description: String
        }

        static func json(
            _ schema: JSONSchema, _ description: String, status: Int = 200, headers: [Header] = []
        ) -> Answer {
            Answer(status: status, description: description, content: ("application/json", schema), headers: headers)
        }

        static func of(
            _ type: String, _ schema: JSONSchema = .bytes, _ description: String, status: Int = 200,
            headers: [Header] = []
        ) -> Answer {
            Answer(status: status, description: description, content: (type, schema), headers: headers)
        }

        static func empty(_ description: String, status: Int = 200, headers: [Header] = []) -> Answer {
            Answer(status: status, description: description, headers: headers)
        }

        /// A refusal, in the form all refusals have.
        static func refusal(_ status: Int, _ description: String) -> Answer {
            json(
                .named(.error), description, status: status,
                headers: [.errorCode, .errorMessage])
        }

        static let notImplemented = refusal(501, "The hub knows what is meant but does not support it.")
        static let conflict = refusal(409, "Somebody else changed it meanwhile, or it exists already.")

        /// One page of a list.
        static func page(_ element: JSONSchema, _ description: String) -> Answer {
            json(.array(element), description, headers: [.nextPage])
        }
    }

    /// The stated answers and those that follow from the kind of route, by status.
    var allAnswers: [Answer] {
        var all = answers
        func add(_ answer: Answer) {
            if !all.contains(where: { $0.status == answer.status }) { all.append(answer) }
        }
        if hasRepo {
            add(
                .empty(
                    "The repo has another id now: ask there.", status: 307,
                    headers: [.init(name: "Location", description: "The same request under the new id, relative.")]))
        }
        add(.refusal(400, "Something in the path, the query or the body is not as it must be; `error` says what."))
        add(
            .refusal(
                401,
                hasRepo
                    ? "There is no such repo, or it is private, and the request has no token; or the token is not valid."
                    : "The token is missing, unknown, revoked or expired."))
        switch credential {
        case .token, .git, .xet: add(.refusal(403, "The token has no right to do this."))
        case .address: add(.refusal(403, "The address is not valid, or no longer."))
        case .none, .optional:
            if hasRepo { add(.refusal(403, "The repo is gated or disabled, and the caller may not pass.")) }
        }
        if hasRepo { add(.refusal(404, "There is no such repo, revision or file; `X-Error-Code` says which.")) }
        if body != nil { add(.refusal(413, "The body is larger than the hub takes here.")) }
        return all.sorted { $0.status < $1.status }
    }
}

extension RouteDocumentation.Answer.Header {
    static let errorCode = Self(name: "X-Error-Code", description: "What went wrong, as one word for programs.")
    static let errorMessage = Self(name: "X-Error-Message", description: "The same as `error`.")
    static let nextPage = Self(
        name: "Link", description: "Where the list goes on: `<address>; rel=\"next\"`. Missing on the last page.")
    static let repoCommit = Self(name: "X-Repo-Commit", description: "The commit that was read.")
    static let eTag = Self(name: "ETag", description: "Names the content; send it as `If-None-Match`.")
}
