/// Where downloaded files go.
public enum DownloadDestination: Sendable, Hashable {
    /// Into the cache that Python's client shares: files are links in the folder of their commit.
    case cache
    /// Into this folder, as real files under the paths that they have in the repo; what is known of them is kept in
    /// its `.cache/huggingface`, as Python's client does.
    case directory(String)
}

/// How files are fetched.
public struct DownloadPolicy: Sendable, Hashable {
    /// How many files at once, at least 1.
    public var concurrency: Int
    /// Fetches what lies here already, too.
    public var isForced: Bool
    /// Asks nobody: what is not here is an error of kind ``HubError/Kind-swift.enum/notCached``.
    public var cacheOnly: Bool
    /// Compares the bytes with their hash; their length is compared in any case.
    public var verifies: Bool
    /// Goes on where an earlier run stopped.
    public var resumes: Bool
    /// Has the disk write a file's bytes before the file gets its name, so that a power failure leaves no broken file
    /// under a whole one's name. Costs time with many small files.
    public var synchronizes: Bool

    /// The defaults suit most downloads.
    ///
    /// - Parameters:
    ///   - concurrency: How many files at once; less than 1 counts as 1.
    ///   - force: Fetches what lies here already, too.
    ///   - cacheOnly: Asks nobody.
    ///   - verify: Compares the bytes with their hash.
    ///   - resume: Goes on where an earlier run stopped.
    ///   - synchronize: Has the disk write a file's bytes before the file gets its name.
    public init(
        concurrency: Int = 8, force: Bool = false, cacheOnly: Bool = false, verify: Bool = true, resume: Bool = true,
        synchronize: Bool = false
    ) {
        self.concurrency = max(1, concurrency)
        self.isForced = force
        self.cacheOnly = cacheOnly
        self.verifies = verify
        self.resumes = resume
        self.synchronizes = synchronize
    }
}
