/// What happens during a download, in order. Totals never shrink, and bytes that lie here already count from the
/// beginning.
public enum TransferEvent: Sendable, Hashable {
    /// What is to be done is known now: how many files, and how many bytes, with those that lie here already. Files
    /// whose size the hub doesn't tell count as 0.
    case planned(files: Int, bytes: Int64)
    /// Bytes of a file lie here; `completed` counts those of earlier runs as well.
    case bytes(file: String, completed: Int64, total: Int64?)
    /// A file is whole, verified and in its place.
    case finished(file: String, DownloadedFile)
    /// A file is begun anew, for a reason in words: because what lay here can't be continued.
    case restarted(file: String, reason: String)
}

/// A file that lies on this machine, whole.
public struct DownloadedFile: Sendable, Hashable {
    /// Where a file came from.
    public enum Source: Sendable, Hashable {
        /// It was here already.
        case cache
        /// From the hub, or from where it sent the client to, by HTTP.
        case http
        /// From the hub's Xet store, put together from chunks.
        case xet
    }

    /// Its path in the repo.
    public let file: String
    /// Where it lies on this machine.
    public let path: String
    /// The commit it is of, 40 hex digits; nil if the hub doesn't know commits.
    public let commit: String?
    /// What it is stored under: SHA-256 of large files, the git blob id of others.
    public let etag: String?
    /// Bytes.
    public let size: Int64
    /// Where it came from in this download.
    public let source: Source

    /// Takes the parts as they are.
    public init(file: String, path: String, commit: String?, etag: String?, size: Int64, source: Source) {
        self.file = file
        self.path = path
        self.commit = commit
        self.etag = etag
        self.size = size
        self.source = source
    }
}
