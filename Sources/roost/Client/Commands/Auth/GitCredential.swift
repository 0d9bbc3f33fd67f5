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
        guard let git = popen("git credential approve", "w") else { throw failure }
        fputs(description(of: endpoint) + "password=\(token)\n\n", git)
        guard pclose(git) == 0 else { throw failure }
    }

    /// Has git forget what it keeps for the hub's host under that name.
    ///
    /// - Parameter token: Only if it is this one; nil for whatever it is.
    static func reject(token: String? = nil, endpoint: String) {
        if let token {
            let kept = ask("fill", endpoint).split(separator: "\n").first { $0.hasPrefix("password=") }
            guard kept == "password=\(token)" else { return }
        }
        _ = ask("reject", endpoint)
    }

    /// What git says, which must ask nobody; nothing if there is no git, no helper or no password.
    private static func ask(_ action: String, _ endpoint: String) -> String {
        let input = description(of: endpoint).replacing("'", with: "'\\''")
        let quiet = "GIT_TERMINAL_PROMPT=0 GIT_ASKPASS=false GCM_INTERACTIVE=never"
        let command = "printf '%s\\n' '\(input)' | \(quiet) git credential \(action) 2>/dev/null"
        guard let git = popen(command, "r") else { return "" }
        defer { pclose(git) }
        var answer: [UInt8] = []
        while answer.count < 1 << 16 {
            let byte = fgetc(git)
            guard byte != EOF else { break }
            answer.append(UInt8(truncatingIfNeeded: byte))
        }
        return String(decoding: answer, as: UTF8.self)
    }

    /// Whose password it is about, in git's words.
    private static func description(of endpoint: String) -> String {
        let parts = endpoint.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let scheme = parts[0].hasSuffix(":") ? parts[0].dropLast() : parts[0]
        let host = endpoint.dropFirst(scheme.count + 3).prefix { $0 != "/" }
        return "protocol=\(scheme)\nhost=\(host)\nusername=hf_user\n"
    }

    private static let failure = HubError(
        .notSupported, "git did not take the token",
        suggestion: "You are logged in nevertheless. See that git is installed and has a credential.helper.")
}
