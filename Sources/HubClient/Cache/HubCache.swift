import HubAPI
import Logging

/// The cache on disk that Python's client and this one share, byte for byte.
///
/// ```
/// <root>/models--ns--name/blobs/<etag>               what files hold
///                         refs/main                  the commit of a branch, tag or ref
///                         snapshots/<commit>/<file>  links to blobs
///                         .no_exist/<commit>/<file>  known not to be there
///                         trees/<commit>.json        what the commit consists of
/// <root>/.locks/models--ns--name/<etag>.lock         held while a blob is made
/// <root>/blobs/<2 digits>/<xet hash>                 blobs that several repos share
/// ```
public struct HubCache: Sendable {
    /// The folder, `HF_HUB_CACHE`, without a slash at its end.
    public let root: String
    let usesSymlinks: Bool
    let sharesBlobs: Bool
    /// Told of long waits for what others hold.
    var logger: Logger?

    /// A cache in a folder, without a hub.
    ///
    /// - Parameters:
    ///   - root: The folder. It is made when something is put into it.
    ///   - usesSymlinks: Links snapshots to blobs; otherwise files are moved or copied there.
    ///   - sharesBlobs: Keeps one copy of a Xet file for all repos.
    public init(root: String, usesSymlinks: Bool = true, sharesBlobs: Bool = true) {
        var root = root
        while root.utf8.count > 1, root.utf8.last == UInt8(ascii: "/") { root.removeLast() }
        self.root = root
        self.usesSymlinks = usesSymlinks
        self.sharesBlobs = sharesBlobs
    }

    /// The part that one repo has of the cache, whether it is there or not.
    func folder(of repo: RepoReference) -> RepoFolder { RepoFolder(cache: self, repo: repo) }

    /// The blobs that repos share; nil where they are not wanted or, for lack of links, not possible.
    var sharedBlobs: SharedBlobs? { usesSymlinks && sharesBlobs ? SharedBlobs(cache: root, logger: logger) : nil }

    /// Makes the root, and marks it for tools that skip caches in backups.
    func prepare() throws(HubError) {
        try FileSystem.makeFolders(root)
        CacheTag.write(in: root)
    }
}

/// The file that tells backup tools that a folder is a cache (https://bford.info/cachedir/).
enum CacheTag {
    static let name = "CACHEDIR.TAG"
    static let content = """
        Signature: 8a477f597d28d172789f06886806bc55
        # This folder is a cache of files from a Hugging Face Hub: they can be fetched again.
        # What this file is for: https://bford.info/cachedir/

        """

    /// Not worth an error when it fails.
    static func write(in folder: String) {
        let path = "\(folder)/\(name)"
        if FileStatus(path) == nil { try? FileSystem.write(Array(content.utf8), to: path) }
    }
}
