import HTTPTypes
import HubAPI
import HubStorage
import Hummingbird
import RepoCards

/// Small routes that clients ask for without caring much, card validation, and health.
struct MiscellaneousRoutes {
    let database: any Database

    func add(to table: inout RouteTable) {
        table.document(Self.documentation)
        table.on(.post, "/api/validate-yaml", validateCard)
        table.on(.get, "/api/telemetry/{topic...}", { _ in .empty(.noContent) })
        // Clients keep the answer for a day and need an object; Roost knows no coding agents.
        table.on(.get, "/api/agent-harnesses", { _ in .json(["standardEnvVars": [], "harnesses": [:]]) })
        table.on(.get, "/health/live", { _ in .json(["status": "ok"]) })
        table.on(.get, "/health/ready", ready)
    }

    @Sendable private func validateCard(_ request: HubRequest) async throws -> Response {
        struct Body: Decodable {
            let content: String
            let repoType: String?
        }
        let body = try await request.json(Body.self, upTo: 12 << 20)
        guard let type = RepoType(rawValue: body.repoType ?? "model") else {
            throw HubFailure.badRequest("\"repoType\" must be model, dataset or space")
        }
        let report = CardValidator.validate(content: body.content, repoType: type)
        func messages(_ texts: [String]) -> JSONValue { .array(texts.map { ["message": .string($0)] }) }
        return .json(
            ["errors": messages(report.errors), "warnings": messages(report.warnings)],
            status: report.isValid ? .ok : .badRequest)
    }

    @Sendable private func ready(_ request: HubRequest) async throws -> Response {
        _ = try await database.read { db in try db.rows("SELECT 1 AS one") }
        return .json(["status": "ok"])
    }
}
