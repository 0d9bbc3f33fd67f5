import Configuration
import HubServer
import Logging

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The keys that can be set, each as `key` in roost.yaml, `ROOST_KEY` in the environment, and some as `--key`.
enum Setting: String, CaseIterable {
    case data
    case host
    case port
    case baseURL = "base-url"
    case trustedProxies = "trusted-proxies"
    case database
    case lfsMultipartThreshold = "lfs-multipart-threshold"
    case lfsMultipartChunk = "lfs-multipart-chunk"
    case unreferencedQuota = "unreferenced-quota"
    case embeddingsURL = "embeddings-url"
    case embeddingsModel = "embeddings-model"
    case embeddingsKey = "embeddings-key"
    case logLevel = "log-level"

    var environmentName: String {
        "ROOST_" + rawValue.uppercased().replacing("-", with: "_")
    }

    /// What is shown for a value that may hold a password.
    func shown(_ value: String) -> String {
        switch self {
        case .database: DatabaseAddress.withoutSecrets(value)
        case .embeddingsKey: "(secret)"
        default: value
        }
    }
}

/// Where a value came from.
enum SettingSource: Hashable {
    case flag, environment
    case file(String)
    case `default`

    func description(of setting: Setting) -> String {
        switch self {
        case .flag: "--\(setting.rawValue)"
        case .environment: setting.environmentName
        case .file(let path): path
        case .default: "default"
        }
    }
}

/// Something about the configuration that the operator must change.
struct SettingProblem: CustomStringConvertible {
    let description: String

    init(_ setting: Setting, _ value: String, _ source: SettingSource, _ why: String) {
        let place =
            switch source {
            case .file(let path): "\(setting.rawValue) in \(path)"
            default: source.description(of: setting)
            }
        description = "\(place): \"\(setting.shown(value))\" \(why)"
    }

    init(_ description: String) { self.description = description }
}
