import HTTPTypes
import HubAPI
import Logging
import NIOCore
import Synchronization

@testable import HubClient

/// Answers requests by a script, without a network, and keeps what it was asked.
final class ScriptedTransport: HTTPTransport {
    typealias Script = @Sendable (TransportRequest) async throws(TransportError) -> TransportResponse

    private let script: Script
    private let log = Mutex<[TransportRequest]>([])

    init(_ script: @escaping Script) { self.script = script }

    /// Gives these answers in turn; the last one for ever.
    convenience init(_ answers: [Result<TransportResponse, TransportError>]) {
        let count = Mutex(0)
        self.init { _ throws(TransportError) in
            let index = count.withLock { count in
                defer { count += 1 }
                return count
            }
            return try answers[min(index, answers.count - 1)].get()
        }
    }

    var requests: [TransportRequest] { log.withLock { $0 } }

    /// What was asked, such as `GET http://hub.test/api`.
    var asked: [String] { requests.map { "\($0.method.rawValue) \($0.url)" } }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        log.withLock { $0.append(request) }
        return try await script(request)
    }

    func shutdown() async {}
}

extension TransportResponse {
    /// - Parameter headers: Names and values.
    static func answer(
        _ status: Int = 200, _ headers: [(String, String)] = [], _ body: String = ""
    ) -> TransportResponse {
        .answer(status, headers, [Array(body.utf8)])
    }

    static func answer(
        _ status: Int, _ headers: [(String, String)], _ pieces: [[UInt8]], breaksWith error: TransportError? = nil
    ) -> TransportResponse {
        var fields: HTTPFields = [:]
        for (name, value) in headers { fields.append(HTTPField(name: HTTPField.Name(known: name), value: value)) }
        return TransportResponse(status: status, headers: fields, body: .pieces(pieces, breaksWith: error))
    }
}

extension TransportBody {
    static func pieces(_ pieces: [[UInt8]], breaksWith error: TransportError? = nil) -> TransportBody {
        TransportBody(
            AsyncThrowingStream { continuation in
                for piece in pieces where !piece.isEmpty { continuation.yield(ByteBuffer(bytes: piece)) }
                continuation.finish(throwing: error)
            })
    }
}

/// Time that passes only when somebody waits.
final class TestClock: Sendable {
    private let state = Mutex<(now: Double, waits: [Duration])>((1_800_000_000, []))

    var now: Double { state.withLock { $0.now } }
    var waits: [Duration] { state.withLock { $0.waits } }

    /// - Parameter chance: What every throw of the dice brings, 0…1.
    func clock(chance: Double = 0) -> HubClock {
        HubClock(
            now: { self.now },
            sleep: { wait in
                try Task.checkCancellation()
                self.pass(wait)
            },
            chance: { chance })
    }

    func pass(_ wait: Duration) {
        state.withLock { state in
            state.waits.append(wait)
            state.now += Double(wait.components.seconds) + Double(wait.components.attoseconds) / 1e18
        }
    }
}

extension HubSession {
    /// A session with a hub at `http://hub.test`.
    static func scripted(
        _ transport: ScriptedTransport, clock: HubClock = TestClock().clock(), logger: Logger = .silent,
        _ change: (inout HubConfiguration) -> Void = { _ in }
    ) -> HubSession {
        var configuration = HubConfiguration(
            endpoint: "http://hub.test", token: .value("hf_secret"), home: "/nowhere")
        change(&configuration)
        return HubSession(configuration, transport: transport, logger: logger, clock: clock)
    }

    /// The error of a call that must fail.
    func failure(_ call: HubCall) async -> HubError? {
        do throws(HubError) {
            _ = try await answer(call)
            return nil
        } catch {
            return error
        }
    }
}

extension Logger {
    static let silent = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
}

extension TransportRequest {
    subscript(_ name: String) -> String? { headers[HTTPField.Name(known: name)] }
}
