public import HubAPI

/// A file of a dataset in Parquet.
public struct ParquetFile: Sendable, Hashable {
    /// The dataset's configuration, or subset: `default`.
    public let config: String
    /// `train`, `test`, …
    public let split: String
    /// From where it can be had; private ones need the token.
    public let url: String
    /// Bytes; nil if the hub doesn't tell.
    public let size: Int64?
}

/// A model's place in the leaderboard of a benchmark.
public struct LeaderboardEntry: HubValue {
    /// From 1.
    public let rank: Int64?
    /// The model's id.
    public let model: String
    /// The score.
    public let value: Double?
    /// The file in the model's repo that claims the result.
    public let file: String?
    /// Whether the result was checked.
    public let isVerified: Bool?
    /// The number of the pull request that claims the result.
    public let pullRequest: Int64?
    /// What was written about the result.
    public let notes: String?
    /// All that the hub sent.
    public let json: JSONValue

    public init(json: JSONValue) throws(HubError) {
        model = try json.required("modelId")
        rank = json.whole("rank")
        value = json.number("value")
        file = json.text("filename")
        isVerified = json.flag("verified")
        pullRequest = json.whole("pullRequest")
        notes = json.text("notes")
        self.json = json
    }
}

extension Repo<Dataset> {
    /// The dataset's files in Parquet, by configuration and split, in the hub's order.
    ///
    /// - Throws: ``HubError``: `repositoryNotFound`, `notSupported` on a hub that doesn't list them, ….
    public func parquet() async throws(HubError) -> [ParquetFile] {
        let call = HubCall.get(reference.api("parquet"), about: "the Parquet files of \(reference)")
        let session = hub.session
        let answer = try await hub.offering("lists of Parquet files") { () async throws(HubError) in
            try await session.answer(call)
        }
        guard let files = ParquetFile.all(try answer.json()) else {
            throw answer.misunderstood("it lists no Parquet files")
        }
        return files
    }

    /// The models by how well they did in this benchmark.
    ///
    /// - Parameter baseModelsOnly: Without those that were made from others.
    /// - Throws: ``HubError``: `repositoryNotFound`, `notSupported` on a hub without leaderboards, ….
    public func leaderboard(baseModelsOnly: Bool = true) async throws(HubError) -> [LeaderboardEntry] {
        let call = HubCall.get(
            reference.api("leaderboard"), [("base_model", baseModelsOnly ? "true" : "false")],
            about: "the leaderboard of \(reference)")
        let session = hub.session
        return try await hub.offering("leaderboards") { () async throws(HubError) in
            try await session.answer(call).values()
        }
    }
}

extension ParquetFile {
    /// From addresses by configuration and split, as the Hub lists them, or from the list of a dataset viewer.
    static func all(_ json: JSONValue) -> [ParquetFile]? {
        if let files = json["parquet_files"]?.array {
            return files.compactMap { file in
                guard let config = file.text("config"), let split = file.text("split"), let url = file.text("url")
                else { return nil }
                return ParquetFile(config: config, split: split, url: url, size: file.whole("size"))
            }
        }
        guard let configs = json.members else { return nil }
        return configs.flatMap { config in
            (config.value.members ?? []).flatMap { split in
                split.value.strings.map { ParquetFile(config: config.key, split: split.key, url: $0, size: nil) }
            }
        }
    }
}
