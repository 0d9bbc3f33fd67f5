public import HubAPI
public import Logging

/// A Hugging Face Hub: huggingface.co, or any that speaks its protocol.
///
/// ```swift
/// let hub = try Hub()
/// let file = try await hub.model("google-bert/bert-base-uncased").download("config.json")
/// ```
///
/// A hub owns connections; call ``shutdown()`` when it is no longer needed, or use ``withHub(_:_:)``.
public struct Hub: Sendable {
    /// What the hub was made with: its address, the token, the cache, timeouts and proxies.
    public let configuration: HubConfiguration
    let session: HubSession
    let logger: Logger
    /// Downloads by Xet, which share tokens and memory.
    let xet: XetDownload

    /// A hub as the environment describes it: `HF_ENDPOINT`, `HF_TOKEN`, `HF_HOME`, ….
    ///
    /// - Throws: ``HubError`` of kind `invalidInput`, which names the variable that is wrong.
    public init() throws(HubError) {
        self.init(try HubConfiguration.environment())
    }

    /// A hub as a configuration describes it. Nobody is asked and no connection is opened before the first call.
    ///
    /// - Parameters:
    ///   - configuration: Address, token, cache, timeouts and proxies.
    ///   - transport: What sends requests; AsyncHTTPClient by default.
    ///   - logger: Told of every request at level `debug`, without secrets, and of long waits for files that others
    ///     write at level `warning`.
    public init(
        _ configuration: HubConfiguration, transport: (any HTTPTransport)? = nil,
        logger: Logger = Logger(label: "hub", factory: { _ in SwiftLogNoOpLogHandler() })
    ) {
        self.configuration = configuration
        self.logger = logger
        self.session = HubSession(
            configuration, transport: transport ?? AsyncHTTPTransport(configuration), logger: logger)
        self.xet = XetDownload(session: session)
    }

    /// Closes all connections. Calls that are under way, and later ones, throw.
    public func shutdown() async { await session.shutdown() }

    /// The cache that this hub's downloads go to.
    public var cache: HubCache {
        var cache = HubCache(
            root: configuration.cacheDirectory, usesSymlinks: configuration.usesSymlinks,
            sharesBlobs: configuration.sharesBlobs && configuration.usesXet)
        cache.logger = logger
        return cache
    }

    /// A model, by an id such as `google-bert/bert-base-uncased` or `gpt2`.
    public func model(_ id: RepoID) -> Repo<Model> { Repo(hub: self, id: id) }
    /// A dataset, by an id such as `rajpurkar/squad`.
    public func dataset(_ id: RepoID) -> Repo<Dataset> { Repo(hub: self, id: id) }
    /// A Space, by an id such as `gradio/hello_world`.
    public func space(_ id: RepoID) -> Repo<Space> { Repo(hub: self, id: id) }
}

/// Runs a body with a hub, and closes its connections whatever comes of it.
///
/// - Returns: What the body returns.
/// - Throws: What the body throws, and nothing else.
public func withHub<Result>(
    _ configuration: HubConfiguration, _ body: (Hub) async throws -> Result
) async throws -> Result {
    let hub = Hub(configuration)
    do {
        let result = try await body(hub)
        await hub.shutdown()
        return result
    } catch {
        await hub.shutdown()
        throw error
    }
}
