import Configuration
import Synchronization
import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Looks values up in flags, environment and file, in this order. All sources yield text: what is wrong with a value
/// can then be said together with the value and where it stands.
struct SettingsReader {
    private var layers: [(source: (Setting) -> SettingSource, provider: any ConfigProvider, prefix: [String])]
    /// What is wrong with the file itself.
    private(set) var problems: [SettingProblem] = []

    static let fileName = "roost.yaml"

    /// - Parameter file: The file that `--config` names; nil takes `roost.yaml` in the working directory if it is there.
    init(flags: [Setting: String], environment: [String: String], file: String?) async throws {
        let flags = InMemoryProvider(
            name: "flags",
            values: Dictionary(
                uniqueKeysWithValues: flags.map { setting, value in
                    (AbsoluteConfigKey([setting.rawValue]), ConfigValue(.string(value), isSecret: false))
                }))
        // An empty variable is how compose files and shells say “not set”.
        let variables = EnvironmentVariablesProvider(
            environmentVariables: environment.filter { $0.key.hasPrefix("ROOST_") && !$0.value.isEmpty },
            secretsSpecifier: .specific([Setting.database.environmentName]))
        layers = [
            ({ _ in .flag }, flags, []),
            ({ _ in .environment }, variables, ["roost"]),
        ]
        guard let file = try Self.file(named: file) else { return }
        let (provider, keys) = try await Self.read(file)
        layers.append(({ _ in .file(file) }, provider, []))
        let known = Setting.allCases.map(\.rawValue)
        problems = keys.filter { !known.contains($0) }.map { key in
            SettingProblem(
                "\(file): there is no setting \"\(key)\"; there are \(known.joined(separator: ", "))")
        }
    }

    /// The first source that has the setting, and its value there.
    func find(_ setting: Setting) throws -> (value: String, source: SettingSource)? {
        for layer in layers {
            let key = AbsoluteConfigKey(layer.prefix + [setting.rawValue])
            let source = layer.source(setting)
            do {
                if let found = try layer.provider.value(forKey: key, type: .string).value,
                    case .string(let value) = found.content
                {
                    return (value, source)
                }
            } catch {
                throw ConfigurationFailure(
                    problems: [
                        SettingProblem(
                            "\(source.description(of: setting)): \(setting.rawValue) must be one value, not a list"
                        )
                    ])
            }
        }
        return nil
    }

    private static func file(named name: String?) throws -> String? {
        if let name {
            guard FileManager.default.fileExists(atPath: name) else {
                throw ConfigurationFailure(problems: [
                    SettingProblem("--config: there is no file \"\(name)\"")
                ])
            }
            return name
        }
        return FileManager.default.fileExists(atPath: fileName) ? fileName : nil
    }

    /// The file's values, and all keys in it, nested ones joined by points.
    private static func read(_ file: String) async throws -> (any ConfigProvider, keys: [String]) {
        do {
            let text = try String(contentsOfFile: file, encoding: .utf8)
            // A file in which everything is commented out is no mapping, but nothing is wrong with it.
            let isBlank = text.split(whereSeparator: \.isNewline).allSatisfy { line in
                let line = line.drop(while: \.isWhitespace)
                return line.isEmpty || line.hasPrefix("#")
            }
            if isBlank { return (InMemoryProvider(values: [:]), []) }
            // The library tells nobody which keys a file has, but asks of each whether it is secret.
            let keys = SeenKeys()
            let options = YAMLSnapshot.ParsingOptions(
                secretsSpecifier: .dynamic { key, _ in
                    keys.insert(key)
                    return key == Setting.database.rawValue
                })
            let provider = try await FileProvider<YAMLSnapshot>(
                parsingOptions: options, filePath: FilePath(file))
            return (provider, keys.all)
        } catch {
            throw ConfigurationFailure(problems: [SettingProblem("\(file) can't be read: \(error)")])
        }
    }

    private final class SeenKeys: Sendable {
        private let keys = Mutex<Set<String>>([])

        func insert(_ key: String) { _ = keys.withLock { $0.insert(key) } }
        var all: [String] { keys.withLock { $0.sorted() } }
    }
}

/// The configuration can't be used; all that is wrong with it at once.
struct ConfigurationFailure: Error, CustomStringConvertible {
    let problems: [SettingProblem]

    var description: String { problems.map(\.description).joined(separator: "\nerror: ") }
}
