public import HubAPI

/// Checks the metadata of a README before it is committed.
public enum CardValidator {
    /// No report is longer: a broken card of thousands of entries says the same thousands of times.
    static let maximumMessages = 50

    public static func validate(content: String, repoType: RepoType) -> CardReport {
        let card: RepoCard
        do {
            card = try RepoCard.parse(content)
        } catch {
            return CardReport(errors: ["YAML metadata is invalid: \(error)"])
        }
        guard card.hasMetadata else {
            return CardReport(warnings: ["empty or missing yaml metadata in repo card"])
        }
        var report = CardReport()
        for field in CardSchema.fields(of: repoType) {
            field.check(in: card.data, path: "", &report)
        }
        for advice in CardAdvice.all where advice.repoTypes.contains(repoType) {
            report.warnings += advice.warnings(card.data)
        }
        report.errors = Array(report.errors.prefix(maximumMessages))
        report.warnings = Array(report.warnings.prefix(maximumMessages))
        return report
    }
}
