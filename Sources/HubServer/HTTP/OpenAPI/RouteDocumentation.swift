import HTTPTypes
import HubAPI

/// What a program needs to know of one route: `/openapi.json` and the page of the API are made from these.
struct RouteDocumentation: Sendable {
    /// The chapters of the documentation, in their order.
    enum Area: String, Sendable, CaseIterable {
        case models = "Models"
        case datasets = "Datasets"
        case spaces = "Spaces"
        case search = "Search and tags"
        case repos = "Repositories"
        case files = "Files"
        case history = "History"
        case accounts = "Accounts"
        case largeFiles = "Large files (git-lfs)"
        case xet = "Xet"
        case registry = "Registry"
        case hub = "The hub itself"
    }

    /// Which credential the route takes.
    enum Credential: Sendable {
        /// None is of use.
        case none
        /// Public things are there for everybody; a token shows private ones too.
        case optional
        case token
        /// A token, as a bearer or as the password that git sends.
        case git
        /// A token for Xet, from `xet-read-token` or `xet-write-token`.
        case xet
        /// The address itself is the right; it came in an earlier answer.
        case address
    }

    let method: HTTPRequest.Method
    /// As the route declares it.
    let template: String
    /// The one type that this is about, where a `{type}` route answers differently for each.
    let type: RepoType?
    /// Names the operation to programs that are generated from the document.
    let name: String
    let area: Area
    let summary: String
    let details: String?
    let credential: Credential
    let parameters: [Parameter]
    let body: Body?
    /// What is said here; `allAnswers` has also what every route of the kind answers.
    let answers: [Answer]
    let isDeprecated: Bool

    init(
        _ method: HTTPRequest.Method, _ template: String, for type: RepoType? = nil, name: String, area: Area,
        _ summary: String, details: String? = nil, credential: Credential = .optional,
        parameters: [Parameter] = [], body: Body? = nil, answers: [Answer], isDeprecated: Bool = false
    ) {
        self.method = method
        self.template = template
        self.type = type
        self.name = name
        self.area = area
        self.summary = summary
        self.details = details
        self.credential = credential
        self.parameters = parameters
        self.body = body
        self.answers = answers
        self.isDeprecated = isDeprecated
    }

    /// What identifies the documentation: no two may be alike.
    struct Key: Hashable, Sendable {
        let method: HTTPRequest.Method
        let template: String
        /// Nil where the template has no `{type}`.
        let type: RepoType?
    }

    var keys: [Key] {
        guard hasType else { return [Key(method: method, template: template, type: nil)] }
        return types.map { Key(method: method, template: template, type: $0) }
    }

    var hasType: Bool { template.contains("/{type}") }
    var types: [RepoType] { type.map { [$0] } ?? RepoType.allCases }
    /// Whether the path names a repo, which brings a few answers of its own.
    var hasRepo: Bool { template.contains("{repo}") }
}

extension RouteDocumentation {
    /// Something in the query or in a header. What stands in the path is told from the template.
    struct Parameter: Sendable {
        enum Place: String, Sendable { case query, header, path }

        let place: Place
        let name: String
        let schema: JSONSchema
        let description: String
        var isRequired = false

        static func query(_ name: String, _ schema: JSONSchema, _ description: String) -> Parameter {
            Parameter(place: .query, name: name, schema: schema, description: description)
        }

        static func header(_ name: String, _ schema: JSONSchema, _ description: String) -> Parameter {
            Parameter(place: .header, name: name, schema: schema, description: description)
        }

        /// `true` or `false`, and false when it is missing.
        static func flag(_ name: String, _ description: String) -> Parameter {
            query(name, JSONSchema.boolean.defaulting(to: false), description)
        }

        /// A parameter that may be repeated.
        static func list(_ name: String, _ schema: JSONSchema, _ description: String) -> Parameter {
            query(name, .array(schema), description)
        }

        static func list(_ name: String, _ description: String) -> Parameter { list(name, .string, description) }

        var required: Parameter {
            var parameter = self
            parameter.isRequired = true
            return parameter
        }
    }

    /// A body in one of some media types.
    struct Body: Sendable {
        let contents: [(type: String, schema: JSONSchema)]
        var isRequired = true

        static func json(_ schema: JSONSchema, isRequired: Bool = true) -> Body {
            Body(contents: [("application/json", schema)], isRequired: isRequired)
        }

        static func of(_ type: String, _ schema: JSONSchema = .bytes) -> Body { Body(contents: [(type, schema)]) }
    }
}
