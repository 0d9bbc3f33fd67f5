import HubAPI

/// The API for people: every area, route, parameter and answer, with a request to copy.
struct APIPage: Sendable {
    var documentation: [RouteDocumentation]

    func render(_ site: SiteContext) -> String {
        let areas = RouteDocumentation.Area.allCases.compactMap { area in
            let routes = documentation.filter { $0.area == area }
            return routes.isEmpty ? nil : (area, routes)
        }
        let contents: [HTML] = areas.map { area, routes in
            "<li><a href=\"#\(area.anchor)\">\(area.rawValue)</a> <span class=\"soft\">\(routes.count)</span></li>\n"
        }
        let sections: [HTML] = areas.map { area, routes in
            """
            <h2 class="section" id="\(area.anchor)">\(area.rawValue)</h2>
            \(routes.map { APIRouteView(route: $0, baseURL: site.baseURL).html })
            """
        }
        return Layout.page(
            "API", site,
            """
            <div class="head"><h1 class="title">API</h1><a href="/openapi.json">openapi.json</a></div>
            <div class="markdown">
            <p>This hub speaks the protocol of the Hugging Face Hub. Programs find it under
            <code>\(site.baseURL)</code>: <code>HF_ENDPOINT=\(site.baseURL)</code> is all its clients need. A token goes
            into the header <code>Authorization: Bearer hf_…</code>. A refusal says why in <code>error</code>, and in one
            word in the header <code>X-Error-Code</code>.</p>
            <ul>
            \(contents)</ul>
            </div>
            \(sections)
            \(schemas)
            """)
    }

    // MARK: Shapes

    private var schemas: HTML {
        let views: [HTML] = SchemaName.allCases.map { name in
            """
            <details class="metadata api" id="schema-\(name.rawValue)"><summary><code>\(name.rawValue)</code></summary><div>
            \(Self.members(name.schema))
            </div></details>

            """
        }
        return "<h2 class=\"section\" id=\"shapes\">Shapes</h2>\n\(views)"
    }

    private static func members(_ schema: JSONSchema) -> HTML {
        guard case .object(let members, _) = schema.kind, !members.isEmpty else { return "<p>\(schema.words)</p>" }
        let rows: [HTML] = members.map { member in
            """
            <tr><th>\(member.name)</th><td>\(APIRouteView.words(member.schema))</td>\
            <td>\(member.isRequired ? "" : "may be missing")</td><td>\(APIRouteView.prose(member.schema.description ?? ""))</td></tr>

            """
        }
        return "<table class=\"meta\">\n\(rows)</table>"
    }
}

extension RouteDocumentation.Area {
    /// Where the page has it.
    fileprivate var anchor: String {
        String(rawValue.lowercased().map { $0.isLetter ? $0 : "-" })
    }
}
