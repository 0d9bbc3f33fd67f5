import HTTPTypes
import HubAPI
import Hummingbird
import Synchronization

/// `GET /openapi.json` for programs and `GET /api-docs` for people: what the table's routes say of themselves.
struct OpenAPIRoutes: Sendable {
    static let documentation: [RouteDocumentation] = [
        RouteDocumentation(
            .get, "/openapi.json", name: "openAPI", area: .hub, "Describe this API in OpenAPI 3.1",
            credential: .none, parameters: [.ifNoneMatch],
            answers: [
                .json(.map, "The document.", headers: [.eTag]),
                .empty("The caller has this document already.", status: 304, headers: [.eTag]),
            ])
    ]

    /// To be called last: it shows what the table holds by then.
    func add(to table: inout RouteTable) {
        table.document(Self.documentation)
        let documentation = table.documentation
        let document = MadeOnce { OpenAPIDocument(documentation) }
        table.on(.get, "/openapi.json") { request in
            let document = document.value
            return try FileAnswer.make(
                request, bytes: document.bytes(at: request.baseURL),
                headers: [
                    .contentType: "application/json; charset=utf-8",
                    .eTag: "\"\(document.tag(at: request.baseURL))\"", .cacheControl: "no-cache",
                ])
        }
        table.on(.get, "/api-docs", for: .browser) { request in
            let site = SiteContext(baseURL: request.baseURL, viewer: request.caller.user?.account.name)
            return .html(APIPage(documentation: documentation).render(site))
        }
    }
}

/// A value that is made when it is first needed: most programs that open a hub never ask for it.
private final class MadeOnce<Value: Sendable>: Sendable {
    private let make: @Sendable () -> Value
    private let made = Mutex<Value?>(nil)

    init(_ make: @escaping @Sendable () -> Value) { self.make = make }

    var value: Value {
        made.withLock { made in
            if let made { return made }
            let value = make()
            made = value
            return value
        }
    }
}
