import HTTPTypes
import HubAPI
import Testing

@testable import HubServer

/// `/openapi.json` and the page of the API.
@Suite struct OpenAPIDocumentTests {
    @Test func documentHoldsTogether() async throws {
        try await withHub { hub in
            let document = try await hub.get("/openapi.json").expect(200).json
            #expect(document["openapi"]?.string == "3.1.0")
            #expect(document["servers"]?.array?.first?["url"]?.string == hub.baseURL)
            let schemas = document["components"]?["schemas"]?.keys ?? []
            #expect(Set(schemas) == Set(SchemaName.allCases.map(\.rawValue)))
            #expect(Self.references(document).isSubset(of: schemas.map { "#/components/schemas/" + $0 }))
            let tags = Set(document["tags"]?.column("name") ?? [])
            var operations: Set<String> = []
            guard case .object(let paths) = document["paths"] else { throw TestFailure("there are no paths") }
            #expect(paths.count > 100)
            for path in paths {
                #expect(!path.key.contains("..."), "\(path.key)")
                guard case .object(let methods) = path.value else { continue }
                for method in methods {
                    let operation = method.value
                    let id = operation["operationId"]?.string ?? ""
                    #expect(operations.insert(id).inserted, "two operations are called \(id)")
                    #expect(tags.isSuperset(of: operation["tags"]?.strings ?? [""]), "\(path.key)")
                    #expect(operation["responses"]?.keys.isEmpty == false, "\(path.key)")
                    let parameters = operation["parameters"]?.array ?? []
                    let inPath = parameters.filter { $0["in"]?.string == "path" }.compactMap { $0["name"]?.string }
                    #expect(inPath == Self.placeholders(path.key), "\(path.key)")
                    let names = parameters.map { [$0["in"]?.string, $0["name"]?.string] }
                    #expect(Set(names).count == names.count, "\(path.key) has a parameter twice")
                }
            }
        }
    }

    @Test func documentIsCachedByItsTag() async throws {
        try await withHub { hub in
            let first = try await hub.get("/openapi.json").expect(200)
            let tag = try #require(first.header("ETag"))
            try await hub.get("/openapi.json", headers: ["If-None-Match": tag]).expect(304)
            let elsewhere = try await hub.get("/openapi.json", headers: ["Host": "hub.example.org"]).expect(200)
            #expect(elsewhere.header("ETag") != tag)
            #expect(elsewhere.json["servers"]?.array?.first?["url"]?.string == "http://hub.example.org")
            let again = try await hub.get("/openapi.json").expect(200)
            #expect(again.header("ETag") == tag && again.body == first.body)
        }
    }

    @Test func pageShowsEveryRoute() async throws {
        try await withHub { hub in
            let reply = try await hub.get("/api-docs", as: "ann").expect(200)
            let page = reply.text
            #expect(reply.header("Content-Type") == "text/html; charset=utf-8")
            for route in hub.server.routes.documentation {
                for template in RouteTemplate.paths(route.template, type: route.type) {
                    #expect(page.contains(template.path), "\(template.path)")
                }
            }
            #expect(page.contains("HF_ENDPOINT=\(hub.baseURL)"))
            #expect(!page.contains("<script"))
            // Every link within the page leads somewhere.
            for link in page.split(separator: "href=\"#").dropFirst() {
                let anchor = link.prefix { $0 != "\"" }
                #expect(page.contains("id=\"\(anchor)\""), "#\(anchor)")
            }
        }
    }

    @Test func pageEscapesWhatItShows() {
        let route = RouteDocumentation(
            .get, "/x/{name}", name: "x", area: .hub, "a < b", details: "<script>alert(1)</script>",
            parameters: [.query("q", .string.defaulting(to: "\"<i>"), "<b>")],
            answers: [.json(.map, "<u>")])
        let page = APIPage(documentation: [route]).render(SiteContext(baseURL: "http://\"<evil>"))
        for markup in ["<script", "<b>", "<u>", "\"<i>", "<evil>"] { #expect(!page.contains(markup), "\(markup)") }
        #expect(page.contains("a &lt; b"))
    }

    private static func placeholders(_ path: String) -> [String] {
        path.split(separator: "{").dropFirst().map { String($0.prefix { $0 != "}" }) }
    }

    private static func references(_ value: JSONValue) -> Set<String> {
        switch value {
        case .array(let values): values.reduce(into: []) { $0.formUnion(references($1)) }
        case .object(let members):
            members.reduce(into: []) { found, member in
                if member.key == "$ref", let text = member.value.string { found.insert(text) }
                found.formUnion(references(member.value))
            }
        default: []
        }
    }
}
