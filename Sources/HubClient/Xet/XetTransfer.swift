import HTTPTypes
import NIOCore
import Xet

/// Reads parts of xorbs, and decodes them while they come.
struct XetTransfer: Sendable {
    /// The wait before a broken transfer is begun again; twice as long each time after it.
    private static let pause = Duration.milliseconds(500)

    let session: HubSession

    /// Fills a fetch. What goes wrong is for those who read it.
    ///
    /// - Parameter renewed: Gives a fresh address for the part instead of one that has expired.
    func run(_ fetch: XetFetch, renewed: (XetPlan.Fetch) async throws(HubError) -> XetPlan.Fetch) async {
        do throws(HubError) {
            try await fill(fetch, renewed)
            // Nobody may wait for more than there is.
            fetch.fail(
                HubError(
                    .integrity(expected: "chunks \(fetch.part.chunks)", actual: "fewer bytes"),
                    "The chunks of xorb \(fetch.part.xorb) aren't as long as the file's reconstruction says"))
        } catch {
            fetch.fail(error)
        }
    }

    private func fill(
        _ fetch: XetFetch, _ renewed: (XetPlan.Fetch) async throws(HubError) -> XetPlan.Fetch
    ) async throws(HubError) {
        var part = fetch.part
        var builder = XetBlockBuilder(fetch)
        var isRenewed = false
        var failures = 0
        while true {
            let countBefore = builder.count
            var body: HubBody?
            do throws(HubError) {
                let opened = try await open(part)
                body = opened.body
                return try await decode(opened, of: part, into: &builder)
            } catch {
                // What came is good, and needn't wait for the rest.
                builder.flush()
                if error.status == 403, body == nil, !isRenewed {
                    // The address may have expired.
                    isRenewed = true
                    part = try await renewed(part)
                    continue
                }
                failures = builder.count > countBefore ? 1 : failures + 1
                // What breaks before the body was repeated already.
                let maybePasses = body != nil && (error.kind == .network || error.kind == .timeout)
                guard maybePasses, failures <= session.configuration.retries else {
                    var error = error
                    error.request = Self.request(part)
                    throw error
                }
                do { try await session.clock.sleep(Self.pause * (1 << min(failures - 1, 4))) } catch {
                    throw HubError(.cancelled, "The download was cancelled")
                }
            }
        }
    }

    /// An answer with the bytes of a part in it.
    private struct Opened {
        let body: HubBody
        /// Bytes before those of the part.
        let skipped: Int
    }

    private func open(_ part: XetPlan.Fetch) async throws(HubError) -> Opened {
        var call = HubCall(.get, .url(part.url))
        // Exactly these bytes: an address may be signed for them alone.
        call.headers[.range] = "bytes=\(part.bytes.lowerBound)-\(part.bytes.upperBound - 1)"
        // The address is a right by itself, and often another server's.
        call.isAddressSecret = true
        call.authorization = .none
        call.wantsIdentity = true
        call.subject = "xorb \(part.xorb)"
        let answer = try await session.stream(call)
        return Opened(body: answer.body, skipped: try Self.skipped(in: answer, before: part))
    }

    /// The request for errors. Its address is a secret: whoever has it can read.
    private static func request(_ part: XetPlan.Fetch) -> String {
        let server = WebAddress(part.url)?.root ?? "the CAS"
        return "GET bytes \(part.bytes.lowerBound)-\(part.bytes.upperBound - 1) of xorb \(part.xorb) from \(server)"
    }

    /// How many bytes of an answer come before those of a part.
    private static func skipped(in answer: HubStream, before part: XetPlan.Fetch) throws(HubError) -> Int {
        func wrong(_ what: String) -> HubError {
            HubError(
                .decoding, "Asked for the bytes \(part.bytes) of xorb \(part.xorb), the server sent \(what)",
                status: answer.status)
        }
        if answer.status == 206 {
            guard let header = answer.headers[.contentRange] else { throw wrong("some without saying which") }
            let start = "bytes \(part.bytes.lowerBound)-\(part.bytes.upperBound - 1)"
            guard header == start || header.hasPrefix(start + "/") else { throw wrong("\"\(header.prefix(100))\"") }
            return 0
        }
        guard answer.status == 200 else { throw wrong("no content") }
        // All of the xorb; or a server says so and sends the part, which can be told from the length.
        guard let length = answer.headers[.contentLength].flatMap({ Int($0) }) else { return part.bytes.lowerBound }
        if length == part.bytes.count { return 0 }
        guard length >= part.bytes.upperBound else { throw wrong("\(length) bytes") }
        return part.bytes.lowerBound
    }

    /// - Throws: ``HubError/Kind/network`` if the body ends too early.
    private func decode(
        _ answer: Opened, of part: XetPlan.Fetch, into builder: inout XetBlockBuilder
    ) async throws(HubError) {
        var decoder = XorbChunkDecoder(maximumChunks: part.chunks.count)
        // Those that came before a break.
        var known = builder.count
        var skipped = answer.skipped
        var left = part.bytes.count
        var body = answer.body.makeAsyncIterator()
        while left > 0 {
            guard var bytes = try await body.next() else {
                throw HubError(
                    .network, "The bytes \(part.bytes) of xorb \(part.xorb) ended \(left) bytes too early")
            }
            let front = min(skipped, bytes.readableBytes)
            bytes.moveReaderIndex(forwardBy: front)
            skipped -= front
            if bytes.readableBytes > left { bytes = bytes.getSlice(at: bytes.readerIndex, length: left) ?? bytes }
            left -= bytes.readableBytes
            do {
                try bytes.withUnsafeReadableBytes { bytes in
                    try decoder.append(bytes) { raw in
                        if known > 0 { known -= 1 } else { try builder.append(raw) }
                    }
                }
            } catch {
                throw Self.integrity(error, part)
            }
        }
        do { try decoder.finish() } catch { throw Self.integrity(error, part) }
        guard decoder.count == part.chunks.count, decoder.storedLength == part.bytes.count else {
            throw HubError(
                .integrity(expected: "\(part.chunks.count) chunks", actual: "\(decoder.count) chunks"),
                "The bytes \(part.bytes) of xorb \(part.xorb) hold other chunks than its reconstruction says")
        }
        builder.flush()
    }

    private static func integrity(_ error: any Error, _ part: XetPlan.Fetch) -> HubError {
        if let error = error as? HubError { return error }
        return HubError(
            .integrity(expected: "chunks \(part.chunks) of xorb \(part.xorb)", actual: "\(error)"),
            "The stored content of xorb \(part.xorb) is damaged, or was on its way: \(error)")
    }
}
