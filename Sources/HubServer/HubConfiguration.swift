/// What a server needs to know to start. Where the values come from is the command's business.
package struct HubConfiguration: Sendable {
    /// The folder with the embedded database, the objects and the secrets.
    package var dataFolder: String
    package var host: String
    /// 0 asks the system for any free port.
    package var port: Int
    /// This hub's public address, without a trailing slash; nil derives it from each request's Host header.
    package var baseURL: String?
    /// Proxies that are believed when they say for whom they ask.
    package var trustedProxies: TrustedProxies
    /// A `postgres://` address; nil uses SQLite in the data folder.
    package var databaseURL: String?
    /// Large files from this many bytes on are uploaded in parts, when the client offers it.
    package var lfsMultipartThreshold: Int64
    /// Bytes in a part.
    package var lfsPartSize: Int64
    /// The largest file accepted inside a commit's body; larger ones must be large files (LFS).
    package var maximumRegularFile: Int64

    /// Bytes of xorbs that one user may have sent without registering files that use them.
    package var unreferencedQuota: Int64

    /// Where texts are turned into vectors for search by meaning; nil searches by words alone.
    package var embeddings: EmbeddingConfiguration?

    package init(
        dataFolder: String, host: String = "127.0.0.1", port: Int = 8080, baseURL: String? = nil,
        trustedProxies: TrustedProxies = TrustedProxies(),
        databaseURL: String? = nil, lfsMultipartThreshold: Int64 = 1 << 30, lfsPartSize: Int64 = 128 << 20,
        maximumRegularFile: Int64 = 10 << 20,
        unreferencedQuota: Int64 = 1 << 40, embeddings: EmbeddingConfiguration? = nil
    ) {
        self.dataFolder = dataFolder
        self.host = host
        self.port = port
        self.baseURL = baseURL
        self.trustedProxies = trustedProxies
        self.databaseURL = databaseURL
        self.lfsMultipartThreshold = lfsMultipartThreshold
        self.lfsPartSize = lfsPartSize
        self.maximumRegularFile = maximumRegularFile
        self.unreferencedQuota = unreferencedQuota
        self.embeddings = embeddings
    }
}
