import GitObjects
import HTTPTypes
import HubAPI
import Hummingbird

/// What programs ask of files in formats the hub knows: headers of weights, models in GGUF, tables in Parquet.
struct FormatsRoutes {
    let gguf: GGUFListingService
    let safetensors: SafetensorsMetadataService
    let parquet: ParquetListingService

    func add(to table: inout RouteTable) {
        table.document(Self.documentation)
        table.on(.get, "/api/models/{repo}/gguf", listGGUF)
        table.on(.get, "/api/models/{repo}/safetensors-metadata/{path...}", safetensorsMetadata)
        table.on(.get, "/api/datasets/{repo}/parquet", listParquet)
        table.on(.get, "/api/datasets/{repo}/parquet/{config}", listConfig)
        table.on(.get, "/api/datasets/{repo}/parquet/{config}/{split}", listSplit)
        table.on(.get, "/api/datasets/{repo}/parquet/{config}/{split}/{file}", download)
    }

    @Sendable private func listGGUF(_ request: HubRequest) async throws -> Response {
        let listing = try await gguf.listing(try request.repo(.model), caller: request.caller)
        return Self.json(listing.json.utf8, listing.commit.hex)
    }

    @Sendable private func safetensorsMetadata(_ request: HubRequest) async throws -> Response {
        .json(
            utf8: try await safetensors.metadata(
                try request.repo(.model), path: request.parameter("path"), caller: request.caller))
    }

    // MARK: Parquet

    @Sendable private func listParquet(_ request: HubRequest) async throws -> Response {
        let (repo, commit, listing) = try await parquet.listing(try request.repo(.dataset), caller: request.caller)
        let members = listing.configs.map { JSONMember($0.name, Self.splits(of: $0, repo, request)) }
        return Self.json(JSONValue.object(members).utf8, commit.hex)
    }

    @Sendable private func listConfig(_ request: HubRequest) async throws -> Response {
        let (repo, commit, listing) = try await parquet.listing(try request.repo(.dataset), caller: request.caller)
        let config = try Self.config(request, listing)
        return Self.json(Self.splits(of: config, repo, request).utf8, commit.hex)
    }

    @Sendable private func listSplit(_ request: HubRequest) async throws -> Response {
        let (repo, commit, listing) = try await parquet.listing(try request.repo(.dataset), caller: request.caller)
        let config = try Self.config(request, listing)
        return Self.json(Self.files(of: try Self.split(request, config), config, repo, request).utf8, commit.hex)
    }

    /// The place of the n-th file, by the commit that was looked at: what `main` is may change before it is fetched.
    @Sendable private func download(_ request: HubRequest) async throws -> Response {
        let (repo, commit, listing) = try await parquet.listing(try request.repo(.dataset), caller: request.caller)
        let name = request.parameter("file")
        let files = try Self.split(request, try Self.config(request, listing)).files
        // One spelling for each: neither `+1` nor `01`.
        guard name.hasSuffix(".parquet"), let number = Int(name.dropLast(8)), files.indices.contains(number),
            String(number) == name.dropLast(8)
        else { throw HubFailure.entryNotFound(name, MainBranch.name) }
        let path = PercentCoding.encode(path: files[number].path)
        return .redirect(toPath: "\(repo.webPath)/resolve/\(commit.hex)/\(path)")
    }

    private static func config(_ request: HubRequest, _ listing: ParquetListing) throws -> ParquetListing.Config {
        let name = request.parameter("config")
        guard let config = listing.config(name) else { throw HubFailure.entryNotFound(name, MainBranch.name) }
        return config
    }

    private static func split(
        _ request: HubRequest, _ config: ParquetListing.Config
    ) throws -> ParquetListing.Split {
        let name = request.parameter("split")
        guard let split = config.split(name) else { throw HubFailure.entryNotFound(name, MainBranch.name) }
        return split
    }

    private static func splits(
        of config: ParquetListing.Config, _ repo: Repo, _ request: HubRequest
    ) -> JSONValue {
        .object(config.splits.map { JSONMember($0.name, files(of: $0, config, repo, request)) })
    }

    private static func files(
        of split: ParquetListing.Split, _ config: ParquetListing.Config, _ repo: Repo, _ request: HubRequest
    ) -> JSONValue {
        let names = [config.name, split.name].map { PercentCoding.encode(segment: $0) }.joined(separator: "/")
        let folder = "\(request.baseURL)/api/datasets/\(repo.fullName)/parquet/\(names)"
        return .array(split.files.indices.map { .string("\(folder)/\($0).parquet") })
    }

    private static func json(_ body: [UInt8], _ commit: String) -> Response {
        var response = Response.json(utf8: body)
        response.headers[.repoCommit] = commit
        return response
    }
}
