import HTTPTypes
import HubAPI
import Logging
import NIOCore

/// Asks one hub: puts addresses together, adds the token where it may go, follows redirects, waits and repeats, and
/// turns what went wrong into ``HubError``.
final class HubSession: Sendable {
    let configuration: HubConfiguration
    let clock: HubClock
    let tokens: TokenReader
    /// The hub's address; nil if the configured one is not an address.
    let endpoint: WebAddress?
    /// Connections that single downloads may have besides their first one.
    let extraConnections = Permits(6)
    private let transport: any HTTPTransport
    private let log: RequestLog
    private let warnings = ServerWarnings()

    init(
        _ configuration: HubConfiguration, transport: any HTTPTransport, logger: Logger, clock: HubClock = .current
    ) {
        self.configuration = configuration
        self.transport = transport
        self.clock = clock
        endpoint = WebAddress(configuration.endpoint)
        log = RequestLog(logger: logger)
        tokens = TokenReader(configuration, logger: logger)
    }

    func shutdown() async { await transport.shutdown() }

    /// The token that this hub is asked with, whether or not it is sent without being asked for; nil if there is none.
    func token() async throws(HubError) -> String? { try await tokens.token(self) }

    /// The whole answer, with at most `limit` bytes of body.
    func answer(_ call: HubCall, accepting: Set<Int> = [], limit: Int = 64 << 20) async throws(HubError) -> HubAnswer {
        try await repeating(call, accepting) { stream throws(Interruption) in
            var body: [UInt8] = []
            var chunks = stream.body.base.makeAsyncIterator()
            do throws(TransportError) {
                while let chunk = try await chunks.next() {
                    guard body.count + chunk.readableBytes <= limit else {
                        throw TransportError(.other, "The answer has more than \(limit) bytes")
                    }
                    body.append(contentsOf: chunk.readableBytesView)
                }
            } catch {
                throw Interruption(HubError(error, request: stream.request), .transport(error))
            }
            return HubAnswer(
                status: stream.status, headers: stream.headers, body: body, url: stream.url, hops: stream.hops,
                request: stream.request)
        }
    }

    /// The answer's head; its body comes as it is read. Statuses other than 2xx throw, but for those in `accepting`.
    func stream(_ call: HubCall, accepting: Set<Int> = []) async throws(HubError) -> HubStream {
        try await repeating(call, accepting) { stream throws(Interruption) in stream }
    }

    private func repeating<Result: Sendable>(
        _ call: HubCall, _ accepting: Set<Int>, _ finish: (HubStream) async throws(Interruption) -> Result
    ) async throws(HubError) -> Result {
        let first = try await firstRequest(of: call)
        let policy = RepeatPolicy(repeats: call.repeats, maximum: max(0, configuration.retries))
        var attempt = 0
        while true {
            let interruption: Interruption
            do throws(Interruption) {
                return try await finish(try await attemptOnce(call, first, accepting))
            } catch {
                interruption = error
            }
            if Task.isCancelled { throw Self.cancelled(first) }
            guard let setback = interruption.setback else { throw interruption.error }
            let decision = policy.decision(
                after: setback, attempt: attempt, now: clock.now(), chance: clock.chance())
            switch decision {
            case .giveUp, .tooLong: throw interruption.error
            case .wait(let wait):
                log.waits(wait, for: interruption.error.message)
                do { try await clock.sleep(wait) } catch { throw Self.cancelled(first) }
                attempt += 1
            }
        }
    }

    private static func cancelled(_ request: OutgoingRequest) -> HubError {
        HubError(.cancelled, "The request was cancelled", request: request.words)
    }

    /// Sends the request and those that its redirects ask for, until there is an answer.
    private func attemptOnce(
        _ call: HubCall, _ first: OutgoingRequest, _ accepting: Set<Int>
    ) async throws(Interruption) -> HubStream {
        var request = first
        request.headers[.requestID] = RequestID.make()
        var redirection = Redirection()
        while true {
            let response = try await send(request, call)
            let status = response.status
            if Redirection.isRedirect(status), !accepting.contains(status) {
                do throws(Redirection.Refusal) {
                    let target = try Redirection.target(of: response, from: request.address)
                    if call.redirects == .stopAtOtherOrigin, target.origin != request.address.origin {
                        await Self.discard(response.body)
                        return stream(
                            response, body: TransportBody(NoBytes()), request, redirection.hops)
                    }
                    let next = try redirection.next(after: request, to: target, response)
                    await Self.discard(response.body)
                    request = next
                    continue
                } catch {
                    throw Interruption(HubError(error, request: request.words))
                }
            }
            guard (200..<300).contains(status) || accepting.contains(status) else {
                throw await failure(response, request, call)
            }
            return try decompressed(response, request, redirection.hops)
        }
    }

    private func send(_ request: OutgoingRequest, _ call: HubCall) async throws(Interruption) -> TransportResponse {
        log.sends(request)
        let outgoing = TransportRequest(
            method: request.method, url: request.address.description, headers: request.headers, body: request.body,
            headTimeout: call.headTimeout ?? headTimeout(of: call), readTimeout: configuration.readTimeout)
        do {
            let response = try await transport.send(outgoing)
            log.got(response.status, request, id: response.headers.hubRequestID)
            if request.address.origin == endpoint?.origin { warnings.tell(response.headers, log.logger) }
            return response
        } catch {
            throw Interruption(HubError(error, request: request.words), .transport(error))
        }
    }

    /// Where the bytes of a file are wanted, whoever sends them is expected to begin soon.
    private func headTimeout(of call: HubCall) -> Duration {
        call.wantsIdentity
            ? max(configuration.metadataTimeout, configuration.readTimeout) : configuration.requestTimeout
    }

    private func decompressed(
        _ response: TransportResponse, _ request: OutgoingRequest, _ hops: [HubHop]
    ) throws(Interruption) -> HubStream {
        switch Decompression.encoding(of: response.headers) {
        case .none: return stream(response, body: response.body, request, hops)
        case .compressed where response.status == 206:
            // A slice of the compressed form is of no use, and not the slice that was asked for.
            throw Interruption(
                HubError(
                    .decoding, "The server cut a range out of the compressed form", request: request.words,
                    status: response.status, code: HubError.compressedRange))
        case .compressed:
            var plain = response
            plain.headers[.contentEncoding] = nil
            plain.headers[.contentLength] = nil
            return stream(plain, body: Decompression.body(response.body), request, hops)
        case .unknown(let name):
            throw Interruption(
                HubError(
                    .decoding, "The answer is compressed by “\(name)”, which was not asked for",
                    request: request.words, status: response.status))
        }
    }

    private func stream(
        _ response: TransportResponse, body: TransportBody, _ request: OutgoingRequest, _ hops: [HubHop]
    ) -> HubStream {
        HubStream(
            status: response.status, headers: response.headers, url: request.address.description, hops: hops,
            request: request.words, body: HubBody(base: body, request: request.words))
    }
}
