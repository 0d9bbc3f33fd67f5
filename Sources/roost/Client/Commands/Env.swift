import ArgumentParser
import HubAPI
import HubClient

struct Env: HubCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show which hub is asked, as whom, and where files are kept.",
        discussion: "Nothing is asked of the hub, and no token is shown.")

    @OptionGroup var hubOptions: HubOptions
    @OptionGroup var format: FormatOptions

    func run(_ hub: Hub, _ output: Output) async throws {
        let configuration = hub.configuration
        output.object(
            [
                "version": .string(RoostVersion.current), "platform": .string(Self.platform),
                "endpoint": .string(configuration.endpoint), "token": .string(try await Self.token(hub, hubOptions)),
                "home": .string(configuration.home), "cache": .string(configuration.cacheDirectory),
                "token_path": .string(configuration.tokenPath), "offline": .bool(configuration.isOffline),
                "xet": .bool(configuration.usesXet), "shared_blobs": .bool(configuration.sharesBlobs),
                "symlinks": .bool(configuration.usesSymlinks),
                "metadata_timeout": Self.seconds(configuration.metadataTimeout),
                "download_timeout": Self.seconds(configuration.readTimeout),
                "http_proxy": Self.proxy(configuration.proxies.http),
                "https_proxy": Self.proxy(configuration.proxies.https),
            ], id: "endpoint")
    }

    /// Where the token comes from.
    private static func token(_ hub: Hub, _ options: HubOptions) async throws(HubError) -> String {
        if options.token != nil { return "from --token" }
        // To have the token the hub would have to be asked.
        if Environment.isSet("HF_OIDC_RESOURCE") { return "for HF_OIDC_RESOURCE" }
        guard try await hub.token() != nil else { return "none" }
        if Environment.isSet("HF_TOKEN") || Environment.isSet("HUGGING_FACE_HUB_TOKEN") { return "from HF_TOKEN" }
        return try hub.tokens.activeName().map { "stored as \($0)" } ?? "stored"
    }

    /// Without the password that may be in it.
    private static func proxy(_ address: String?) -> JSONValue {
        guard let address else { return .null }
        guard let at = address.lastIndex(of: "@") else { return .string(address) }
        let scheme = address.firstRange(of: "://").map { address[..<$0.upperBound] } ?? ""
        return .string("\(scheme)****\(address[at...])")
    }

    private static func seconds(_ duration: Duration) -> JSONValue { .number(duration / .seconds(1)) }

    private static var platform: String {
        #if os(Linux)
            let system = "linux"
        #elseif os(macOS)
            let system = "macos"
        #else
            let system = "other"
        #endif
        #if arch(arm64)
            return "\(system)-arm64"
        #elseif arch(x86_64)
            return "\(system)-x86_64"
        #else
            return system
        #endif
    }
}
