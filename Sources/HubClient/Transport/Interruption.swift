import HTTPTypes
import NIOCore

/// Why one attempt of a call came to nothing.
struct Interruption: Error {
    /// What the caller is told if there is no further attempt.
    let error: HubError
    /// Of what may pass, what it is; nil of what won't.
    let setback: Setback?

    init(_ error: HubError, _ setback: Setback? = nil) {
        self.error = error
        self.setback = setback
    }
}

extension HubError {
    /// The ``code`` of the error when a range was asked for and what came is a range of the compressed form: ask anew
    /// without a range.
    static let compressedRange = "CompressedRange"

    init(_ refusal: Redirection.Refusal, request: String) {
        let message =
            switch refusal {
            case .tooMany: "The server sent the client on more than \(Redirection.most) times"
            case .circle(let address): "The server's redirects go round in a circle, by \(address)"
            case .noAddress(let location?):
                "The server redirects to “\(location.prefix { $0 != "?" }.prefix(200))”, which can't be asked"
            case .noAddress(nil): "The server redirects, but doesn't say where to"
            }
        self.init(.server, message, request: request)
    }
}

extension HubSession {
    /// The error that an answer stands for. Its body is read, within limits.
    func failure(
        _ response: TransportResponse, _ request: OutgoingRequest, _ call: HubCall
    ) async -> Interruption {
        let setback = Setback.status(response.status, response.headers)
        let answer = FailedAnswer(
            status: response.status, headers: response.headers, body: await Self.errorBody(response),
            request: request.words, address: request.address,
            isHub: request.address.origin == endpoint?.origin,
            hadToken: request.headers[.authorization] != nil, subject: call.subject,
            retryAfter: RepeatPolicy.wait(askedBy: setback, now: clock.now()))
        return Interruption(HubError(answer), setback)
    }

    /// What can be read of it: an error whose body breaks is still that error.
    private static func errorBody(_ response: TransportResponse) async -> [UInt8] {
        var source = response.body
        switch Decompression.encoding(of: response.headers) {
        case .none: break
        case .compressed: source = Decompression.body(source)
        case .unknown: return []
        }
        var bytes: [UInt8] = []
        var chunks = source.makeAsyncIterator()
        while bytes.count < ErrorBody.limit, let chunk = try? await chunks.next() {
            bytes.append(contentsOf: chunk.readableBytesView.prefix(ErrorBody.limit - bytes.count))
        }
        return bytes
    }

    /// Reads a redirect's body to its end if that is near, so that the connection can be used again.
    static func discard(_ body: TransportBody) async {
        var chunks = body.makeAsyncIterator()
        var left = 16 << 10
        for _ in 0..<8 where left > 0 {
            guard let chunk = try? await chunks.next() else { return }
            left -= chunk.readableBytes
        }
    }
}

/// The body of an answer whose body is nobody's business.
struct NoBytes: AsyncSequence, AsyncIteratorProtocol, Sendable {
    func makeAsyncIterator() -> NoBytes { self }

    mutating func next(isolation actor: isolated (any Actor)?) async throws(any Error) -> ByteBuffer? { nil }
}
