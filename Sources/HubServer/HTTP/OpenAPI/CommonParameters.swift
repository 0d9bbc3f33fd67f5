import HubAPI

extension RouteDocumentation.Parameter {
    static let cursor = query("cursor", .string, "Where to go on, from the `Link` of the page before. It is opaque.")

    static func limit(_ fallback: Int64, upTo greatest: Int64 = 1000) -> Self {
        query(
            "limit", .integer(1...greatest).defaulting(to: .integer(fallback)),
            "How many at most. Other numbers are refused.")
    }

    static let createPR = flag("create_pr", "Pull requests are not supported yet: `true` answers 501.")

    static let range = header("Range", .string, "The bytes that are wanted: `bytes=0-99`.")
    static let ifNoneMatch = header("If-None-Match", .string, "An `ETag`: 304 if the content is still that.")
}
