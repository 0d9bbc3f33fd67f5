import ArgumentParser
import HubClient

/// Which hub a command asks, and as whom.
struct HubOptions: ParsableArguments {
    @Option(help: "An access token. (default: HF_TOKEN, or the one that was stored by auth login)")
    var token: String?

    @Option(help: "The hub's address. (default: HF_ENDPOINT, or https://huggingface.co)")
    var endpoint: String?

    func configuration() throws(HubError) -> HubConfiguration {
        var configuration = try HubConfiguration.environment()
        if let token {
            guard !token.isEmpty else {
                throw HubError(.invalidInput, "--token is empty", suggestion: "Leave it out to use the stored token.")
            }
            configuration.token = .value(token)
        }
        if let endpoint {
            configuration.endpoint = try HubConfiguration.checked(endpoint: endpoint, of: "--endpoint")
        }
        return configuration
    }
}
