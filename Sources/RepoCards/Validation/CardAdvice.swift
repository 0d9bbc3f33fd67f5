import HubAPI

/// What a card may say but probably does not mean to: warnings.
struct CardAdvice: Sendable {
    let repoTypes: Set<RepoType>
    let warnings: @Sendable (JSONValue) -> [String]

    static let all: [CardAdvice] = [
        CardAdvice(repoTypes: [.model, .dataset, .space], warnings: license),
        CardAdvice(repoTypes: [.model, .dataset], warnings: language),
        CardAdvice(repoTypes: [.model], warnings: pipelineTag),
        CardAdvice(repoTypes: [.dataset]) { unknown($0, "task_categories", KnownPipelines.isKnown) },
        CardAdvice(repoTypes: [.dataset]) { unknown($0, "size_categories", sizes.contains) },
    ]

    private static func license(_ data: JSONValue) -> [String] {
        var warnings: [String] = []
        for license in data["license"]?.strings ?? [] where !KnownLicenses.isKnown(license) {
            warnings.append(
                "\"license\" \"\(shown(license))\" is not a known license identifier. "
                    + "Use \"other\" with license_name and license_link for a license of your own")
        }
        if data["license"]?.strings.contains("other") == true, data["license_name"]?.string == nil {
            warnings.append("\"license\" is \"other\": say which with license_name and license_link")
        }
        return warnings
    }

    private static func language(_ data: JSONValue) -> [String] {
        unknown(data, "language", LanguageCode.isPlausible)
            .map { $0 + ": use ISO 639-1, 639-2 or 639-3 codes such as \"en\"" }
    }

    private static func pipelineTag(_ data: JSONValue) -> [String] {
        unknown(data, "pipeline_tag", KnownPipelines.isKnown)
    }

    private static func unknown(
        _ data: JSONValue, _ key: String, _ isKnown: (String) -> Bool
    ) -> [String] {
        (data[key]?.strings ?? [])
            .filter { !isKnown($0) }
            .map { "\"\(key)\" has an unknown value \"\(shown($0))\"" }
    }

    private static func shown(_ value: String) -> Substring { value.prefix(80) }

    private static let sizes: Set<String> = [
        "n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M", "100M<n<1B", "1B<n<10B",
        "10B<n<100B", "100B<n<1T", "n>1T", "unknown",
    ]
}
