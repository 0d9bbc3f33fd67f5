/// What is wrong with a card, as `POST /api/validate-yaml` answers it.
///
/// Errors refuse a commit of the card, warnings are shown and let it pass.
public struct CardReport: Sendable, Hashable {
    public internal(set) var errors: [String]
    public internal(set) var warnings: [String]

    public init(errors: [String] = [], warnings: [String] = []) {
        self.errors = errors
        self.warnings = warnings
    }

    public var isValid: Bool { errors.isEmpty }
}
