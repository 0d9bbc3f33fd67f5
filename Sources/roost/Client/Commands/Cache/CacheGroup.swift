import ArgumentParser
import HubAPI
import HubClient

struct CacheGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache", abstract: "Look after the cache of downloaded files, which Python's client shares.",
        subcommands: [CacheList.self, CacheRemove.self, CachePrune.self, CacheVerify.self])
}

/// Which cache a command works on.
struct CacheOption: ParsableArguments {
    @Option(help: "The cache's folder. (default: HF_HUB_CACHE)", completion: .directory)
    var cacheDir: String?

    func cache() throws(HubError) -> HubCache {
        let configuration = try HubConfiguration.environment()
        return HubCache(
            root: cacheDir ?? configuration.cacheDirectory, usesSymlinks: configuration.usesSymlinks,
            sharesBlobs: configuration.sharesBlobs && configuration.usesXet)
    }

    /// What lies in the cache; nil if nothing was ever put into it. A folder that was named must be there.
    func scan() async throws(HubError) -> (cache: HubCache, report: CacheReport?) {
        let cache = try cache()
        do {
            return (cache, try await cache.scan())
        } catch {
            guard cacheDir == nil, error.kind == .fileSystem(code: ErrorNumber.noEntry) else { throw error }
            return (cache, nil)
        }
    }
}

/// Asks before something is removed.
struct ConfirmOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Don't ask.")
    var yes = false

    @Flag(inversion: .prefixedNo, help: "Say what would be removed, and remove nothing.")
    var dryRun = false

    /// - Throws: An exit code if the person says no; an error if nobody can be asked.
    func confirm(_ output: Output) throws {
        if yes { return }
        guard output.isForPeople, TerminalFacts.input, TerminalFacts.errors.isTerminal else {
            throw HubError(
                .invalidInput, "nobody can be asked whether this is to be removed", suggestion: "Add --yes.")
        }
        guard ["y", "yes"].contains(Prompt.ask("Remove it? [y/N] ")?.lowercased()) else {
            output.note("Nothing was removed.")
            throw ExitCode(ExitClass.internal.rawValue)
        }
    }
}
