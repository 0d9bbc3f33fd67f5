import ArgumentParser
import HubClient

struct AuthGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "auth", abstract: "Log in and out of a hub; the tokens are shared with Python's client.",
        subcommands: [
            AuthLogin.self, AuthLogout.self, AuthWhoami.self, AuthList.self, AuthSwitch.self, AuthToken.self,
        ])
}

extension HubError {
    static let notLoggedIn = HubError(.unauthorized, "not logged in", suggestion: "Log in with: roost auth login")
}

/// Tells that a token of the environment comes before those of the files.
func noteTokenInEnvironment(_ output: Output) {
    if Environment.isSet("HF_OIDC_RESOURCE") {
        output.note("HF_OIDC_RESOURCE is set, and goes before the stored tokens as long as it is.")
        return
    }
    guard Environment.isSet("HF_TOKEN") || Environment.isSet("HUGGING_FACE_HUB_TOKEN") else { return }
    output.note("HF_TOKEN is set, and goes before the stored tokens as long as it is.")
}
