public import HubAPI

/// A file of a repo, as the repo's info lists it.
public struct RepoSibling: HubValue {
    /// Its path in the repo.
    public let path: String
    /// Bytes; only if `blobs` were asked for.
    public let size: Int64?
    /// The SHA-1 of the git blob: of the file itself, or of its pointer if it is a large one.
    public let blobID: String?
    /// What is known of its content if that lies outside git.
    public let lfs: LargeFileInfo?

    public init(json: JSONValue) throws(HubError) {
        path = try json.required("rfilename")
        size = json.whole("size")
        blobID = json.text("blobId")
        lfs = json.present("lfs").flatMap(LargeFileInfo.init)
    }
}

/// What is known of a file whose content lies outside git.
public struct LargeFileInfo: Sendable, Hashable {
    /// Of the content, 64 hex digits.
    public let sha256: String
    /// Bytes of the content.
    public let size: Int64?
    /// Bytes of the pointer that lies in git.
    public let pointerSize: Int64?

    /// Trees call the hash `oid`, infos `sha256`. Nil without either.
    init?(_ json: JSONValue) {
        guard let hash = json.text("sha256") ?? json.text("oid") else { return nil }
        sha256 = hash
        size = json.whole("size")
        pointerSize = json.whole("pointerSize")
    }
}
