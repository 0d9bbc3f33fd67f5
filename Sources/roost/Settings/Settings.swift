import HubServer
import Logging

/// The effective configuration: what each setting is, and where it was set.
struct Settings {
    private(set) var hub = HubConfiguration(dataFolder: "./roost-data")
    private(set) var logLevel = Logger.Level.info
    /// Every setting with its value as text, for people.
    private(set) var shown: [(setting: Setting, value: String, source: SettingSource)] = []
    private(set) var problems: [SettingProblem] = []
    private var embeddings: (url: String?, model: String?, key: String?) = (nil, nil, nil)

    /// Reads everything and collects what is wrong instead of stopping at the first.
    init(reading reader: SettingsReader) throws {
        problems = reader.problems
        for setting in Setting.allCases {
            guard let (value, source) = try reader.find(setting) else {
                shown.append((setting, defaultText(setting), .default))
                continue
            }
            shown.append((setting, setting.shown(value), source))
            if let why = set(setting, value) { problems.append(SettingProblem(setting, value, source, why)) }
        }
        readEmbeddings()
    }

    /// Three settings that mean something together only.
    private mutating func readEmbeddings() {
        guard let url = embeddings.url else {
            if embeddings.model != nil || embeddings.key != nil {
                problems.append(SettingProblem("embeddings-url is missing beside embeddings-model or embeddings-key"))
            }
            return
        }
        guard let model = embeddings.model else {
            problems.append(SettingProblem("embeddings-model is missing beside embeddings-url"))
            return
        }
        do {
            hub.embeddings = try EmbeddingConfiguration(baseURL: url, model: model, key: embeddings.key)
        } catch {
            problems.append(SettingProblem(error.description))
        }
    }

    /// - Throws: ``ConfigurationFailure`` unless everything is right.
    func checked() throws -> Settings {
        guard problems.isEmpty else { throw ConfigurationFailure(problems: problems) }
        return self
    }

    private func defaultText(_ setting: Setting) -> String {
        switch setting {
        case .data: hub.dataFolder
        case .host: hub.host
        case .port: String(hub.port)
        case .baseURL: "(from each request's Host header)"
        case .trustedProxies: "(none)"
        case .database: "(SQLite in the data folder)"
        case .lfsMultipartThreshold: String(hub.lfsMultipartThreshold)
        case .lfsMultipartChunk: String(hub.lfsPartSize)
        case .unreferencedQuota: String(hub.unreferencedQuota)
        case .embeddingsURL: "(none: search by words alone)"
        case .embeddingsModel, .embeddingsKey: "(none)"
        case .logLevel: logLevel.rawValue
        }
    }

    /// Takes a value over, or says why not.
    private mutating func set(_ setting: Setting, _ value: String) -> String? {
        switch setting {
        case .data:
            guard !value.isEmpty else { return "is not the path of a folder" }
            hub.dataFolder = value
        case .host:
            guard !value.isEmpty, !value.contains(where: { $0.isWhitespace || $0 == "/" }) else {
                return "is not an address or a host name"
            }
            hub.host = value
        case .port:
            guard let port = Int(value), (0...65_535).contains(port) else {
                return "is not a port: use 1 to 65535, or 0 for any free one"
            }
            hub.port = port
        case .baseURL:
            switch BaseURL.parse(value) {
            case .success(let url): hub.baseURL = url
            case .failure(let refusal): return refusal.why
            }
        case .trustedProxies:
            guard let proxies = TrustedProxies(parsing: value) else {
                return "is not a list of addresses and networks such as 127.0.0.1, 10.0.0.0/8"
            }
            hub.trustedProxies = proxies
        case .database:
            guard value.hasPrefix("postgres://") || value.hasPrefix("postgresql://") else {
                return "is not a postgres:// address"
            }
            hub.databaseURL = value
        case .lfsMultipartThreshold:
            guard let size = ByteSize.parse(value) else { return ByteSize.refusal }
            hub.lfsMultipartThreshold = size
        case .lfsMultipartChunk:
            guard let size = ByteSize.parse(value) else { return ByteSize.refusal }
            hub.lfsPartSize = size
        case .unreferencedQuota:
            guard let size = ByteSize.parse(value) else { return ByteSize.refusal }
            hub.unreferencedQuota = size
        case .embeddingsURL: embeddings.url = value
        case .embeddingsModel: embeddings.model = value
        case .embeddingsKey: embeddings.key = value
        case .logLevel:
            guard let level = Logger.Level(rawValue: value.lowercased()) else {
                return "is not one of " + Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            }
            logLevel = level
        }
        return nil
    }
}
