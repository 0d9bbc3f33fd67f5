import HTTPTypes
import NIOCore

/// Brings the rest of a file in parts over several connections at once, and adds the parts to the partial file in
/// their order.
struct SplitTransfer {
    let session: HubSession
    /// The whole file's request, without a range.
    let call: HubCall
    /// What the server says identifies the content; every part must be of the same.
    let validator: String
    let size: Int64
    let partSize: Int64
    let limits: SplitLimits

    private enum Event: Sendable {
        case arrived(Int)
        case failed(HubError)
        /// It is time to tell how far it is.
        case tick
    }

    /// The partial file holds all bytes from its beginning on without holes, also when this throws.
    ///
    /// - Returns: How many parts were added.
    func run(into partial: PartialFile, meter: ProgressMeter?) async throws(HubError) -> Int {
        let start = partial.length
        let count = Int((size - start + partSize - 1) / partSize)
        let ahead = try AheadFile(partial.path + ".\(UInt32.random(in: 0...(.max))).ahead.incomplete")
        let error: HubError? = await withTaskGroup(of: Event.self) { group in
            defer { group.cancelAll() }
            var begun = 0
            var underWay = 0
            var added = 0
            var arrived: Set<Int> = []
            group.addTask { await Self.tick() }
            while added < count {
                while underWay < limits.connections, begun < min(count, added + limits.slots) {
                    let number = begun
                    group.addTask { await fetch(number, from: start, into: ahead) }
                    begun += 1
                    underWay += 1
                }
                switch await group.next() {
                case .tick:
                    meter?.report(partial.length + ahead.bytes, total: size)
                    group.addTask { await Self.tick() }
                case .arrived(let number):
                    underWay -= 1
                    arrived.insert(number)
                    while arrived.remove(added) != nil {
                        do throws(HubError) {
                            try await ahead.pass(place(of: added, from: start), to: partial)
                        } catch {
                            return error
                        }
                        added += 1
                    }
                case .failed(let error): return error
                case nil: return nil
                }
                if Task.isCancelled { return HubError(.cancelled, "Cancelled: \(call.subject ?? "a download")") }
            }
            return nil
        }
        if let error { throw error }
        return count
    }

    private static func tick() async -> Event {
        try? await Task.sleep(for: .milliseconds(100))
        return .tick
    }

    /// Which bytes of the file a part is.
    private func part(_ number: Int, from start: Int64) -> Range<Int64> {
        let first = start + Int64(number) * partSize
        return first..<min(first + partSize, size)
    }

    /// Where a part lies ahead of its turn. Places are used again.
    private func place(of number: Int, from start: Int64) -> Range<Int64> {
        let place = Int64(number % limits.slots) * partSize
        return place..<place + Int64(part(number, from: start).count)
    }

    private func fetch(_ number: Int, from start: Int64, into ahead: AheadFile) async -> Event {
        let part = part(number, from: start)
        let place = place(of: number, from: start).lowerBound
        var position = part.lowerBound
        var failures = 0
        while true {
            let before = position
            do throws(HubError) {
                try await receive(part, from: &position) { buffer, position throws(HubError) in
                    try ahead.write(buffer, at: place + position - part.lowerBound)
                }
                return .arrived(number)
            } catch {
                guard [.network, .timeout].contains(error.kind), !Task.isCancelled else { return .failed(error) }
                failures = position > before ? 0 : failures + 1
                guard failures <= min(5, session.configuration.retries), session.configuration.retries > 0 else {
                    return .failed(error)
                }
                do throws(HubError) { try await session.pause(beforeAttempt: max(1, failures)) } catch {
                    return .failed(error)
                }
            }
        }
    }

    /// Asks once for what is missing of a part.
    private func receive(
        _ part: Range<Int64>, from position: inout Int64,
        _ take: (ByteBuffer, Int64) throws(HubError) -> Void
    ) async throws(HubError) {
        var call = call
        call.headers[.range] = "bytes=\(position)-\(part.upperBound - 1)"
        call.headers[.ifRange] = validator
        let stream = try await session.stream(call)
        let range = stream.headers[.contentRange].flatMap { ContentRange($0) }
        guard stream.status == 206, range?.bytes == position...(part.upperBound - 1), range?.total ?? size == size
        else {
            throw HubError(
                .decoding, "The server sent another part than asked for", request: stream.request,
                status: stream.status)
        }
        for try await buffer in stream.body {
            guard Int64(buffer.readableBytes) <= part.upperBound - position else {
                throw HubError(.decoding, "The server sent more than was asked for", request: stream.request)
            }
            try take(buffer, position)
            position += Int64(buffer.readableBytes)
        }
        guard position == part.upperBound else {
            throw HubError(.network, "The connection broke in the middle of a part", request: stream.request)
        }
    }
}
