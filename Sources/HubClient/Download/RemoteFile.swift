import HTTPTypes
import HubAPI

/// A file of a commit, as the hub describes it: all that must be known to fetch it and to know that it is right.
struct RemoteFile: Sendable, Hashable {
    let repo: RepoReference
    /// Its path in the repo.
    let file: String
    /// 40 hex digits.
    let commit: String
    /// What its content is stored under.
    let etag: String
    /// Bytes; nil if the hub doesn't tell.
    let size: Int64?
    let xet: Xet?

    struct Xet: Sendable, Hashable {
        /// 64 hex digits.
        let hash: String
        /// An address, or a path of the hub.
        let tokenRoute: String
    }

    init(repo: RepoReference, file: String, commit: String, etag: String, size: Int64?, xet: Xet?) {
        self.repo = repo
        self.file = file
        self.commit = commit
        self.etag = etag
        self.size = size
        self.xet = xet
    }

    /// From a listing of its commit.
    init(_ entry: CachedTree.Entry, repo: RepoReference, file: String, commit: String) {
        let xet = entry.xetHash.map {
            Xet(hash: $0, tokenRoute: XetFileReference.readTokenRoute(of: repo, commit: commit))
        }
        self.init(
            repo: repo, file: file, commit: commit, etag: entry.etag, size: entry.lfsSize ?? entry.size, xet: xet)
    }

    /// For errors: `model a/b, revision 0123…, file config.json`.
    var subject: String { repo.subject(Revision(commit), file: file) }

    /// What asks for its bytes.
    var call: HubCall {
        var call = HubCall(.get, .path(repo.resolve(file, Revision(commit))))
        call.isDownload = true
        call.wantsIdentity = true
        call.subject = subject
        return call
    }

    /// - Parameter verifies: Whether its hash counts.
    func expected(verifies: Bool) -> ExpectedContent {
        ExpectedContent(size: size, digest: verifies ? ContentDigest(etag: etag) : nil)
    }

    /// Whether a file of this size can be this one.
    func isPlausible(_ found: Int64?) -> Bool {
        guard let found else { return false }
        return size.map { $0 == found } ?? true
    }
}
