public import HubAPI

/// A file or a folder of a repo.
public enum TreeEntry: HubValue {
    /// A file with its size and hashes.
    case file(TreeFile)
    /// A folder, or something else that can't be downloaded, such as a submodule.
    case folder(TreeFolder)

    public init(json: JSONValue) throws(HubError) {
        switch json.text("type") {
        case "file": self = .file(try TreeFile(json: json))
        // What is neither is nothing to download: a submodule is shown as a commit.
        default: self = .folder(try TreeFolder(json: json))
        }
    }

    /// From the root of the repo, with slashes.
    public var path: String {
        switch self {
        case .file(let file): file.path
        case .folder(let folder): folder.path
        }
    }

    /// The file; nil for a folder.
    public var file: TreeFile? {
        if case .file(let file) = self { file } else { nil }
    }

    /// The folder; nil for a file.
    public var folder: TreeFolder? {
        if case .folder(let folder) = self { folder } else { nil }
    }

    /// The commit that changed it last; only if `expand` was asked for.
    public var lastCommit: LastCommit? {
        switch self {
        case .file(let file): file.lastCommit
        case .folder(let folder): folder.lastCommit
        }
    }
}

/// A file of a repo.
public struct TreeFile: HubValue {
    /// From the root of the repo, with slashes.
    public let path: String
    /// Bytes of the content.
    public let size: Int64
    /// The SHA-1 of the git blob, 40 hex digits: of the file itself, or of its pointer if it is a large one.
    public let oid: String?
    /// Of a file whose content lies outside git.
    public let lfs: LargeFileInfo?
    /// The Xet hash of the content, 64 hex digits.
    public let xetHash: String?
    /// The commit that changed it last; only if `expand` was asked for.
    public let lastCommit: LastCommit?
    /// What scanners found; only if `expand` was asked for.
    public let security: FileSecurity?

    public init(json: JSONValue) throws(HubError) {
        path = try json.required("path")
        let lfs = json.present("lfs").flatMap(LargeFileInfo.init)
        guard let size = json.whole("size") ?? lfs?.size, size >= 0 else {
            throw .incomplete("the file “\(path)” has no size")
        }
        self.size = size
        self.lfs = lfs
        oid = json.text("oid")
        xetHash = json.text("xetHash")
        lastCommit = json.present("lastCommit").flatMap(LastCommit.init)
        security = json.present("securityFileStatus").map(FileSecurity.init)
    }
}

/// A folder of a repo.
public struct TreeFolder: HubValue {
    /// From the root of the repo, with slashes.
    public let path: String
    /// The SHA-1 of the git tree.
    public let oid: String?
    /// The commit that changed it last; only if `expand` was asked for.
    public let lastCommit: LastCommit?

    public init(json: JSONValue) throws(HubError) {
        path = try json.required("path")
        oid = json.text("oid")
        lastCommit = json.present("lastCommit").flatMap(LastCommit.init)
    }
}

/// The commit that changed a file or folder last.
public struct LastCommit: Sendable, Hashable {
    /// 40 hex digits.
    public let id: String
    /// The first line of the commit's message.
    public let title: String?
    /// When it was made.
    public let date: Timestamp?

    init?(_ json: JSONValue) {
        guard let id = json.text("id") else { return nil }
        self.id = id
        title = json.text("title")
        date = json.time("date")
    }
}

/// What scanners found in a file.
public struct FileSecurity: Sendable, Hashable {
    /// `safe`, `unsafe`, `queued`, …
    public let status: String?
    /// All that the hub sent: `avScan`, `pickleImportScan`, ….
    public let json: JSONValue

    init(_ json: JSONValue) {
        status = json.text("status")
        self.json = json
    }
}
