public import HubAPI

/// What lies in a cache: the answer of ``HubCache/scan()``.
public struct CacheReport: Sendable {
    /// The cache's folder.
    public let root: String
    /// By type, then by id.
    public let repos: [CachedRepo]
    /// Files of downloads that are under way or were broken off, resume records among them.
    public let partials: [CachedPartial]
    /// Contents that were shared by repos and belong to none any more.
    public let unusedSharedBlobs: [CachedSharedBlob]
    /// What is not as it should be, and could not be counted or only in part.
    public let warnings: [CacheWarning]
    /// Bytes of all contents, each counted once even if repos share it; without partials.
    public let size: Int64
}

/// A repo's part of a cache.
public struct CachedRepo: Sendable, Hashable {
    /// `model`, `dataset`, `space` or `kernel`.
    public let type: String
    /// `namespace/name`, or a bare name.
    public let id: String
    /// The folder.
    public let path: String
    /// By commit.
    public let revisions: [CachedRevision]
    /// Bytes of its contents, each counted once even if several revisions have it.
    public let size: Int64
    /// How many contents there are.
    public let fileCount: Int
    /// When a content was last read, as far as the file system keeps that.
    public let lastAccessed: Timestamp
    /// When the newest content came.
    public let lastModified: Timestamp
    /// The commits of refs of which nothing is here, by the refs' names.
    var danglingRefs: [String: String] = [:]

    /// `model/namespace/name`: what a person calls it by.
    public var cacheID: String { "\(type)/\(id)" }

    /// The branches, tags and refs that are known here, in order.
    public var refs: [String] {
        revisions.flatMap(\.refs).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// For the calls of a ``Hub``; nil for a repo that they don't take.
    public var reference: RepoReference? {
        guard let type = RepoType(rawValue: type), let id = RepoID(id) else { return nil }
        return RepoReference(type: type, id: id)
    }
}

/// The files of a commit that a cache has; not always all of them.
public struct CachedRevision: Sendable, Hashable {
    /// 40 hex digits.
    public let commit: String
    /// The snapshot's folder.
    public let path: String
    /// In the order of their paths.
    public let files: [CachedFile]
    /// The branches, tags and refs that name the commit, as far as is known here. Without any, only who knows the
    /// commit finds it.
    public let refs: [String]
    /// Bytes of its contents, each counted once.
    public let size: Int64
    /// When the newest of its contents came.
    public let lastModified: Timestamp
    /// Paths of files whose content is gone.
    public let brokenFiles: [String]
}

/// A file of a snapshot.
public struct CachedFile: Sendable, Hashable {
    /// Its path in the repo.
    public let file: String
    /// Where the snapshot has it.
    public let path: String
    /// Where its content lies; the same as `path` where snapshots have no links.
    public let blobPath: String
    /// Bytes.
    public let size: Int64
    /// When its content was last read, as far as the file system keeps that.
    public let lastAccessed: Timestamp
    /// When its content came.
    public let lastModified: Timestamp
}

/// A file of a download that is under way or was broken off.
public struct CachedPartial: Sendable, Hashable {
    /// Where it lies.
    public let path: String
    /// Bytes.
    public let size: Int64
    /// When it was last written to.
    public let lastModified: Timestamp
}

/// A content in the folder that repos share.
public struct CachedSharedBlob: Sendable, Hashable {
    /// 64 hex digits.
    public let xetHash: String
    /// Where it lies.
    public let path: String
    /// Bytes.
    public let size: Int64
}

/// Something in a cache that is not as it should be.
public struct CacheWarning: Sendable, Hashable, CustomStringConvertible {
    /// The file or folder that it is about.
    public let path: String
    /// What is wrong with it.
    public let message: String

    /// Both.
    public var description: String { "\(message): \(path)" }
}
