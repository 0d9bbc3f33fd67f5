import HTTPTypes
import HubAPI
import Testing

@testable import HubServer

/// What the routes say of themselves is complete, and speaks of nothing that isn't there.
@Suite struct DocumentationTests {
    private func table(_ body: (RouteTable) throws -> Void) async throws {
        try await withHub { hub in
            try body(hub.server.routes)
        }
    }

    private static func keys(_ route: Route) -> [RouteDocumentation.Key] {
        let types: [RepoType?] = route.template.contains("/{type}") ? RepoType.allCases : [nil]
        return types.map { .init(method: route.method, template: route.template, type: $0) }
    }

    @Test func everyRouteForProgramsIsDocumentedOnce() async throws {
        try await table { table in
            let documented = Dictionary(grouping: table.documentation.flatMap(\.keys)) { $0 }
            for route in table.routes where route.audience == .program {
                for key in Self.keys(route) {
                    let count = documented[key]?.count ?? 0
                    let name = "\(key.method) \(key.template) \(key.type?.rawValue ?? "")"
                    #expect(count == 1, "\(name) is documented \(count) times")
                }
            }
        }
    }

    @Test func noDocumentationIsOfARouteThatIsNotThere() async throws {
        try await table { table in
            let there = Set(table.routes.flatMap(Self.keys))
            for route in table.documentation {
                for key in route.keys { #expect(there.contains(key), "\(key.method) \(key.template)") }
            }
        }
    }

    /// Every template's parameters are known, by a name that says something.
    @Test func everyParameterIsDescribed() async throws {
        try await table { table in
            for route in table.documentation {
                for template in RouteTemplate.paths(route.template, type: route.types.first) {
                    for parameter in template.parameters + route.parameters {
                        #expect(!parameter.description.isEmpty, "\(parameter.name) of \(route.template)")
                    }
                }
                #expect(!route.summary.hasSuffix("."), "\(route.template): a summary is no sentence")
                #expect(!route.answers.isEmpty, "\(route.template) answers nothing")
            }
        }
    }

    @Test func statusesAreNamedOnce() async throws {
        try await table { table in
            for route in table.documentation {
                let statuses = route.allAnswers.map(\.status)
                #expect(Set(statuses).count == statuses.count, "\(route.template) names a status twice")
            }
        }
    }

    @Test func templatesBecomePaths() {
        let files = RouteTemplate.paths("/api/{type}/{repo}/tree/{revision}/{path...?}", type: .dataset)
        #expect(
            files.map(\.path) == [
                "/api/datasets/{namespace}/{repo}/tree/{revision}",
                "/api/datasets/{namespace}/{repo}/tree/{revision}/{path}",
            ])
        #expect(files.map { $0.parameters.map(\.name) }.last == ["namespace", "repo", "revision", "path"])
        #expect(files.map(\.suffix) == ["", "Below"])
        let git = RouteTemplate.paths("/{repo}.git/info/lfs/locks/{id}/unlock", type: nil)
        #expect(git.map(\.path) == ["/{namespace}/{repo}.git/info/lfs/locks/{id}/unlock"])
        #expect(RouteTemplate.paths("/api/{type}/{repo}", type: nil).map(\.path) == ["/api/{type}/{namespace}/{repo}"])
    }
}
