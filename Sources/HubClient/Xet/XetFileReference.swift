import HubAPI
import Xet

/// A file that the hub keeps in Xet storage, and where to ask for the right to read it.
struct XetFileReference: Sendable, Hashable {
    let hash: XetHash
    /// Bytes of the file.
    let size: Int64
    /// Where the token for reading comes from: an address, or a path of the hub that begins with `/`.
    let readTokenRoute: String

    init(hash: XetHash, size: Int64, readTokenRoute: String) {
        self.hash = hash
        self.size = size
        self.readTokenRoute = readTokenRoute
    }

    /// - Throws: ``HubError/Kind/decoding`` if the hash isn't 64 lower-case hexadecimal digits or the size is negative.
    init(hash: String, size: Int64, readTokenRoute: String) throws(HubError) {
        guard let hash = XetHash(hash) else {
            throw HubError(.decoding, "\"\(hash.prefix(80))\" is no Xet hash: 64 lower-case hexadecimal digits")
        }
        guard size >= 0 else { throw HubError(.decoding, "The Xet file \(hash) has a size of \(size) bytes") }
        self.init(hash: hash, size: size, readTokenRoute: readTokenRoute)
    }

    /// The route of a commit's files, for those that know of a file without having asked the hub for it.
    static func readTokenRoute(of repo: RepoReference, commit: String) -> String {
        "\(repo.apiPath)/xet-read-token/\(commit)"
    }
}
