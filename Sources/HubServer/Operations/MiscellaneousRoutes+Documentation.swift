import HTTPTypes
import HubAPI

extension MiscellaneousRoutes {
    static let documentation: [RouteDocumentation] = [
        RouteDocumentation(
            .post, "/api/validate-yaml", name: "validateCard", area: .repos,
            "Check a card's front matter before it is committed", credential: .none,
            body: .json(
                .object(
                    .must("content", .string, "The whole README.md."),
                    .may("repoType", type))),
            answers: [
                .json(report, "The card can be committed."),
                .json(.anyOf(report, .named(.error)), "The card has errors.", status: 400),
            ]),
        RouteDocumentation(
            .get, "/api/telemetry/{topic...}", name: "telemetry", area: .hub,
            "Take what clients tell about themselves, and forget it", credential: .none,
            answers: [.empty("Thank you.", status: 204)]),
        RouteDocumentation(
            .get, "/api/agent-harnesses", name: "agentHarnesses", area: .hub,
            "List the coding agents that clients should recognize: none", credential: .none,
            answers: [
                .json(
                    .object(.must("standardEnvVars", .array(.string)), .must("harnesses", .map)),
                    "Clients need an object here.")
            ]),
        RouteDocumentation(
            .get, "/health/live", name: "isAlive", area: .hub, "Tell that the process runs", credential: .none,
            answers: [.json(health, "It does.")]),
        RouteDocumentation(
            .get, "/health/ready", name: "isReady", area: .hub, "Tell that the hub can answer", credential: .none,
            answers: [
                .json(health, "It can."), .refusal(503, "The database is busy or away: try again in a moment."),
            ]),
    ]

    private static let type = JSONSchema.oneOf(RepoType.allCases.map(\.rawValue)).orNull
        .described("`model` if it is missing.")

    private static let health = JSONSchema.object(.must("status", .constant("ok")))

    private static let messages = JSONSchema.array(.object(.must("message", .string)))

    private static let report = JSONSchema.object(.must("errors", messages), .must("warnings", messages))
}
