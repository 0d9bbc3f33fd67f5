public import HubAPI

/// Whether a repo shows its files only to those who asked for them.
public enum Gating: Sendable, Hashable {
    /// To everybody who may see the repo.
    case open
    /// To everybody who asked.
    case auto
    /// To everybody who asked and was let in by the owners.
    case manual

    /// From `false`, `"auto"` or `"manual"`; an older hub's `true` counts as `auto`. Nil for anything else.
    init?(_ value: JSONValue?) {
        switch value {
        case .bool(false): self = .open
        case .bool(true): self = .auto
        case .string(let word):
            switch word {
            case "auto": self = .auto
            case "manual": self = .manual
            case "false": self = .open
            default: return nil
            }
        default: return nil
        }
    }

    /// As the Hub's JSON has it: false, or a word.
    public var json: JSONValue {
        switch self {
        case .open: false
        case .auto: "auto"
        case .manual: "manual"
        }
    }
}
