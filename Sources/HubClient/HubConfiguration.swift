/// Where a client's token comes from.
public enum TokenSource: Sendable, Hashable {
    /// From the environment and the files that Python's client shares: `HF_TOKEN`, then `$HF_HOME/token`.
    case environment
    /// This token.
    case value(String)
    /// No token at all.
    case anonymous
}

/// Everything that a ``Hub`` needs to know. ``environment(_:)`` makes one from the variables that Python's client reads.
public struct HubConfiguration: Sendable {
    /// The hub's address, such as `https://huggingface.co`, without a slash at its end.
    public var endpoint: String
    /// Which token the hub is asked with.
    public var token: TokenSource
    /// The token that ``TokenSource/environment`` finds before the files: `HF_TOKEN`.
    public var environmentToken: String?
    /// The CI job whose identity ``TokenSource/environment`` turns into a token before all else (`HF_OIDC_RESOURCE`).
    package var trustedPublisher: TrustedPublisher?
    /// The name of this client at the hub's OAuth server (`HF_DEVICE_CODE_OAUTH_CLIENT_ID`); that of Python's client by
    /// default.
    public var oauthClientID = "26be6b09-91c5-47da-9861-d2d2bb7a7e36"
    /// Tokens are sent although nobody asked for it; off by `HF_HUB_DISABLE_IMPLICIT_TOKEN`.
    public var sendsImplicitToken = true
    /// `HF_HOME`: tokens and what else belongs to a user.
    public var home: String
    /// `HF_TOKEN_PATH`.
    public var tokenPath: String
    /// `HF_HUB_CACHE`: the cache that Python's client shares.
    public var cacheDirectory: String
    /// Asks nobody, and answers from the cache alone (`HF_HUB_OFFLINE`).
    public var isOffline = false
    /// The longest wait for a connection.
    public var connectTimeout: Duration = .seconds(10)
    /// The longest wait for the head of an answer about a file (`HF_HUB_ETAG_TIMEOUT`).
    public var metadataTimeout: Duration = .seconds(10)
    /// The longest wait for the next bytes (`HF_HUB_DOWNLOAD_TIMEOUT`), and for the first ones if it is longer than that
    /// for the head.
    public var readTimeout: Duration = .seconds(10)
    /// The longest wait for the head of an answer of the API.
    public var requestTimeout: Duration = .seconds(60)
    /// How often a request that may be repeated is repeated.
    public var retries = 5
    /// Downloads by Xet where the hub offers it; off by `HF_HUB_DISABLE_XET`.
    public var usesXet = true
    /// One copy of a Xet file for all repos of the cache; off by `HF_HUB_DISABLE_SHARED_BLOBS`.
    public var sharesBlobs = true
    /// Links in snapshots; off by `HF_HUB_DISABLE_SYMLINKS`.
    public var usesSymlinks = true
    /// What comes after this client's name in `User-Agent`.
    public var userAgent: String?
    /// The servers that requests go through; none by default.
    public var proxies = ProxySettings()
    /// A PEM file of the certificate authorities that are trusted, instead of the system's (`SSL_CERT_FILE`).
    public var certificateFile: String?

    /// A configuration with the defaults. The environment is not read; see ``environment(_:)`` for that.
    ///
    /// - Parameters:
    ///   - endpoint: The hub's address, without a slash at its end.
    ///   - token: Which token the hub is asked with. ``TokenSource/environment`` means that in `tokenPath` here, unless
    ///     `environmentToken` is set.
    ///   - home: The folder of everything that belongs to the user: the token in `home/token`, the cache in `home/hub`.
    public init(endpoint: String = "https://huggingface.co", token: TokenSource = .environment, home: String) {
        self.endpoint = endpoint
        self.token = token
        self.home = home
        self.tokenPath = home + "/token"
        self.cacheDirectory = home + "/hub"
    }
}

/// Proxies by the scheme of the request, as `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` name them.
public struct ProxySettings: Sendable, Hashable {
    /// For `http:` addresses: `http://[user:password@]host:port`.
    public var http: String?
    /// For `https:` addresses.
    public var https: String?
    /// Hosts that are asked directly: names, which hold for their subdomains too, addresses, or `*`.
    public var exceptions: [String] = []

    /// No proxies.
    public init() {}
}
