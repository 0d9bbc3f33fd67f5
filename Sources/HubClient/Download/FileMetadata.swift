/// What a hub says about a file without sending it (`HEAD …/resolve/…`).
public struct FileMetadata: Sendable, Hashable {
    /// Its path in the repo.
    public let file: String
    /// The commit that was looked at, 40 hex digits; nil if the hub doesn't tell (`X-Repo-Commit`).
    public let commit: String?
    /// SHA-256 of large files, the git blob id of others; without `W/` and quotes (`X-Linked-Etag`, `ETag`).
    public let etag: String?
    /// Bytes; nil if the hub doesn't tell (`X-Linked-Size`, or the length of an answer that is no redirect).
    public let size: Int64?
    /// Where the bytes are: the redirect that leaves the hub, or the address that was asked.
    public let location: String
    /// The file's Xet hash, 64 hex digits, if it can be had by Xet (`X-Xet-Hash`).
    public let xetHash: String?
    /// Where to ask for the token to read it by Xet (`Link: …; rel="xet-auth"`, `X-Xet-Refresh-Route`).
    public let xetTokenRoute: String?

    /// Takes the parts as they are.
    public init(
        file: String, commit: String?, etag: String?, size: Int64?, location: String, xetHash: String? = nil,
        xetTokenRoute: String? = nil
    ) {
        self.file = file
        self.commit = commit
        self.etag = etag
        self.size = size
        self.location = location
        self.xetHash = xetHash
        self.xetTokenRoute = xetTokenRoute
    }
}
