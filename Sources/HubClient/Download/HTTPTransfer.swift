import HTTPTypes
import NIOCore

/// Fills a partial file by GET: goes on where it ends, again and again while bytes come, and compares what came with
/// what was promised.
struct HTTPTransfer {
    let session: HubSession
    /// The whole file's request, without a range.
    let call: HubCall
    let partial: PartialFile
    let resume: ResumeRecord
    let meter: ProgressMeter?

    /// A server that once answered a range wrongly isn't asked for one again.
    var mayAskForRanges = true
    /// The rest comes over several connections at most once: whatever goes wrong then goes better over one.
    var maySplit = true
    /// Of the answers whose bytes the file holds now.
    var answers = 0
    private var hasRestartedForHash = false
    /// Broken answers in a row that brought nothing new.
    private var failures = 0
    private var furthest: Int64
    /// The size, if only an answer could tell it.
    private var announced: Int64?

    /// How many broken answers in a row may bring nothing new. A client that repeats nothing doesn't continue, either.
    private var maximumFailures: Int { min(5, session.configuration.retries) }

    init(_ session: HubSession, _ call: HubCall, into partial: PartialFile, resume: ResumeRecord, meter: ProgressMeter?)
    {
        self.session = session
        self.call = call
        self.partial = partial
        self.resume = resume
        self.meter = meter
        self.furthest = partial.length
    }

    var size: Int64? { partial.expected.size ?? announced }

    /// - Throws: On `integrity` the partial file holds nothing that is worth keeping.
    mutating func run() async throws(HubError) {
        meter?.report(partial.length, total: size)
        while true {
            let isWhole = try await isWhole()
            if isWhole, try await isProven() { break }
        }
        meter?.report(partial.length, total: partial.length, isLast: true)
    }

    /// Whether all bytes lie here, after one more answer if necessary.
    private mutating func isWhole() async throws(HubError) -> Bool {
        if let size, partial.length == size { return true }
        do throws(BrokenAnswer) {
            switch try await receive() {
            case .whole: return true
            case .nothing: return false
            case .slow(let speed):
                try await split(at: speed)
                return false
            }
        } catch {
            switch error {
            case .final(let error): throw error
            case .passing(let error):
                if Task.isCancelled { throw HubError(.cancelled, "Cancelled: \(subject)") }
                try await goOn(after: error)
                return false
            }
        }
    }

    private mutating func goOn(after error: HubError) async throws(HubError) {
        guard maximumFailures > 0 else { throw error }
        if partial.length > furthest {
            furthest = partial.length
            failures = 0
            return
        }
        failures += 1
        guard failures <= maximumFailures else { throw error }
        try await session.pause(beforeAttempt: failures)
    }

    /// What came of one answer that didn't break.
    private enum Received {
        case whole
        /// Nothing that could be used; the next one will be another.
        case nothing
        /// A beginning, with so many bytes in a second that several connections are worth trying.
        case slow(Double)
    }

    /// Asks once, and takes what comes.
    private mutating func receive() async throws(BrokenAnswer) -> Received {
        if partial.length > 0, !mayAskForRanges { try restart("the server doesn't send parts of it") }
        let start = partial.length
        var call = call
        if start > 0 {
            call.headers[.range] = "bytes=\(start)-"
            if let validator = resume.validator { call.headers[.ifRange] = validator }
        }
        let stream: HubStream
        do throws(HubError) {
            stream = try await session.stream(call, accepting: start > 0 ? [416] : [])
        } catch {
            guard error.code == HubError.compressedRange else { throw .final(error) }
            mayAskForRanges = false
            try restart("the server compresses what it sends")
            return .nothing
        }
        guard try begins(with: stream, at: start) else { return .nothing }
        answers += 1
        let end = Self.length(of: stream).map { partial.length + $0 }
        if partial.expected.size == nil, let end, stream.status == 200 { announced = end }
        do throws(HubError) { try resume.keep(stream.headers[.eTag], size: size ?? end) } catch { throw .final(error) }
        var watch = canSplit(stream) ? SpeedWatch(.current) : nil
        do throws(HubError) {
            for try await buffer in stream.body {
                if let size, partial.length + Int64(buffer.readableBytes) > size {
                    throw HubError(
                        .integrity(expected: "\(size) bytes", actual: "more"),
                        "The server sent more than the \(size) bytes of \(subject)", request: stream.request)
                }
                try partial.append(buffer)
                meter?.report(partial.length, total: size)
                if let speed = watch?.slowness(after: buffer.readableBytes) {
                    if isWorthSplitting { return .slow(speed) }
                    watch = nil
                }
            }
        } catch {
            switch error.kind {
            case .network, .timeout: throw .passing(error)
            default: throw .final(error)
            }
        }
        if let size = size ?? end {
            if partial.length == size { return .whole }
            throw .passing(
                HubError(
                    .integrity(expected: "\(size) bytes", actual: "\(partial.length) bytes"),
                    "The server sent only \(partial.length) of the \(size) bytes of \(subject)", request: stream.request
                ))
        }
        return .whole
    }

    /// Whether the answer's bytes belong where the partial file ends now; throws its bytes away if they are to be
    /// replaced.
    private mutating func begins(with stream: HubStream, at start: Int64) throws(BrokenAnswer) -> Bool {
        let range = stream.headers[.contentRange].flatMap { ContentRange($0) }
        switch stream.status {
        case 206:
            let hasRightTotal = range?.total == nil || size == nil || range?.total == size
            guard let first = range?.bytes?.lowerBound, first == start, hasRightTotal else {
                mayAskForRanges = false
                guard start > 0 else {
                    throw .final(
                        HubError(
                            .decoding, "The server sent another part of \(subject) than asked for",
                            request: stream.request, status: 206))
                }
                try restart("the server sent another part than asked for")
                return false
            }
            if partial.expected.size == nil, let total = range?.total { announced = total }
            return true
        case 416:
            // Everything lies here, if the server says so; a size that was known would have told it before.
            if size == nil, range?.total == start {
                announced = start
                return false
            }
            mayAskForRanges = false
            try restart("the server has no bytes where the part that lies here ends")
            return false
        default:
            guard start > 0 else { return true }
            // Done now and not with the first bytes, as there may be none.
            mayAskForRanges = false
            try restart("the server sent all of it instead of the rest")
            return true
        }
    }

    /// Whether the hash is the right one.
    private mutating func isProven() async throws(HubError) -> Bool {
        guard let expected = partial.expected.digest else { return true }
        let actual = try await partial.hash()
        if actual == expected.hex { return true }
        // Bytes of several answers may not belong together, those of one do.
        if !hasRestartedForHash, partial.inherited > 0 || answers > 1 {
            hasRestartedForHash = true
            mayAskForRanges = false
            do throws(BrokenAnswer) { try restart("its bytes are not those that the hub promised") } catch {
                throw error.error
            }
            return false
        }
        throw HubError(
            .integrity(expected: expected.hex, actual: actual ?? ""),
            "The bytes of \(subject) are not those that the hub promised: its hash is \(actual ?? ""), not \(expected.hex)",
            suggestion: "Try again; if it happens again, tell the owner of the hub", request: request)
    }

    private mutating func restart(_ reason: String) throws(BrokenAnswer) {
        do throws(HubError) { try partial.restart() } catch { throw .final(error) }
        answers = 0
        announced = nil
        resume.forget()
        meter?.restarted(reason)
    }

    private var subject: String { call.subject ?? request }

    private var request: String {
        switch call.target {
        case .path(let path): "GET \(session.configuration.endpoint)\(path)"
        case .url(let url): "GET \(WebAddress(url).map { Redaction.address($0) } ?? "the address given")"
        }
    }

    private static func length(of stream: HubStream) -> Int64? {
        stream.headers[.contentLength].flatMap { Int64($0) }
    }
}

/// What ended an answer too early.
enum BrokenAnswer: Error {
    /// Another request may bring the rest.
    case passing(HubError)
    case final(HubError)

    var error: HubError {
        switch self {
        case .passing(let error), .final(let error): error
        }
    }
}
