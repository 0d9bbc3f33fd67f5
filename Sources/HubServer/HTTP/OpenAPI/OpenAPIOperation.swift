import HTTPTypes
import HubAPI

/// One operation of the document: a method of a path.
struct OpenAPIOperation: Sendable {
    let path: String
    /// In lower case.
    let method: String
    let json: JSONValue

    /// A route's operations: one for each type of repo, and for each form of its path.
    static func all(of route: RouteDocumentation) -> [OpenAPIOperation] {
        let types: [RepoType?] = route.hasType ? route.types : [nil]
        return types.flatMap { type in
            RouteTemplate.paths(route.template, type: type).map { OpenAPIOperation(route, type, $0) }
        }
    }

    private init(_ route: RouteDocumentation, _ type: RepoType?, _ template: RouteTemplate) {
        path = template.path
        method = route.method.rawValue.lowercased()
        var members = [
            JSONMember("operationId", .string(Self.id(route, type, template))),
            JSONMember("tags", [.string(route.area.rawValue)]), JSONMember("summary", .string(route.summary)),
        ]
        if let details = route.details { members.append(JSONMember("description", .string(details))) }
        if route.isDeprecated { members.append(JSONMember("deprecated", true)) }
        members.append(JSONMember("security", Self.security(route.credential)))
        let parameters = template.parameters + route.parameters
        if !parameters.isEmpty { members.append(JSONMember("parameters", .array(parameters.map(\.json)))) }
        if let body = route.body { members.append(JSONMember("requestBody", body.json)) }
        members.append(
            JSONMember(
                "responses", .object(route.allAnswers.map { JSONMember(String($0.status), $0.json) })))
        json = .object(members)
    }

    /// `listFiles` of models is `modelListFiles`.
    private static func id(_ route: RouteDocumentation, _ type: RepoType?, _ template: RouteTemplate) -> String {
        let name = type.map { $0.rawValue + route.name.prefix(1).uppercased() + route.name.dropFirst() }
        return (name ?? route.name) + template.suffix
    }

    /// An empty requirement says that the request works without a credential too.
    private static func security(_ credential: RouteDocumentation.Credential) -> JSONValue {
        switch credential {
        case .none, .address: []
        case .optional: [[:], ["token": []]]
        case .token: [["token": []]]
        case .git: [[:], ["token": []], ["password": []]]
        case .xet: [["xet": []]]
        }
    }
}

extension RouteDocumentation.Parameter {
    fileprivate var json: JSONValue {
        var members = [
            JSONMember("name", .string(name)), JSONMember("in", .string(place.rawValue)),
            JSONMember("description", .string(description)), JSONMember("schema", schema.json),
        ]
        if isRequired { members.append(JSONMember("required", true)) }
        return .object(members)
    }
}

extension RouteDocumentation.Body {
    fileprivate var json: JSONValue {
        [
            "required": .bool(isRequired),
            "content": .object(contents.map { JSONMember($0.type, ["schema": $0.schema.json]) }),
        ]
    }
}

extension RouteDocumentation.Answer {
    fileprivate var json: JSONValue {
        var members = [JSONMember("description", .string(description))]
        if !headers.isEmpty {
            members.append(
                JSONMember(
                    "headers",
                    .object(
                        headers.map {
                            JSONMember(
                                $0.name, ["description": .string($0.description), "schema": ["type": "string"]])
                        })))
        }
        if let content {
            members.append(JSONMember("content", .object([JSONMember(content.type, ["schema": content.schema.json])])))
        }
        return .object(members)
    }
}
