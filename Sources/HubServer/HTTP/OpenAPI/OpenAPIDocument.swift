import Crypto
import HubAPI

/// `/openapi.json`: the hub's API as programs read it, made from what the routes say of themselves.
struct OpenAPIDocument: Sendable {
    /// The text before and after the hub's address, which is the one thing that differs between requests.
    private let head: [UInt8]
    private let tail: [UInt8]
    private let fingerprint: [UInt8]

    init(_ documentation: [RouteDocumentation]) {
        head = Array("{\"openapi\":\"3.1.0\",\"info\":\(Self.info.text),\"servers\":[{\"url\":".utf8)
        var rest: [UInt8] = Array("}],".utf8)
        // The members after the servers, without their opening brace.
        rest += Self.rest(documentation).utf8.dropFirst()
        tail = rest
        fingerprint = Array(SHA256.hash(data: head + tail))
    }

    /// The whole text, for a hub at an address.
    func bytes(at baseURL: String) -> [UInt8] { head + JSONValue.string(baseURL).utf8 + tail }

    /// Names the text, for an `ETag`.
    func tag(at baseURL: String) -> String {
        let digest = SHA256.hash(data: fingerprint + Array(baseURL.utf8))
        return digest.prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    // MARK: Parts

    private static let info: JSONValue = [
        "title": "Roost: the Hugging Face Hub's API on a hub of your own",
        "version": "1",
        "description": .string(
            """
            Models, datasets and Spaces with their files, history and owners. Send a token as `Authorization: Bearer`. \
            Repos are named `namespace/name`; a revision is one segment of the path, so its slashes are written `%2F`. \
            Lists go on at the address in `Link`. Query parameters that can be repeated may end in `[]`. Every refusal \
            has a sentence in `error` and a word for programs in the header `X-Error-Code`; 500 and 503 can come from \
            any route, 503 to be tried again. HEAD is answered wherever GET is.
            """),
    ]

    private static func rest(_ documentation: [RouteDocumentation]) -> JSONValue {
        var order: [String] = []
        var paths: [String: [JSONMember]] = [:]
        for route in documentation {
            for operation in OpenAPIOperation.all(of: route) {
                if paths[operation.path] == nil { order.append(operation.path) }
                paths[operation.path, default: []].append(JSONMember(operation.method, operation.json))
            }
        }
        let areas = RouteDocumentation.Area.allCases.filter { area in documentation.contains { $0.area == area } }
        return .object([
            JSONMember("tags", .array(areas.map { ["name": .string($0.rawValue)] })),
            JSONMember("paths", .object(order.map { JSONMember($0, .object(paths[$0] ?? [])) })),
            JSONMember(
                "components",
                [
                    "schemas": .object(
                        SchemaName.allCases.map { JSONMember($0.rawValue, $0.schema.json) }),
                    "securitySchemes": securitySchemes,
                ]),
        ])
    }

    private static let securitySchemes: JSONValue = [
        "token": [
            "type": "http", "scheme": "bearer", "description": "A token of the hub: `hf_…`.",
        ],
        "password": [
            "type": "http", "scheme": "basic",
            "description": "What git and git-lfs send: the account's name, and a token as the password.",
        ],
        "xet": [
            "type": "http", "scheme": "bearer",
            "description": "A token for Xet, from `xet-read-token` or `xet-write-token`.",
        ],
    ]
}
