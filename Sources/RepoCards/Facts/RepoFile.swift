/// A file of a repo: its path and how many bytes it has.
public struct RepoFile: Sendable, Hashable {
    public var path: String
    /// Bytes of the content, not of a pointer to it.
    public var size: Int64

    public init(path: String, size: Int64) {
        self.path = path
        self.size = size
    }
}
