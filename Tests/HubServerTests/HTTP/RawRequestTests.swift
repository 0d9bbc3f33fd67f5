import HubAPI
import Testing

@testable import HubServer

/// Requests that no well-behaved client library sends.
@Suite struct RawRequestTests {
    private static let commit =
        #"{"key":"header","value":{"summary":"s"}}"# + "\n"
        + #"{"key":"file","value":{"path":"a.txt","content":"x"}}"# + "\n"

    private func head(
        _ line: String, _ hub: TestHub, as user: String? = nil, length: Int? = nil, _ more: String = ""
    ) -> String {
        var text = "\(line) HTTP/1.1\r\nHost: hub\r\n"
        if let user { text += "Authorization: Bearer \(hub.token(user))\r\n" }
        if let length { text += "Content-Length: \(length)\r\n" }
        return text + more + "\r\n"
    }

    @Test("a waiting client is told to go on only when it may commit")
    func expectContinue() async throws {
        try await withHub { hub in
            try await hub.makeRepo("m")
            let path = "POST /api/models/ann/m/commit/main"
            let length = Self.commit.utf8.count
            let expect = "Expect: 100-continue\r\n"

            let allowed = try RawConnection(port: hub.port)
            try await allowed.send(head(path, hub, as: "ann", length: length, expect))
            let first = try await allowed.receive { $0.hasSuffix("\r\n\r\n") }
            #expect(first.status == 100)
            try await allowed.send(Self.commit)
            let second = try await allowed.receive { $0.contains("commitOid") }
            #expect(second.status == 200)

            for (user, status) in [(nil, 401), ("bob", 403)] {
                let refused = try RawConnection(port: hub.port)
                try await refused.send(head(path, hub, as: user, length: length, expect))
                let answer = try await refused.receive()
                #expect(answer.status == status)
                #expect(answer.ended, "the connection stays open without its body")
            }
            #expect(try await hub.content("models/ann/m", "a.txt").text == "x")
        }
    }

    @Test func bodiesThatEndEarly() async throws {
        try await withHub { hub in
            try await hub.makeRepo("m")
            let before = try await hub.head("models/ann/m")
            let connection = try RawConnection(port: hub.port)
            try await connection.send(
                head("POST /api/models/ann/m/commit/main", hub, as: "ann", length: Self.commit.utf8.count + 10))
            try await connection.send(Self.commit)
            try await connection.finishSending()
            let answer = try await connection.receive()
            #expect(answer.status != 200)
            #expect(try await hub.head("models/ann/m") == before)
        }
    }

    @Test func slowBodiesInSmallChunks() async throws {
        try await withHub { hub in
            try await hub.makeRepo("m")
            let connection = try RawConnection(port: hub.port)
            try await connection.send(
                head("POST /api/models/ann/m/commit/main", hub, as: "ann", "Transfer-Encoding: chunked\r\n"))
            for byte in Self.commit.utf8 {
                try await connection.send(Array("1\r\n".utf8) + [byte] + Array("\r\n".utf8))
            }
            try await connection.send("0\r\n\r\n")
            let answer = try await connection.receive { $0.contains("commitOid") }
            #expect(answer.status == 200)
            #expect(try await hub.content("models/ann/m", "a.txt").text == "x")
        }
    }

    @Test("two requests in one packet are answered in turn")
    func pipelining() async throws {
        try await withHub { hub in
            try await hub.makeRepo("m")
            let connection = try RawConnection(port: hub.port)
            let one = head("GET /api/models/ann/m/refs", hub)
            try await connection.send(one + head("GET /ann/m/resolve/main/.gitattributes", hub) + one)
            let answer = try await connection.receive { $0.ranges(of: "HTTP/1.1 200").count == 3 }
            let heads = answer.text.split(separator: "HTTP/1.1 ").map { $0.prefix(3) }
            #expect(heads == ["200", "200", "200"])
        }
    }

    @Test("bytes that are no request are refused and harm nobody else")
    func garbage() async throws {
        try await withHub { hub in
            for text in [
                "\u{0}\u{1}\u{2}\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
                "POST /api/repos/create HTTP/1.1\r\nHost: h\r\nContent-Length: -5\r\n\r\n",
                "POST /api/repos/create HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "POST /api/repos/create HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            ] {
                let connection = try RawConnection(port: hub.port)
                try await connection.send(text)
                let answer = try await connection.receive(within: 1000)
                #expect(!(200..<400).contains(answer.status), "\(text)")
            }
            #expect(try await hub.get("/health/live").status == 200)
        }
    }

    @Test func pathsThatClimb() async throws {
        try await withHub { hub in
            for path in ["/../etc/passwd", "/ann/m/resolve/main/../../x", "/%2e%2e/x", "/a/..%2f..%2fx"] {
                let connection = try RawConnection(port: hub.port)
                try await connection.send(head("GET \(path)", hub))
                let answer = try await connection.receive { $0.contains("error") }
                #expect(answer.status == 400)
                #expect(answer.text.contains("InvalidPath"))
            }
        }
    }
}
