import HubAPI

/// What a Space's card says about how it looks and runs.
struct SpaceFacts {
    let evidence: Evidence

    init(_ evidence: Evidence) { self.evidence = evidence }

    func add(to facts: inout RepoFacts) {
        facts.emoji = evidence.text("emoji")
        facts.colorFrom = evidence.text("colorFrom")
        facts.colorTo = evidence.text("colorTo")
        facts.sdk = evidence.text("sdk")
        facts.sdkVersion = evidence.version("sdk_version")
        facts.appFile = evidence.text("app_file") ?? facts.sdk.flatMap { Self.appFiles[$0] }
        facts.appPort = port
        facts.models = Self.ids(evidence.texts("models"))
        facts.datasets = Self.ids(evidence.texts("datasets"))

        var tags = TagList()
        tags.add(facts.sdk)
        tags.add(evidence.cardTags)
        tags.add(TagList.region)
        facts.tags = tags.tags
    }

    /// The file that is run if the card names none (docs/hub/spaces-config-reference.md).
    private static let appFiles = [
        "gradio": "app.py", "streamlit": "app.py", "docker": "Dockerfile", "static": "index.html",
    ]

    private var port: Int? {
        switch evidence.data["app_port"] {
        case .integer(let port) where (1...65_535).contains(port): Int(port)
        case .string(let text): Int(text).flatMap { (1...65_535).contains($0) ? $0 : nil }
        default: nil
        }
    }

    /// Each id once. Ids compare without case.
    private static func ids(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.compactMap(RepoID.init(_:)).filter { seen.insert($0.key).inserted }.map(\.description)
            .prefix(TagList.maximumCount).map(\.self)
    }
}
