import HTTPTypes
import HubAPI
import HubClient
import NIOCore
import Synchronization

/// Serves files by range, rightly or in one of the ways in which servers get it wrong.
final class RangeTransport: HTTPTransport {
    enum Manner: Sendable {
        case right
        /// Sends the whole file, whatever was asked for.
        case ignoresRange
        /// Sends at most so many bytes of a range.
        case shortens(Int)
        /// Begins so many bytes too early, and says so.
        case early(Int)
        /// Begins so many bytes too late, and says so.
        case late(Int)
        /// Calls a later range the whole file.
        case sliceAs200
        /// Sends a range without saying which.
        case unlabelled
        /// Cuts ranges out of the compressed bytes; sends whole files compressed.
        case compresses([UInt8])
        /// Breaks off after so many bytes of each answer.
        case breaks(after: Int)
        /// Sends other bytes from the second request on.
        case changes
        /// Says that the file has another size from the second request on.
        case grows
        /// Sends away to another server, which alone has the files.
        case redirects
    }

    private struct State {
        var asked: [String] = []
        var sent = 0
        var tokens: [String?] = []
    }

    let files: [String: [UInt8]]
    let manner: Manner
    let json: [String: String]
    private let state = Mutex(State())

    /// - Parameters:
    ///   - files: By their path behind the revision.
    ///   - json: Answers of the API by path and query.
    init(_ files: [String: [UInt8]], _ manner: Manner = .right, json: [String: String] = [:]) {
        self.files = files
        self.manner = manner
        self.json = json
    }

    static let commit = String(repeating: "0c", count: 20)

    /// `path range`, in the order of the requests.
    var asked: [String] { state.withLock { $0.asked } }
    /// Bytes of files that were taken.
    var sent: Int { state.withLock { $0.sent } }
    /// What was sent to the other server.
    var tokensElsewhere: [String?] { state.withLock { $0.tokens } }

    func shutdown() async {}

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        let path = request.url.replacing("http://hub.test", with: "")
        let range = request.headers[.range]
        let number = state.withLock { state in
            state.asked.append(range.map { "\(path) \($0)" } ?? path)
            return state.asked.count
        }
        if let text = json[path] { return answer(200, Array(text.utf8)) }
        if case .redirects = manner, path.hasPrefix("/") {
            var response = answer(302, Array("Moved".utf8))
            response.headers[.location] = "http://cdn.test" + path
            response.headers[Self.repoCommit] = Self.commit
            return response
        }
        if path.hasPrefix("http://cdn.test") { state.withLock { $0.tokens.append(request.headers[.authorization]) } }
        guard let name = files.keys.first(where: { path.hasSuffix("/" + $0) }), let file = files[name] else {
            var response = answer(404, [])
            response.headers[Self.errorCode] = "EntryNotFound"
            return response
        }
        var response = serve(file, range, number)
        if !path.hasPrefix("http://cdn.test") { response.headers[Self.repoCommit] = Self.commit }
        return response
    }

    private func serve(_ file: [UInt8], _ range: String?, _ number: Int) -> TransportResponse {
        guard let range, let wanted = Self.bounds(range) else { return whole(file) }
        if case .ignoresRange = manner { return whole(file) }
        guard wanted.lowerBound < file.count else {
            var response = answer(416, Array("Range not satisfiable".utf8))
            response.headers[.contentRange] = "bytes */\(file.count)"
            return response
        }
        var part = wanted.clamped(to: 0..<file.count)
        var file = file
        var total = file.count
        var status = 206
        switch manner {
        case .shortens(let most): part = part.lowerBound..<min(part.upperBound, part.lowerBound + most)
        case .early(let by): part = max(0, part.lowerBound - by)..<part.upperBound
        case .late(let by): part = min(part.upperBound - 1, part.lowerBound + by)..<part.upperBound
        case .compresses(let compressed):
            let part = part.clamped(to: 0..<compressed.count)
            var response = answer(206, Array(compressed[part]))
            response.headers[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(compressed.count)"
            response.headers[.contentEncoding] = "gzip"
            return response
        case .changes where number > 1: file = file.map { ~$0 }
        case .grows where number > 1: total += 1
        case .sliceAs200 where number > 1: status = 200
        default: break
        }
        // Servers that begin too early show what they sent before, changed or not.
        if case .changes = manner { part = max(0, part.lowerBound - 10)..<part.upperBound }
        var response = answer(status, Array(file[part]))
        if case .unlabelled = manner { return response }
        if status == 206 {
            response.headers[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(total)"
        }
        return response
    }

    private func whole(_ file: [UInt8]) -> TransportResponse {
        guard case .compresses(let compressed) = manner else { return answer(200, file) }
        var response = answer(200, compressed)
        response.headers[.contentEncoding] = "gzip"
        return response
    }

    private func answer(_ status: Int, _ body: [UInt8]) -> TransportResponse {
        var limit = Int.max
        if case .breaks(let most) = manner, status < 300 { limit = most }
        let body = Chunks(bytes: body, limit: limit) { count in self.state.withLock { $0.sent += count } }
        return TransportResponse(
            status: status, headers: [.contentLength: String(body.bytes.count)], body: TransportBody(body))
    }

    private static func bounds(_ range: String) -> Range<Int>? {
        let ends = range.dropFirst("bytes=".count).split(separator: "-").compactMap { Int($0) }
        return ends.count == 2 && ends[0] <= ends[1] ? ends[0]..<ends[1] + 1 : nil
    }

    private static var repoCommit: HTTPField.Name { name("X-Repo-Commit") }
    private static var errorCode: HTTPField.Name { name("X-Error-Code") }

    private static func name(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure(text) }
        return name
    }

    /// Bytes in pieces of 1,000; breaks off at the limit.
    private struct Chunks: AsyncSequence, Sendable {
        let bytes: [UInt8]
        let limit: Int
        let taken: @Sendable (Int) -> Void

        struct AsyncIterator: AsyncIteratorProtocol {
            var rest: ArraySlice<UInt8>
            var limit: Int
            let taken: @Sendable (Int) -> Void

            mutating func next(isolation actor: isolated (any Actor)?) async throws(any Error) -> ByteBuffer? {
                guard !rest.isEmpty else { return nil }
                guard limit > 0 else { throw TransportError(.closed, "connection reset") }
                let piece = rest.prefix(limit < 1000 ? limit : 1000)
                rest = rest.dropFirst(piece.count)
                limit -= piece.count
                taken(piece.count)
                return ByteBuffer(bytes: piece)
            }

            mutating func next() async throws -> ByteBuffer? { try await next(isolation: nil) }
        }

        func makeAsyncIterator() -> AsyncIterator { AsyncIterator(rest: bytes[...], limit: limit, taken: taken) }
    }
}

extension Hub {
    static func serving(_ transport: RangeTransport) -> Hub {
        var configuration = HubConfiguration(endpoint: "http://hub.test", token: .value("hf_test"), home: "/nowhere")
        configuration.retries = 2
        return Hub(configuration, transport: transport)
    }
}
