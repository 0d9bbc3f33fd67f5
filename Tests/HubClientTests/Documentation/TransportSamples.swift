import HTTPTypes
import HubClient
import NIOCore
import Testing

/// The code of “Testing without a network”.
@Suite struct TransportSamples {
    /// Answers from a table, without a network.
    struct CannedTransport: HTTPTransport {
        let answers: [String: String]

        func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
            guard let text = answers[request.url] else {
                return TransportResponse(status: 404, headers: [:], body: body(""))
            }
            return TransportResponse(status: 200, headers: [.contentType: "application/json"], body: body(text))
        }

        func shutdown() async {}

        private func body(_ text: String) -> TransportBody {
            TransportBody(
                AsyncThrowingStream { continuation in
                    continuation.yield(ByteBuffer(string: text))
                    continuation.finish()
                })
        }
    }

    /// As if the cable were cut.
    struct CutTransport: HTTPTransport {
        func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
            throw TransportError(.connect, "no route to the hub")
        }

        func shutdown() async {}
    }

    @Test func anAnswer() async throws {
        let transport = CannedTransport(answers: [
            "http://hub.test/api/models/ns/small": #"{"id": "ns/small", "downloads": 7}"#
        ])
        var configuration = HubConfiguration(endpoint: "http://hub.test", token: .anonymous, home: "/nonexistent")
        configuration.retries = 0
        let hub = Hub(configuration, transport: transport)

        let info = try await hub.model("ns/small").info()
        #expect(info.downloads == 7)
    }

    @Test func aFailure() async throws {
        var configuration = HubConfiguration(endpoint: "http://hub.test", token: .anonymous, home: "/nonexistent")
        configuration.retries = 0

        let hub = Hub(configuration, transport: CutTransport())
        do {
            _ = try await hub.model("ns/small").info()
            Issue.record("it should have failed")
        } catch {
            #expect(error.kind == .network)
        }
    }
}
