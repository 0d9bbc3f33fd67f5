import HTTPTypes
import NIOCore

extension Repo {
    /// The most bytes that ``read(_:revision:bytes:)`` takes: 256 MiB.
    public static var longestRead: Int64 { 256 << 20 }

    /// Bytes of a file, without the cache: one request.
    ///
    /// - Parameters:
    ///   - file: Its path in the repo.
    ///   - revision: A branch, tag, ref or commit.
    ///   - bytes: Which; an end beyond the file's is cut off, a beginning beyond it gives no bytes. At most
    ///     ``longestRead``.
    /// - Throws: ``HubError`` of kind `invalidInput` for a range that is too long or begins below 0, and what the hub
    ///   answers.
    @concurrent
    public func read(
        _ file: String, revision: Revision = .main, bytes: Range<Int64>
    ) async throws(HubError) -> [UInt8] {
        guard bytes.lowerBound >= 0, bytes.upperBound - bytes.lowerBound <= Self.longestRead else {
            throw HubError(
                .invalidInput, "The range \(bytes) of \(reference.subject(revision, file: file)) can't be read at once",
                suggestion: "Read at most \(Self.longestRead) bytes, or use stream(_:revision:bytes:)")
        }
        var result: [UInt8] = []
        for try await buffer in stream(file, revision: revision, bytes: bytes) {
            result.append(contentsOf: buffer.readableBytesView)
        }
        return result
    }

    /// A file's bytes as they come, without the cache; continued when the connection breaks. They are compared with
    /// nothing: for a part of a file there is no hash.
    ///
    /// - Parameters:
    ///   - file: Its path in the repo.
    ///   - revision: A branch, tag, ref or commit.
    ///   - bytes: Which, from 0 on; all if nil.
    /// - Returns: Bytes that throw ``HubError``: what the hub answers, `conflict` if the file changes meanwhile, ….
    public func stream(_ file: String, revision: Revision = .main, bytes: Range<Int64>? = nil) -> FileBytes {
        var call = HubCall(.get, .path(reference.resolve(file, revision)))
        call.wantsIdentity = true
        call.subject = reference.subject(revision, file: file)
        return FileBytes(
            session: hub.session, call: call, range: bytes.map { max(0, $0.lowerBound)..<max(0, $0.upperBound) })
    }

    /// What the hub says about a file without sending it.
    ///
    /// - Throws: ``HubError`` of kind `entryNotFound`, `revisionNotFound`, `repositoryNotFound`, `gated`, ….
    @concurrent
    public func metadata(of file: String, revision: Revision = .main) async throws(HubError) -> FileMetadata {
        try await FileLookup(hub: hub, repo: reference, file: file, revision: revision).metadata()
    }
}
