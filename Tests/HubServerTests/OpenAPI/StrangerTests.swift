import HTTPTypes
import HubAPI
import Testing

@testable import HubServer

/// What needs a token asks for it first, whatever else is wrong with the request.
@Suite struct StrangerTests {
    private static func path(_ route: RouteDocumentation) -> String {
        RouteTemplate.paths(route.template, type: route.types.first).last.map { template in
            template.parameters.reduce(template.path) { path, parameter in
                let value =
                    switch parameter.name {
                    case "namespace": "ann"
                    case "repo": "m"
                    default: parameter.schema.example?.string ?? parameter.name
                    }
                return path.replacing("{\(parameter.name)}", with: value)
            }
        } ?? ""
    }

    @Test func strangersAreRefusedFirst() async throws {
        try await withHub { hub in
            try await hub.makeRepo("m")
            var asked = 0
            for route in hub.server.routes.documentation where route.credential == .token {
                guard let method = TestHub.Method(rawValue: route.method.rawValue.lowercased()) else { continue }
                let flags = ["create_pr", "hot_reload", "rewriteHistory"]
                for query in flags.flatMap({ ["\($0)=1", "\($0)=nonsense"] }) {
                    let reply = try await hub.send(
                        method, Self.path(route) + "?" + query, body: method == .get ? nil : Array("[nonsense".utf8),
                        headers: ["Content-Type": "text/html"])
                    #expect(reply.status == 401, "\(method) \(route.template)?\(query): \(reply.text)")
                    asked += 1
                }
            }
            #expect(asked > 60)
        }
    }

    @Test func badBodiesAreToldToTheSignedIn() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("m")
            for (path, status) in [
                ("tag/main", 400), ("lfs-files/duplicate", 400), ("branch/b", 400), ("super-squash/main", 400),
                ("commit/main", 400), ("preupload/main", 400), ("commit/main?create_pr=1", 501),
                ("preupload/main?create_pr=1", 501), ("commit/main?hot_reload=1", 501),
            ] {
                let body = Array("[nonsense".utf8)
                for (user, status) in [(nil, 401), ("ann", status)] {
                    let reply = try await hub.send(.post, "/api/\(repo)/\(path)", as: user, body: body)
                    #expect(reply.status == status, "\(path) by \(user ?? "nobody"): \(reply.text)")
                }
            }
            #expect(try await hub.get("/api/\(repo)/refs").expect(200).json["tags"]?.array?.isEmpty == true)
        }
    }
}
