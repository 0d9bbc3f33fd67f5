import Crypto
import HubAPI
import HubStorage
import Hummingbird
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// The composition root: opens what is stored, builds each part once, and hands every part what it needs.
package struct Server: Sendable {
    package let configuration: HubConfiguration
    package let accounts: AccountsService
    package let repos: ReposService
    let logger: Logger
    let database: any Database
    let objects: any ObjectStore
    let routes: RouteTable
    let xorbs: XorbObjects
    let reader: XetReader
    let ingest: XorbIngest
    let proof: XetProof
    let jobs: JobRunner
    let downloads: DownloadCounter
    private let housekeeping: Housekeeping
    private let embeddings: EmbeddingClient?

    /// Opens the data folder and the database, making and migrating what is missing.
    package static func open(_ configuration: HubConfiguration, logger: Logger) async throws -> Server {
        let folder = try DataFolder(configuration.dataFolder)
        let database: any Database =
            if let url = configuration.databaseURL {
                try PostgreSQLDatabase(url: url)
            } else {
                try SQLiteDatabase(path: folder.path + "/roost.sqlite")
            }
        try await Migrator.migrate(database, Schema.migrations)
        return Server(
            configuration, database: database, objects: try DirectoryObjectStore(root: folder.path + "/objects"),
            secrets: try Secrets(folder: folder), logger: logger)
    }

    init(
        _ configuration: HubConfiguration, database: any Database, objects: any ObjectStore, secrets: Secrets,
        logger: Logger
    ) {
        let caches = HistoryCaches()
        let accounts = AccountsService(database: database)
        let estimates = RepoListEstimates()
        let lists = RepoListService(database: database, caches: caches, estimates: estimates)
        let xetSigner = XetTokenSigner(key: secrets.ticketKey)
        let xetTokens = XetTokenService(database: database, caches: caches, signer: xetSigner)
        let xorbs = XorbObjects(objects: objects)
        let reader = XetReader(database: database, xorbs: xorbs)
        let ingest = XorbIngest(
            database: database, xorbs: xorbs, unreferencedQuota: configuration.unreferencedQuota)
        let proof = XetProof(database: database, reader: reader, logger: logger)
        let contents = ContentAnswer(objects: objects, reader: reader)
        let bytes = StoredBytes(objects: objects, reader: reader)
        let downloads = DownloadCounter(database: database, logger: logger)
        let described = ContentFactsReader(stored: bytes)
        let descriptions = DescriptionService(
            database: database, caches: caches, contents: described, logger: logger)
        let info = RepoInfoService(
            database: database, caches: caches,
            revisions: RevisionFacts(database: database, caches: caches, contents: described, logger: logger))
        let lfs = LFSService(
            database: database, objects: objects, tickets: TicketSigner(key: secrets.ticketKey),
            multipartThreshold: configuration.lfsMultipartThreshold, partSize: configuration.lfsPartSize,
            xetTokens: xetTokens, logger: logger,
            rewriteHistory: { repo, contents, db in
                try HistoryRewriter(
                    db: db, repo: repo, reader: HistoryReader(writing: db, repoID: repo.id, caches: caches)
                ).removeLargeFiles(contents)
            })
        let maximumFile = configuration.maximumRegularFile
        let embeddings = configuration.embeddings.map { EmbeddingClient($0) }
        let embedding = embeddings.map {
            EmbeddingSweep(EmbeddingJob(database: database, client: $0, logger: logger))
        }
        let search = SearchService(database: database, caches: caches, estimates: estimates)
        let branches = MainBranches(database: database, caches: caches)

        var table = RouteTable()
        AccountsRoutes(service: accounts).add(to: &table)
        RepoInfoRoutes(info: info).add(to: &table)
        RepoListRoutes(lists: lists).add(to: &table)
        SearchRoutes(search: search, lists: lists).add(to: &table)
        SemanticSearchRoutes(
            search: SemanticSearchService(
                database: database, embeddings: embeddings,
                fullText: { try await search.ids($0, $1, limit: $2, caller: $3) }, logger: logger)
        ).add(to: &table)
        VocabularyRoutes(tags: TagVocabulary(database: database), tasks: TaskCatalogue(lists: lists)).add(to: &table)
        CommitRoutes(
            commits: CommitService(
                database: database, objects: objects, caches: caches, maximumFile: maximumFile,
                xet: XetBinding(database: database, prove: proof.prove), descriptions: descriptions,
                wantsVectors: embedding != nil),
            preuploads: PreuploadService(database: database, caches: caches, maximumFile: maximumFile)
        ).add(to: &table)
        TreeRoutes(trees: TreeService(database: database, caches: caches)).add(to: &table)
        RefsRoutes(refs: RefsService(database: database, caches: caches)).add(to: &table)
        CommitLogRoutes(log: CommitLog(database: database, objects: objects, caches: caches)).add(to: &table)
        ResolveRoutes(
            resolve: ResolveService(database: database, caches: caches), contents: contents, downloads: downloads
        ).add(to: &table)
        LFSRoutes(service: lfs, contents: contents).add(to: &table)
        XetTokenRoutes(tokens: xetTokens).add(to: &table)
        CASRoutes(
            signer: xetSigner, ingest: ingest, shards: ShardIngest(database: database, xorbs: xorbs),
            reconstructions: ReconstructionService(database: database, xorbs: xorbs, signer: xetSigner),
            dedup: DedupService(database: database, xorbs: xorbs)
        ).add(to: &table)
        MiscellaneousRoutes(database: database).add(to: &table)
        PagesRoutes(pages: PagesService(database: database, caches: caches), lists: lists).add(to: &table)
        FormatsRoutes(
            gguf: GGUFListingService(branches: branches),
            safetensors: SafetensorsMetadataService(branches: branches, bytes: bytes),
            parquet: ParquetListingService(branches: branches, bytes: bytes)
        ).add(to: &table)
        let images = OllamaImages(branches: branches, bytes: bytes)
        RegistryRoutes(
            service: RegistryService(branches: branches, images: images),
            contents: contents, downloads: downloads
        ).add(to: &table)
        // Which words can't be names is known when all routes are, those of repos included.
        var complete = table
        let unnamed = ReposService(database: database, caches: caches, reservedNames: [])
        ReposRoutes(repos: unnamed, info: info).add(to: &complete)
        let repos = ReposService(database: database, caches: caches, reservedNames: complete.wordsAfterRepo)
        ReposRoutes(repos: repos, info: info).add(to: &table)
        // The last, because it describes the others.
        OpenAPIRoutes().add(to: &table)

        self.configuration = configuration
        self.accounts = accounts
        self.repos = repos
        self.logger = logger
        self.database = database
        self.objects = objects
        self.routes = table
        self.xorbs = xorbs
        self.reader = reader
        self.ingest = ingest
        self.proof = proof
        self.jobs = BackgroundWork(
            database: database,
            conversion: XetConversion(
                database: database, objects: objects, xorbs: xorbs, reader: reader, ingest: ingest, logger: logger),
            proof: proof,
            garbage: GarbageCollector(database: database, objects: objects, xorbs: xorbs, logger: logger),
            descriptions: descriptions, recount: DownloadRecount(database: database), embedding: embedding
        ).runner(signal: JobSignal(), logger: logger)
        self.downloads = downloads
        self.embeddings = embeddings
        self.housekeeping = Housekeeping(database: database, objects: objects, lfs: lfs, logger: logger)
    }

    /// Serves until SIGTERM or SIGINT, then lets running requests finish.
    ///
    /// - Parameter onListening: Called with the hub's address once it takes requests.
    package func run(onListening: @escaping @Sendable (String) -> Void) async throws {
        let host = configuration.host
        let application = Application(
            responder: HubResponder(
                routes: routes, authenticator: Authenticator(accounts: accounts), baseURL: configuration.baseURL,
                proxies: configuration.trustedProxies, errorPage: PagesRoutes.errorPage),
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [StalledWriteHandler()], idleTimeout: .seconds(120))),
            configuration: .init(address: .hostname(host, port: configuration.port), serverName: "Roost"),
            services: [housekeeping, jobs, downloads],
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? configuration.port
                onListening("http://\(host.contains(":") ? "[\(host)]" : host):\(port)")
            },
            logger: logger)
        try await application.runService()
    }

    package func close() async throws {
        try await embeddings?.close()
        try await accounts.close()
        try await database.close()
    }
}
