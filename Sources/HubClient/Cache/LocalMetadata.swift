/// What is known of a file in a ``LocalFolder``: three lines beside it.
struct LocalMetadata: Sendable, Hashable {
    /// The commit that it was last known to be of, 40 hex digits.
    let commit: String
    let etag: String
    /// When that was known: seconds since 1970 UTC.
    let timestamp: Double

    /// From the lines; nil if they are not as they should be.
    init?(text: String) {
        // By scalars: as a character, a line end of Windows is not one of Unix.
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            .map { String(String.UnicodeScalarView($0.filter { $0 != "\r" })) }
        guard lines.count >= 3, Revision(lines[0]).isCommit, !lines[1].isEmpty, let timestamp = Double(lines[2]) else {
            return nil
        }
        self.init(commit: lines[0], etag: lines[1], timestamp: timestamp)
    }

    init(commit: String, etag: String, timestamp: Double) {
        self.commit = commit
        self.etag = etag
        self.timestamp = timestamp
    }

    var text: String { "\(commit)\n\(etag)\n\(timestamp)\n" }

    /// Whether it still holds for a file that was last changed then (seconds since 1970 UTC). One second is allowed
    /// for file systems that keep times roughly.
    func holds(modified: Double) -> Bool { modified - 1 <= timestamp }
}

/// What to do about a file of a ``LocalFolder``.
enum LocalStep: Sendable, Hashable {
    /// It is the file that is wanted.
    case keep
    /// Only the hub can say whether it is.
    case askHub
    /// It is the one that is wanted, but known as another commit's: note the new commit.
    case refresh
    /// It was changed or came from elsewhere: hash it. If the hash is the etag, note that; otherwise fetch it.
    case compareHash
    case fetch

    /// - Parameters:
    ///   - revision: What was asked for.
    ///   - etag: What the hub says that the file is there; nil before it was asked.
    ///   - isThere: A regular file has the name.
    ///   - metadata: What is known of it and still holds.
    ///   - isForced: It is to be fetched whatever lies there.
    static func next(
        revision: Revision, etag: String?, isThere: Bool, metadata: LocalMetadata?, isForced: Bool = false
    ) -> LocalStep {
        guard let etag else {
            let isKnown = revision.isCommit && isThere && metadata?.commit == revision.name
            return isKnown && !isForced ? .keep : .askHub
        }
        guard isThere, !isForced else { return .fetch }
        if let metadata { return metadata.etag == etag ? .refresh : .fetch }
        return ContentDigest(etag: etag) == nil ? .fetch : .compareHash
    }
}

extension LocalFolder {
    /// What is known of a file and still holds: nil if the file is gone or was changed since.
    func metadata(of places: Places) -> LocalMetadata? {
        guard let bytes = try? FileSystem.read(places.metadata, limit: 4096),
            let metadata = LocalMetadata(text: String(decoding: bytes, as: UTF8.self)),
            let status = FileStatus(places.file), metadata.holds(modified: status.modified)
        else { return nil }
        return metadata
    }

    /// Notes that a file is a commit's, as of now.
    func note(_ places: Places, commit: String, etag: String) throws(HubError) {
        guard Revision(commit).isCommit, !etag.utf8.contains(where: { $0 < 0x20 }) else {
            throw HubError(.invalidInput, "“\(commit.prefix(80))” is no commit id, or the ETag no single line")
        }
        let metadata = LocalMetadata(commit: commit, etag: etag, timestamp: secondsSince1970())
        try FileSystem.write(Array(metadata.text.utf8), to: places.metadata)
    }
}
