import HTTPTypes
public import NIOCore

/// A file's bytes as they come, without the cache. Asks when it is read, and goes on when the connection breaks.
public struct FileBytes: AsyncSequence, Sendable {
    public typealias Element = ByteBuffer
    public typealias Failure = HubError

    let session: HubSession
    let call: HubCall
    /// nil for all.
    let range: Range<Int64>?

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(session: session, call: call, range: range) }

    /// Reads one piece after another.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private let session: HubSession
        private let call: HubCall
        /// Where the next byte is in the file.
        private var position: Int64
        /// Behind the last byte that is wanted; nil for the file's end.
        private var end: Int64?
        private var body: HubBody.AsyncIterator?
        /// Bytes that the answer sends before those that are wanted.
        private var surplus: Int64 = 0
        /// What the server says identifies the content; it must stay the same.
        private var tag: EntityTag?
        private var failures = 0
        private var isAtEnd: Bool

        fileprivate init(session: HubSession, call: HubCall, range: Range<Int64>?) {
            self.session = session
            self.call = call
            position = range?.lowerBound ?? 0
            end = range?.upperBound
            isAtEnd = range?.isEmpty ?? false
        }

        public mutating func next(isolation actor: isolated (any Actor)?) async throws(HubError) -> ByteBuffer? {
            while !isAtEnd {
                do throws(HubError) {
                    if body == nil { try await begin() }
                    if isAtEnd { break }
                    guard var buffer = try await body?.next(isolation: actor) else {
                        try finish()
                        continue
                    }
                    let skipped = Swift.min(surplus, Int64(buffer.readableBytes))
                    buffer.moveReaderIndex(forwardBy: Int(skipped))
                    surplus -= skipped
                    if let end, position + Int64(buffer.readableBytes) >= end {
                        buffer = buffer.getSlice(at: buffer.readerIndex, length: Int(end - position)) ?? buffer
                        isAtEnd = true
                        body = nil
                    }
                    guard buffer.readableBytes > 0 else { continue }
                    position += Int64(buffer.readableBytes)
                    failures = 0
                    return buffer
                } catch {
                    try await recover(from: error)
                }
            }
            return nil
        }

        public mutating func next() async throws(HubError) -> ByteBuffer? { try await next(isolation: nil) }

        private mutating func begin() async throws(HubError) {
            var call = call
            if position > 0 || end != nil {
                call.headers[.range] = "bytes=\(position)-" + (end.map { String($0 - 1) } ?? "")
            }
            let stream = try await session.stream(call, accepting: [416])
            let new = stream.headers[.eTag].flatMap { EntityTag($0) }
            if let tag, let new, tag.value != new.value {
                throw HubError(
                    .conflict, "It changed on the hub while it was read: \(call.subject ?? stream.request)",
                    suggestion: "Read it again, or read a commit instead of a branch", request: stream.request)
            }
            tag = tag ?? new
            let range = stream.headers[.contentRange].flatMap { ContentRange($0) }
            switch stream.status {
            case 416:
                isAtEnd = true
                return
            case 206:
                guard let first = range?.bytes?.lowerBound, first == position else {
                    throw HubError(
                        .decoding, "The server sent another part than asked for: \(call.subject ?? stream.request)",
                        request: stream.request, status: 206)
                }
                surplus = 0
                if let total = range?.total { end = Swift.min(end ?? total, total) }
            default:
                // A server that doesn't send parts sends all of it.
                surplus = position
                if let length = stream.headers[.contentLength].flatMap({ Int64($0) }), length >= 0 {
                    end = Swift.min(end ?? length, length)
                    if position >= length { isAtEnd = true }
                }
            }
            body = stream.body.makeAsyncIterator()
        }

        /// The answer is over; whether the bytes are, only its length can tell.
        private mutating func finish() throws(HubError) {
            guard let end, position < end else {
                body = nil
                isAtEnd = true
                return
            }
            throw HubError(.network, "The connection broke at byte \(position) of \(call.subject ?? "the file")")
        }

        private mutating func recover(from error: HubError) async throws(HubError) {
            // What opens an answer repeats by itself.
            let wasReading = body != nil
            body = nil
            guard wasReading, [.network, .timeout].contains(error.kind),
                failures < Swift.min(5, session.configuration.retries)
            else {
                isAtEnd = true
                throw error
            }
            failures += 1
            do { try await session.pause(beforeAttempt: failures) } catch {
                isAtEnd = true
                throw error
            }
        }
    }
}
