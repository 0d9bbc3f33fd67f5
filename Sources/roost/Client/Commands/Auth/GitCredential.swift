import HubClient

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// git's own store of passwords.
enum GitCredential {
    /// Has git keep the token for the hub's host, under the name that Python's client uses.
    static func approve(token: String, endpoint: String) throws(HubError) {
        let parts = endpoint.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let scheme = parts[0].hasSuffix(":") ? parts[0].dropLast() : parts[0]
        let host = endpoint.dropFirst(scheme.count + 3).prefix { $0 != "/" }
        guard let git = popen("git credential approve", "w") else { throw failure }
        fputs("protocol=\(scheme)\nhost=\(host)\nusername=hf_user\npassword=\(token)\n\n", git)
        guard pclose(git) == 0 else { throw failure }
    }

    private static let failure = HubError(
        .notSupported, "git did not take the token",
        suggestion: "You are logged in nevertheless. See that git is installed and has a credential.helper.")
}
