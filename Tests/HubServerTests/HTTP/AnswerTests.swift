import HubAPI
import Testing

@testable import HubServer

/// What all answers have in common.
@Suite struct AnswerTests {
    @Test func requestIDs() async throws {
        try await withHub { hub in
            for name in ["X-Request-Id", "X-Amzn-Trace-Id"] {
                #expect(try await hub.get("/health/live", headers: [name: "abc-1"]).header("X-Request-Id") == "abc-1")
            }
            let both = try await hub.get("/nothing/at/all", headers: ["X-Request-Id": "a", "X-Amzn-Trace-Id": "b"])
            #expect(both.header("X-Request-Id") == "a")
            // An id is logged and repeated, so only harmless ones are taken.
            for bad in ["a b", "a\"b", String(repeating: "x", count: 129), "é", "a\tb"] {
                let id = try await hub.get("/health/live", headers: ["X-Request-Id": bad]).header("X-Request-Id")
                #expect(id != bad && id?.count == 36, "\(bad)")
            }
            let made = try await hub.get("/health/live").header("X-Request-Id")
            #expect(made?.count == 36)
            #expect(try await hub.get("/health/live").header("X-Request-Id") != made)
        }
    }

    @Test func errorsHaveOneShape() async throws {
        try await withHub { hub in
            try await hub.makeRepo("m")
            let cases: [(HubReply, Int, ErrorCode)] = [
                (try await hub.get("/api/models/ann/none"), 401, .repoNotFound),
                (try await hub.get("/api/models/ann/none", as: "bob"), 404, .repoNotFound),
                (try await hub.get("/api/models/ann/m/revision/none"), 404, .revisionNotFound),
                (try await hub.get("/api/models/ann/m/tree/main/none"), 404, .entryNotFound),
                (try await hub.get("/api/models?limit=x"), 400, .badRequest),
                (try await hub.get("/api/models?full=maybe"), 400, .badRequest),
                (try await hub.post("/api/models/ann/m/commit/main", as: "bob"), 403, .forbidden),
                (try await hub.get("/api/nowhere"), 404, .notFound),
                (try await hub.get("/api/whoami-v2"), 401, .invalidCredentials),
            ]
            for (reply, status, code) in cases {
                reply.expectError(status, code)
                #expect(reply.json["error"]?.string == reply.header("X-Error-Message"))
                #expect(reply.header("Content-Type")?.hasPrefix("application/json") == true)
            }
        }
    }

    @Test func methodsThatDontFit() async throws {
        try await withHub { hub in
            let reply = try await hub.send(.patch, "/api/models/ann/m/tag/v1")
            reply.expectError(405, .methodNotAllowed)
            #expect(reply.header("Allow") == "DELETE, POST")
        }
    }

    @Test func whatTheHubHasAndThisOneHasNot() async throws {
        try await withHub { hub in
            for path in [
                "/api/collections", "/api/daily_papers", "/api/models/ann/m/discussions", "/api/jobs/ann",
                "/api/papers/1706.03762", "/oauth/token", "/api/models/ann/m/like", "/api/posts",
                "/api/models/ann/m/resource-group",
            ] {
                try await hub.get(path).expectError(501, .notImplemented)
            }
            for path in ["/api/no-such-thing", "/a/b/c/d", "/api/modelz/ann/m"] {
                try await hub.get(path).expectError(404, .notFound)
            }
        }
    }

    @Test func credentialsThatDontHold() async throws {
        try await withHub { hub in
            for header in ["Bearer nonsense", "Bearer hf_" + String(repeating: "a", count: 34), "Digest x", "Basic !"] {
                let reply = try await hub.get("/api/models", headers: ["Authorization": header])
                reply.expectError(401, .invalidCredentials)
            }
        }
    }

    @Test("names from a request reach no header line of the answer")
    func injection() async throws {
        try await withHub { hub in
            try await hub.makeRepo("m")
            for path in [
                "/api/models/ann/m/revision/x%0d%0aSet-Cookie:%20a=b", "/ann/m/resolve/main/x%0d%0aX-Evil:%201",
                "/api/x%0d%0aX-Evil:%201", "/api/models?sort=x%0d%0aX-Evil:%201",
            ] {
                let reply = try await hub.get(path)
                #expect((400..<500).contains(reply.status))
                #expect(reply.header("Set-Cookie") == nil && reply.header("X-Evil") == nil)
                #expect(reply.header("X-Error-Message")?.utf8.allSatisfy { (0x20..<0x7F).contains($0) } == true)
            }
            let page = try await hub.get("/api/models?limit=1", headers: ["Host": "evil\"><b>"])
            #expect(!page.headers.contains { $0.value.contains("<b>") })
        }
    }
}
