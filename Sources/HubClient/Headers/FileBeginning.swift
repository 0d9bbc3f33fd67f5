import HTTPTypes
import HubAPI
import NIOCore

/// The first bytes of a file on a hub, read as far as they are needed and no further.
///
/// Reads by ranges. A server that sends the whole file instead is heard until enough has come. What comes is checked
/// against what came before, because a branch may move and some servers cut ranges wrongly.
struct FileBeginning: Sendable {
    private let session: HubSession
    private let repo: RepoReference
    let file: String
    /// The revision that was asked for, and the commit it stands for as soon as the hub has told.
    private(set) var revision: Revision
    private(set) var bytes: [UInt8] = []
    /// Bytes of the whole file; nil as long as nobody told.
    private(set) var size: Int64?
    /// Whether the server has shown that it cuts ranges out of compressed bytes.
    private var avoidsRanges = false

    init(_ session: HubSession, _ repo: RepoReference, _ file: String, _ revision: Revision) {
        self.session = session
        self.repo = repo
        self.file = file
        self.revision = revision
    }

    /// Whether `bytes` is all of the file.
    var isWhole: Bool { size.map { Int64(bytes.count) >= $0 } ?? false }

    /// For errors: `model a/b, revision main, file model.gguf`.
    var subject: String { repo.subject(revision, file: file) }

    /// Makes sure that the first `count` bytes are here, or all of a shorter file.
    mutating func read(_ count: Int) async throws(HubError) {
        var failures = 0
        while bytes.count < count, !isWhole {
            let before = bytes.count
            do throws(HubError) {
                try await request(count)
                // An answer that was right but short, such as a smaller range than was asked for.
                if bytes.count == before, !isWhole { throw stuck() }
            } catch {
                if error.code == HubError.compressedRange, !avoidsRanges {
                    avoidsRanges = true
                    continue
                }
                // What has come is kept, so each try goes on where the last one broke off.
                guard error.kind == .network || error.kind == .timeout, failures < session.configuration.retries,
                    !Task.isCancelled
                else { throw error }
                failures = bytes.count > before ? 0 : failures + 1
            }
        }
    }

    private mutating func request(_ count: Int) async throws(HubError) {
        var call = HubCall(.get, .path(repo.resolve(file, revision)))
        call.wantsIdentity = true
        call.headTimeout = session.configuration.metadataTimeout
        call.subject = subject
        if !avoidsRanges { call.headers[.range] = "bytes=\(bytes.count)-\(count - 1)" }
        let stream = try await session.stream(call, accepting: [416])
        learn(from: stream)
        let range = stream.headers[.contentRange].flatMap { ContentRange($0) }
        if stream.status == 416 {
            // There is nothing behind what is here.
            guard let total = range?.total ?? size, total <= Int64(bytes.count) else {
                throw unexpected(stream, "it refuses a range that lies within the file")
            }
            size = total
            return
        }
        let start: Int64
        if let range, let bytes = range.bytes {
            if let total = range.total { try agree(total, stream) }
            start = bytes.lowerBound
        } else if stream.status == 206 {
            throw unexpected(stream, "it sends a range without saying which")
        } else {
            start = 0
        }
        guard start <= Int64(bytes.count) else { throw unexpected(stream, "it sends another range than was asked for") }
        let isPart = stream.status == 206 || range != nil
        try await take(stream, from: Int(start), count, end: isPart ? range?.bytes.map { Int($0.upperBound) + 1 } : nil)
    }

    /// Takes what is new of a body that begins at `start` of the file.
    ///
    /// - Parameter end: Where the body should end; nil if that is the end of the file.
    private mutating func take(
        _ stream: HubStream, from start: Int, _ count: Int, end: Int?
    ) async throws(HubError) {
        var position = start
        var chunks = stream.body.makeAsyncIterator()
        while let chunk = try await chunks.next() {
            for piece in chunk.readableBytesView.split(at: bytes.count - position) {
                if position < bytes.count {
                    guard bytes[position..<position + piece.count].elementsEqual(piece) else {
                        throw unexpected(stream, "it differs from what was sent before")
                    }
                } else {
                    bytes.append(contentsOf: piece.prefix(count - position))
                }
                position += piece.count
                if bytes.count >= count { return }
            }
        }
        if let end {
            guard position >= end else { throw broken(stream, "the answer ended after \(position) of \(end) bytes") }
        } else if let size, Int64(position) < size {
            throw broken(stream, "the answer ended after \(position) of \(size) bytes")
        } else {
            try agree(Int64(position), stream)
        }
    }

    /// What the answer, and the redirects that led to it, tell about the file.
    private mutating func learn(from stream: HubStream) {
        let heads = stream.hops.map(\.headers) + [stream.headers]
        if let commit = heads.lazy.compactMap({ $0[.repoCommit] }).first.map({ Revision($0) }), commit.isCommit {
            revision = commit
        }
        if size == nil { size = heads.lazy.compactMap { $0[.linkedSize].flatMap { Int64($0) } }.first }
        // The length of a whole file that comes as it is.
        if size == nil, stream.status == 200, stream.headers[.contentRange] == nil {
            size = stream.headers[.contentLength].flatMap { Int64($0) }
        }
    }

    private mutating func agree(_ total: Int64, _ stream: HubStream) throws(HubError) {
        if let size, size != total {
            throw unexpected(stream, "the file has \(total) bytes in it, and had \(size) before")
        }
        size = total
    }

    private func unexpected(_ stream: HubStream, _ why: String) -> HubError {
        HubError(
            .decoding, "The answer about \(subject) can't be used: \(why)", request: stream.request,
            status: stream.status)
    }

    private func broken(_ stream: HubStream, _ why: String) -> HubError {
        HubError(.network, "The connection broke: \(why) of \(subject)", request: stream.request)
    }

    private func stuck() -> HubError {
        HubError(.decoding, "The hub sends no more of \(subject) behind byte \(bytes.count)")
    }
}

extension ByteBufferView {
    /// The part before a place and the part behind it, without empty ones.
    fileprivate func split(at place: Int) -> [ByteBufferView.SubSequence] {
        guard place > 0, place < count else { return isEmpty ? [] : [self[startIndex..<endIndex]] }
        let middle = index(startIndex, offsetBy: place)
        return [self[startIndex..<middle], self[middle..<endIndex]]
    }
}
