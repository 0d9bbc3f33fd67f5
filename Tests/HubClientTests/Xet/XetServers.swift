import HTTPTypes
import HubAPI
import Logging
import NIOCore
import Synchronization
import Xet

@testable import HubClient

/// A hub, its CAS and the store of its data as three servers with different origins, in memory.
final class XetServers: HTTPTransport {
    static let hub = "http://hub.test:8000"
    static let cas = "https://cas.test/cas/1"
    static let data = "https://data.test"
    static let hubToken = "hf_hubsecret"

    struct Request: Sendable {
        let url: String
        let headers: HTTPFields

        var range: String? { headers[.range] }
    }

    struct State: Sendable {
        var content = XetContent()
        var requests: [Request] = []
        var tokens = 0
        var plans = 0
        /// The token that the CAS takes; nil for any.
        var validToken: String?
        var tokenExpiry: Int64 = 10_000
        var knowsSecondForm = true
        var now = 1_000.0
        var waits: [Duration] = []
        /// Data requests under way, and the most there were at once.
        var open = 0
        var mostOpen = 0
    }

    /// May answer instead.
    typealias Script = @Sendable (TransportRequest, inout State) throws(TransportError) -> TransportResponse?

    private let state: Mutex<State>
    private let script: Script?

    init(_ content: XetContent, script: Script? = nil) {
        state = Mutex(State(content: content))
        self.script = script
    }

    func update<Result: Sendable>(_ change: (inout State) -> Result) -> Result { state.withLock { change(&$0) } }

    var requests: [Request] { state.withLock { $0.requests } }

    func requests(to origin: String, _ path: String = "") -> [Request] {
        requests.filter { $0.url.hasPrefix(origin + path) }
    }

    func session(
        retries: Int = 3, logger: Logger = Logger(label: "xet", factory: { _ in SwiftLogNoOpLogHandler() })
    ) -> HubSession {
        var configuration = HubConfiguration(endpoint: Self.hub, token: .value(Self.hubToken), home: "/nowhere")
        configuration.retries = retries
        let clock = HubClock(
            now: { self.update { $0.now } },
            sleep: { wait in
                try Task.checkCancellation()
                self.update { $0.waits.append(wait) }
            }, chance: { 0.5 })
        return HubSession(configuration, transport: self, logger: logger, clock: clock)
    }

    func shutdown() async {}

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        await Task.yield()
        let result: Result<TransportResponse, TransportError> = state.withLock { state in
            state.requests.append(Request(url: request.url, headers: request.headers))
            do throws(TransportError) {
                if let answer = try script?(request, &state) { return .success(answer) }
            } catch {
                return .failure(error)
            }
            return .success(Self.answer(request, &state))
        }
        return try result.get()
    }

    // MARK: Answers

    static func answer(_ request: TransportRequest, _ state: inout State) -> TransportResponse {
        let url = request.url
        if url.hasPrefix(hub + "/api/"), url.contains("/xet-read-token/") { return token(&state) }
        for version in [1, 2] {
            let prefix = cas + "/v\(version)/reconstructions/"
            if url.hasPrefix(prefix) { return plan(request, String(url.dropFirst(prefix.count)), version, &state) }
        }
        let prefix = data + "/xorbs/"
        if url.hasPrefix(prefix) { return xorb(request, String(url.dropFirst(prefix.count).prefix(64)), state) }
        return text(404, "no such route")
    }

    static func text(_ status: Int, _ text: String, headers: HTTPFields = [:]) -> TransportResponse {
        bytes(status, Array(text.utf8), headers: headers)
    }

    static func bytes(
        _ status: Int, _ bytes: [UInt8], headers: HTTPFields = [:], pieces: Int = 50_000, breaks: Bool = false
    ) -> TransportResponse {
        let sent = Mutex(0)
        let body = AsyncThrowingStream<ByteBuffer, any Error>(unfolding: {
            let piece = sent.withLock { sent in
                defer { sent += pieces }
                return bytes.dropFirst(sent).prefix(pieces)
            }
            if piece.isEmpty, breaks { throw TransportError(.closed, "The connection broke") }
            return piece.isEmpty ? nil : ByteBuffer(bytes: piece)
        })
        return TransportResponse(status: status, headers: headers, body: TransportBody(body))
    }

    private static func token(_ state: inout State) -> TransportResponse {
        state.tokens += 1
        return text(
            200, "{}",
            headers: [
                .init(known: "X-Xet-Cas-Url"): cas + "/",
                .init(known: "X-Xet-Access-Token"): "cas-token-\(state.tokens)",
                .init(known: "X-Xet-Token-Expiration"): "\(state.tokenExpiry)",
            ])
    }

    private static func plan(
        _ request: TransportRequest, _ name: String, _ version: Int, _ state: inout State
    ) -> TransportResponse {
        let authorization = request.headers[.authorization] ?? ""
        guard authorization.hasPrefix("Bearer cas-token-") else { return text(401, "no token of this CAS") }
        if let valid = state.validToken, authorization != "Bearer " + valid { return text(401, "an old token") }
        guard version == 1 || state.knowsSecondForm else { return text(404, "no such route") }
        guard let file = XetHash(name).flatMap({ state.content.files[$0] }) else { return text(404, "no such file") }
        guard let range = byteRange(request), range.lowerBound < file.bytes.count else { return text(416, "") }
        state.plans += 1
        let bounds = UInt64(range.lowerBound)..<UInt64(range.upperBound)
        do {
            let plan = try Reconstruction.plan(file.segments, range: bounds) { state.content.xorbs[$0]?.layout }
            return text(200, json(plan, version, signature: state.plans))
        } catch {
            return text(500, "\(error)")
        }
    }

    static func json(_ plan: Reconstruction, _ version: Int, signature: Int) -> String {
        func span(_ start: Int, _ end: Int) -> String { "{\"start\":\(start),\"end\":\(end)}" }
        let terms = plan.terms.map { term in
            "{\"hash\":\"\(term.xorb)\",\"unpacked_length\":\(term.rawLength),"
                + "\"range\":\(span(term.chunks.lowerBound, term.chunks.upperBound))}"
        }
        let parts = Dictionary(grouping: plan.fetches, by: \.xorb).map { xorb, fetches in
            let items = fetches.map { fetch in
                let chunks = span(fetch.chunks.lowerBound, fetch.chunks.upperBound)
                let bytes = span(fetch.bytes.lowerBound, fetch.bytes.upperBound - 1)
                let url = "\"\(data)/xorbs/\(xorb)?plan=\(signature)&at=\(fetch.bytes.lowerBound)\""
                return version == 1
                    ? "{\"range\":\(chunks),\"url\":\(url),\"url_range\":\(bytes)}"
                    : "{\"url\":\(url),\"ranges\":[{\"chunks\":\(chunks),\"bytes\":\(bytes)}]}"
            }
            return "\"\(xorb)\":[\(items.joined(separator: ","))]"
        }
        return "{\"offset_into_first_range\":\(plan.offsetIntoFirstRange),\"terms\":[\(terms.joined(separator: ","))],"
            + "\"\(version == 1 ? "fetch_info" : "xorbs")\":{\(parts.joined(separator: ","))}}"
    }

    private static func xorb(_ request: TransportRequest, _ name: String, _ state: State) -> TransportResponse {
        guard request.headers[.authorization] == nil else { return text(400, "two rights at once") }
        guard let xorb = XetHash(name).flatMap({ state.content.xorbs[$0] }) else { return text(404, "no such xorb") }
        guard let range = byteRange(request), range.upperBound <= xorb.body.count else { return text(416, "") }
        return bytes(206, Array(xorb.body[range]), headers: partHeaders(range, of: xorb.body.count))
    }

    static func partHeaders(_ range: Range<Int>, of total: Int) -> HTTPFields {
        [
            .contentRange: "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(total)",
            .contentLength: "\(range.count)",
        ]
    }

    static func byteRange(_ request: TransportRequest) -> Range<Int>? {
        guard let header = request.headers[.range], header.hasPrefix("bytes=") else { return nil }
        let parts = header.dropFirst(6).split(separator: "-")
        guard parts.count == 2, let first = Int(parts[0]), let last = Int(parts[1]), first <= last else { return nil }
        return first..<last + 1
    }
}

extension XetContent.File {
    var reference: XetFileReference {
        XetFileReference(
            hash: hash, size: Int64(bytes.count), readTokenRoute: "/api/models/a/b/xet-read-token/main")
    }
}

extension XetDownload {
    /// All bytes that are delivered.
    func bytes(
        _ file: XetFileReference, range: Range<Int64>? = nil, provesHash: Bool = false
    ) async throws(HubError) -> [UInt8] {
        var bytes: [UInt8] = []
        try await download(file, range: range, provesHash: provesHash) { piece in
            bytes.append(contentsOf: piece.readableBytesView)
        }
        return bytes
    }
}
