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
    public let configuration: HubConfiguration
    let session: HubSession
    /// Downloads by Xet, which share tokens and memory.
    let xet: XetDownload

    /// A hub as the environment describes it: `HF_ENDPOINT`, `HF_TOKEN`, `HF_HOME`, ….
    public init() throws(HubError) {
        self.init(try HubConfiguration.environment())
    }

    /// - Parameters:
    ///   - transport: What sends requests; AsyncHTTPClient by default.
    ///   - logger: Told of every request at level `debug`, without secrets.
    public init(
        _ configuration: HubConfiguration, transport: (any HTTPTransport)? = nil,
        logger: Logger = Logger(label: "hub", factory: { _ in SwiftLogNoOpLogHandler() })
    ) {
        self.configuration = configuration
        self.session = HubSession(
            configuration, transport: transport ?? AsyncHTTPTransport(configuration), logger: logger)
        self.xet = XetDownload(session: session)
    }

    /// Closes all connections.
    public func shutdown() async { await session.shutdown() }

    /// The cache that this hub's downloads go to.
    public var cache: HubCache {
        HubCache(
            root: configuration.cacheDirectory, usesSymlinks: configuration.usesSymlinks,
            sharesBlobs: configuration.sharesBlobs && configuration.usesXet)
    }

    /// A model, by an id such as `google-bert/bert-base-uncased` or `gpt2`.
    public func model(_ id: RepoID) -> Repo<Model> { Repo(hub: self, id: id) }
    public func dataset(_ id: RepoID) -> Repo<Dataset> { Repo(hub: self, id: id) }
    public func space(_ id: RepoID) -> Repo<Space> { Repo(hub: self, id: id) }
}

/// Runs a body with a hub, and closes its connections whatever comes of it.
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
