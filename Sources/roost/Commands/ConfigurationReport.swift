import ArgumentParser
import HubServer

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What `serve --check` prints. It touches nothing.
struct ConfigurationReport {
    private let settings: Settings
    private let problems: [SettingProblem]

    init(_ settings: Settings) {
        self.settings = settings
        problems = settings.problems + Self.folderProblems(settings.hub.dataFolder)
    }

    /// - Throws: `ExitCode` 1 when something is wrong.
    func print() throws {
        Terminal.print(
            table: ["SETTING", "VALUE", "FROM"],
            settings.shown.map { [$0.setting.rawValue, $0.value, $0.source.description(of: $0.setting)] })
        for name in Self.unknownVariables { Terminal.print("note: there is no setting \(name)") }
        if !Self.isLoopback(settings.hub.host), settings.hub.baseURL == nil {
            Terminal.print("note: others can reach this hub, so set base-url to the address they use")
        }
        if problems.isEmpty { return Terminal.print("Nothing is wrong.") }
        for problem in problems { Terminal.print("error: \(problem)") }
        throw ExitCode.failure
    }

    private static func folderProblems(_ path: String) -> [SettingProblem] {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            // The first start makes it, if it may.
            return []
        }
        if !isFolder { return [SettingProblem("data: \"\(path)\" is not a folder")] }
        return FileManager.default.isWritableFile(atPath: path)
            ? [] : [SettingProblem("data: the folder \"\(path)\" can't be written to")]
    }

    /// Variables that look like settings and are none: most likely misspelled.
    private static var unknownVariables: [String] {
        let known = Set(Setting.allCases.map(\.environmentName))
        return ProcessInfo.processInfo.environment.keys.filter {
            $0.hasPrefix("ROOST_") && !known.contains($0)
        }
        .sorted()
    }

    private static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
}
