public import HubAPI

/// What a hub tells about a Space.
public struct SpaceInfo: RepoInfo {
    public let facts: RepoFacts
    public let json: JSONValue

    /// `gradio`, `streamlit`, `docker` or `static`.
    public let sdk: String?
    /// The address where it runs.
    public let host: String?
    /// The part of the address that is its own.
    public let subdomain: String?
    /// What it runs on.
    public let runtime: SpaceRuntime?
    /// Ids of models that it uses.
    public let models: [String]?
    /// Ids of datasets that it uses.
    public let datasets: [String]?
    /// Where it runs: `us`, `eu`.
    public let region: String?

    /// From its card, or as searches tell it.
    public var title: String? { json.text("title") ?? cardData?.text("title") }

    public init(json: JSONValue) throws(HubError) {
        facts = try RepoFacts(json)
        self.json = json
        sdk = json.text("sdk")
        host = json.text("host")
        subdomain = json.text("subdomain")
        runtime = json.present("runtime").map(SpaceRuntime.init)
        models = json.texts("models")
        datasets = json.texts("datasets")
        region = json.text("region")
    }
}

/// What a Space runs on.
public struct SpaceRuntime: Sendable, Hashable {
    /// `RUNNING`, `BUILDING`, `PAUSED`, `RUNTIME_ERROR`, …
    public let stage: String?
    /// What it runs on now: `cpu-basic`.
    public let hardware: String?
    /// What it is to run on.
    public let requestedHardware: String?
    /// Seconds without use after which it goes to sleep.
    public let sleepTime: Int64?
    /// All that the hub sent.
    public let json: JSONValue

    init(_ json: JSONValue) {
        stage = json.text("stage")
        hardware = json["hardware"]?.text("current")
        requestedHardware = json["hardware"]?.text("requested")
        sleepTime = json.whole("gcTimeout")
        self.json = json
    }
}
