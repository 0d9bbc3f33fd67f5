import HTTPTypes
import HubAPI

/// One route on the page of the API.
struct APIRouteView {
    let route: RouteDocumentation
    let baseURL: String

    var html: HTML {
        let details: HTML? = route.details.map { "<p>\(Self.prose($0))</p>" }
        let old: HTML? = route.isDeprecated ? " <span class=\"badge\">older clients</span>" : nil
        return """
            <details class="metadata api"><summary><code>\(route.method.rawValue) \(paths.joined(separator: " "))</code> \
            \(route.summary)\(old)</summary><div class="markdown">
            \(details)<p class="soft">\(credential)</p>
            \(table("Parameters", parameters))\(table("Body", body))\(table("Answers", answers))
            <pre><code>\(example)</code></pre>
            </div></details>

            """
    }

    /// The paths as they are documented, for one type of repo or for all.
    private var paths: [String] {
        RouteTemplate.paths(route.template, type: route.hasType ? route.type : nil).map(\.path)
    }

    private var credential: String {
        switch route.credential {
        case .none: "Needs no token."
        case .optional: "Needs no token for what is public."
        case .token: "Needs a token."
        case .git: "Takes a token, also as the password of git."
        case .xet: "Needs a token for Xet."
        case .address: "The address came in an earlier answer and needs no token."
        }
    }

    // MARK: Tables

    private func table(_ title: String, _ rows: [HTML]) -> HTML? {
        rows.isEmpty ? nil : "<h3>\(title)</h3><table class=\"meta\">\n\(rows)</table>"
    }

    private var parameters: [HTML] {
        let named = RouteTemplate.paths(route.template, type: route.hasType ? route.type : nil).last?.parameters ?? []
        return (named + route.parameters).map { parameter in
            let fallback: HTML? = parameter.schema.fallback.map { ", else \($0.string ?? $0.text)" }
            return """
                <tr><th>\(parameter.name)</th><td>\(parameter.place.rawValue)\(parameter.isRequired ? ", needed" : "")\
                </td><td>\(Self.words(parameter.schema))\(fallback)</td><td>\(Self.prose(parameter.description))</td></tr>

                """
        }
    }

    private var body: [HTML] {
        (route.body?.contents ?? []).flatMap { content -> [HTML] in
            guard case .object(let members, _) = content.schema.kind, !members.isEmpty else {
                return ["<tr><th>\(content.type)</th><td>\(Self.words(content.schema))</td></tr>\n"]
            }
            return ["<tr><th colspan=\"3\">\(content.type)</th></tr>\n"]
                + members.map { member in
                    """
                    <tr><th>\(member.name)</th><td>\(Self.words(member.schema))\(member.isRequired ? ", needed" : "")</td>\
                    <td>\(Self.prose(member.schema.description ?? ""))</td></tr>

                    """
                }
        }
    }

    private var answers: [HTML] {
        route.allAnswers.map { answer in
            let shape: HTML? = answer.content.map { "\(Self.words($0.schema))" }
            return "<tr><th>\(answer.status)</th><td>\(shape)</td><td>\(Self.prose(answer.description))</td></tr>\n"
        }
    }

    /// Text in which code stands between backticks.
    static func prose(_ text: String) -> HTML {
        text.split(separator: "`", omittingEmptySubsequences: false).enumerated().reduce(HTML.empty) { html, part in
            part.offset.isMultiple(of: 2)
                ? "\(html)\(part.element)" : "\(html)<code>\(part.element)</code>"
        }
    }

    /// A schema in words, with links to the shapes that have names.
    static func words(_ schema: JSONSchema) -> HTML {
        switch schema.kind {
        case .named(let name): "<a href=\"#schema-\(name.rawValue)\">\(name.rawValue)</a>"
        case .array(let element): "list of \(words(element))"
        case .anyOf(let choices):
            choices.dropFirst().reduce(words(choices[0])) { "\($0) or \(words($1))" }
        default: "\(schema.words)"
        }
    }

    // MARK: A request to copy

    private var example: String {
        let template = RouteTemplate.paths(route.template, type: route.types.first).last
        var path = template?.path ?? ""
        for parameter in template?.parameters ?? [] {
            path = path.replacing("{\(parameter.name)}", with: parameter.schema.example?.string ?? parameter.name)
        }
        let query = route.parameters.filter { $0.isRequired && $0.place == .query }.map { "\($0.name)=…" }
        var lines = ["curl"]
        switch route.method {
        case .get: break
        case .head: lines[0] += " -I"
        default: lines[0] += " -X \(route.method.rawValue)"
        }
        switch route.credential {
        case .token, .git: lines.append("-H \"Authorization: Bearer $HF_TOKEN\"")
        case .xet: lines.append("-H \"Authorization: Bearer $XET_TOKEN\"")
        case .none, .optional, .address: break
        }
        if let type = route.body?.contents.first?.type {
            lines.append("-H 'Content-Type: \(type)' --data-binary @body")
        }
        lines.append("'\(baseURL)\(path)\(query.isEmpty ? "" : "?" + query.joined(separator: "&"))'")
        return lines.joined(separator: " ")
    }
}
