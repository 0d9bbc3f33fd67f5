/// The files of one commit, or those of them that were asked for, on this machine.
public struct Snapshot: Sendable, Hashable {
    /// The folder that holds them.
    public let path: String
    /// 40 hex digits; nil if nobody could be asked and the folder doesn't tell.
    public let commit: String?
    /// In the order of their paths.
    public let files: [DownloadedFile]

    /// Takes the parts as they are.
    public init(path: String, commit: String?, files: [DownloadedFile]) {
        self.path = path
        self.commit = commit
        self.files = files
    }
}

/// What a download would do with one file.
public struct PlannedFile: Sendable, Hashable {
    /// Its path in the repo.
    public let file: String
    /// 40 hex digits.
    public let commit: String
    /// Bytes; nil if the hub doesn't tell before the file is fetched.
    public let size: Int64?
    /// Whether it lies here already.
    public let isCached: Bool
    /// Whether a download would fetch it.
    public let willDownload: Bool
    /// Where it lies, or would lie.
    public let path: String

    /// Takes the parts as they are.
    public init(file: String, commit: String, size: Int64?, isCached: Bool, willDownload: Bool, path: String) {
        self.file = file
        self.commit = commit
        self.size = size
        self.isCached = isCached
        self.willDownload = willDownload
        self.path = path
    }
}
