import HTTPTypes
import HubAPI

/// Why a request came to nothing, as far as it matters for the question whether to send it again.
enum Setback: Sendable {
    case transport(TransportError)
    /// An answer that says so.
    case status(Int, HTTPFields)
}

/// Whether a request is sent again, and after which wait.
struct RepeatPolicy: Sendable {
    enum Decision: Sendable, Hashable {
        case giveUp
        case wait(Duration)
        /// The server wants a longer wait than anybody should be kept in.
        case tooLong(Duration)
    }

    let repeats: HubCall.Repeats
    /// How often it is sent again.
    let maximum: Int

    /// Longer waits are left to the caller.
    static let longestWait: Duration = .seconds(300)

    /// - Parameters:
    ///   - attempt: How often it has been sent again already.
    ///   - chance: 0…1, to keep clients that failed together from coming back together.
    func decision(after setback: Setback, attempt: Int, now: Double, chance: Double) -> Decision {
        guard mayRepeat(after: setback) else { return .giveUp }
        if let asked = Self.wait(askedBy: setback, now: now) {
            if asked > Self.longestWait { return .tooLong(asked) }
            return attempt < maximum ? .wait(asked + .milliseconds(Int64(1000 * chance))) : .giveUp
        }
        guard attempt < maximum else { return .giveUp }
        // 0.5, 1, 2, 4, 8, 8 … seconds, of which the second half is up to chance.
        let step = Double(min(8000, 500 << min(attempt, 4)))
        return .wait(.milliseconds(Int64(step / 2 + step / 2 * chance)))
    }

    private func mayRepeat(after setback: Setback) -> Bool {
        switch (repeats, setback) {
        case (.never, _): false
        case (.always, .transport(let error)):
            switch error.kind {
            case .connect, .timeout, .closed: true
            case .tls, .configuration, .cancelled, .other: false
            }
        case (.always, .status(let status, _)): [408, 429, 500, 502, 503, 504].contains(status)
        case (.ifNotBegun, .transport(let error)): error.kind == .connect
        case (.ifNotBegun, .status(let status, _)): status == 429
        }
    }

    /// The wait that an answer asks for: what is left of the window of a rate limit that is used up, else `Retry-After`.
    static func wait(askedBy setback: Setback, now: Double) -> Duration? {
        guard case .status(let status, let headers) = setback else { return nil }
        if status == 429, let limit = RateLimit(headers), limit.remaining == 0 { return .seconds(limit.reset) }
        return headers[.retryAfter].flatMap { RetryAfter.duration($0, now: now) }
    }
}

/// The most limited of the windows that `RateLimit: "api";r=0;t=55` tells of (draft-ietf-httpapi-ratelimit-headers).
struct RateLimit: Sendable, Hashable {
    /// Requests that are left.
    let remaining: Int
    /// Seconds until there are more.
    let reset: Int

    init?(_ headers: HTTPFields) {
        let limits = headers[values: .rateLimit].flatMap { $0.split(separator: ",") }.compactMap { RateLimit($0) }
        // Of several that are used up, the one that lasts longest counts.
        guard let limit = limits.min(by: { ($0.remaining, -$0.reset) < ($1.remaining, -$1.reset) }) else { return nil }
        self = limit
    }

    private init?(_ text: Substring) {
        var numbers: [String: Int] = [:]
        for parameter in text.split(separator: ";").dropFirst() {
            let parts = parameter.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let number = Int(Self.trimmed(parts[1])) else { continue }
            numbers[Self.trimmed(parts[0])] = number
        }
        guard let remaining = numbers["r"], let reset = numbers["t"], remaining >= 0, reset >= 0 else { return nil }
        (self.remaining, self.reset) = (remaining, min(reset, RetryAfter.most))
    }

    private static func trimmed(_ text: Substring) -> String { text.filter { !$0.isWhitespace } }
}
