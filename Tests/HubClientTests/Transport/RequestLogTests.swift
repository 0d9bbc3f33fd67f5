import HTTPTypes
import Logging
import Synchronization
import Testing

@testable import HubClient

@Suite struct RequestLogTests {
    private func curl(
        _ method: HTTPRequest.Method = .get, _ url: String = "http://hub.test/x", _ headers: HTTPFields = [:],
        _ body: RequestBody = .none
    ) throws -> String {
        let address = try #require(WebAddress(url))
        return RequestLog.curl(OutgoingRequest(method: method, address: address, headers: headers, body: body))
    }

    @Test func writesCommandsForTheShell() throws {
        #expect(try curl() == "curl 'http://hub.test/x'")
        #expect(try curl(.head) == "curl -I 'http://hub.test/x'")
        #expect(
            try curl(
                .post, "http://hub.test/x?a='b'", [.contentType: "application/json"],
                .bytes(Array("{\"a\":\"'\"}".utf8)))
                == "curl -X POST -H 'Content-Type: application/json' --data-binary '{\"a\":\"'\\''\"}' 'http://hub.test/x?a='\\''b'\\'''"
        )
    }

    @Test func putsAVariableInPlaceOfTheToken() throws {
        #expect(
            try curl(.get, "http://hub.test/x", [.authorization: "Bearer hf_secret"])
                == "curl -H \"Authorization: Bearer $HF_TOKEN\" 'http://hub.test/x'")
    }

    @Test func showsNoSecrets() throws {
        let shown = [
            try curl(
                .get,
                "http://cdn.test/x?X-Amz-Signature=s3cret&Signature=s3cret&sig=s3cret&Key-Pair-Id=s3cret&token=s3cret"),
            try curl(.get, "http://hub.test/x", [.cookie: "s3cret", .authorization: "Basic s3cret"]),
            try curl(.post, "http://hub.test/x", [:], .bytes(Array("{\"token\":\"s3cret\"}".utf8))),
            try curl(
                .post, "http://hub.test/x", [.contentType: "application/x-www-form-urlencoded"],
                .bytes(Array("client_id=x&device_code=s3cret&refresh_token=s3cret".utf8))),
        ]
        for line in shown { #expect(!line.contains("s3cret"), "\(line)") }
        #expect(shown[3].contains("client_id=x"))
    }

    private static let ticket = "AQAAAZ0" + String(repeating: "s3cret-_X", count: 9)

    /// Whatever the parameters and the segments are called that let their holder in.
    @Test func showsNoRights() throws {
        let url = "http://hub.test/cas/7/3/data/\(Self.ticket)?X-New=\(Self.ticket)&a=b"
        #expect(try curl(.get, url) == "curl 'http://hub.test/cas/7/3/data/REDACTED?X-New=REDACTED&a=b'")
        let commit = String(repeating: "0a", count: 20)
        let hash = String(repeating: "0a", count: 32)
        for shown in [
            "http://hub.test/a/b/resolve/\(commit)/\(hash)/a-long-name-\(commit)-of-a-file.safetensors?download=true",
            "http://hub.test/api/models?sha=\(commit)&cursor=\(Self.ticket)&search=\(String(repeating: "a", count: 39))",
        ] {
            #expect(try curl(.get, shown) == "curl '\(shown)'")
        }
    }

    /// Of an address that is a right by itself nothing is shown, nor of those that it leads to; not in errors either.
    @Test func keepsSecretAddresses() async throws {
        let lines = Lines()
        let transport = ScriptedTransport([
            .success(.answer(302, [("Location", "http://cdn.test/s3cret/b?s3cret")])),
            .success(.answer(404, [], "{\"error\":\"gone\"}")),
        ])
        var call = HubCall(.get, .url("http://cas.test/s3cret?s3cret"))
        call.isAddressSecret = true
        let error = await HubSession.scripted(transport, logger: lines.logger).failure(call)
        #expect(transport.asked == ["GET http://cas.test/s3cret?s3cret", "GET http://cdn.test/s3cret/b?s3cret"])
        #expect(error?.request == "GET http://cdn.test/REDACTED")
        #expect(error?.description.contains("s3cret") == false)
        #expect(lines.all.count == 4)
        #expect(lines.all.allSatisfy { !$0.contains("s3cret") }, "\(lines.all)")
        #expect(lines.all.first?.hasSuffix("'http://cas.test/REDACTED'") == true)
    }

    @Test func logsRequestsAtLevelDebug() async throws {
        let lines = Lines()
        let transport = ScriptedTransport([.success(.answer(200, [("X-Request-Id", "r1")]))])
        _ = try await HubSession.scripted(transport, logger: lines.logger).answer(HubCall(.get, .path("/x")))
        #expect(lines.all.count == 2)
        #expect(lines.all.first?.hasPrefix("debug curl ") == true)
        #expect(lines.all.last == "debug GET http://hub.test/x: 200, request r1")
        #expect(!lines.all.joined().contains("hf_secret"))
    }

    @Test func tellsWarningsOncePerTopic() async throws {
        let lines = Lines()
        let transport = ScriptedTransport([
            .success(.answer(200, [("X-HF-Warning", "old; Update"), ("X-HF-Warning", "quota; Full")])),
            .success(.answer(200, [("X-HF-Warning", "old; Update soon"), ("X-HF-Warning", "no topic")])),
        ])
        let session = HubSession.scripted(transport, logger: lines.logger)
        _ = try await session.answer(HubCall(.get, .path("/x")))
        _ = try await session.answer(HubCall(.get, .path("/x")))
        #expect(lines.all.filter { $0.hasPrefix("warning") } == ["warning Update", "warning Full", "warning no topic"])
    }

    @Test func believesNoWarningsOfOthers() async throws {
        let lines = Lines()
        let transport = ScriptedTransport([.success(.answer(200, [("X-HF-Warning", "a; b")]))])
        _ = try await HubSession.scripted(transport, logger: lines.logger).answer(
            HubCall(.get, .url("http://cdn.test")))
        #expect(lines.all.filter { $0.hasPrefix("warning") } == [])
    }
}

/// Keeps what is logged.
final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }

    var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(lines: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let lines: Lines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { lines.lines.withLock { $0.append("\(event.level) \(event.message)") } }
    }
}
