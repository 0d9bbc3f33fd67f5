public import HubAPI

/// A token that this machine knows.
public struct StoredToken: Sendable, Hashable {
    /// The name it was given on the hub, or `oauth-` and the user's name.
    public let name: String
    /// The secret.
    public let token: String
    /// What a new token can be had with when this one expires; of tokens from a login in the browser.
    public var refreshToken: String?
    /// When it expires; nil if it doesn't, or nobody knows.
    public var expiresAt: Timestamp?

    /// Takes the parts as they are.
    public init(name: String, token: String, refreshToken: String? = nil, expiresAt: Timestamp? = nil) {
        self.name = name
        self.token = token
        self.refreshToken = refreshToken
        self.expiresAt = expiresAt
    }
}

/// The tokens in the files that Python's client shares: the active one in `$HF_HOME/token`, and all of them by name in
/// `stored_tokens` beside it. Nothing is asked of a hub.
public struct TokenStore: Sendable {
    let active: SecretFile
    let stored: SecretFile

    /// The tokens of this machine's user.
    ///
    /// - Parameter configuration: Its `tokenPath` says where the files are.
    public init(_ configuration: HubConfiguration) {
        active = SecretFile(path: configuration.tokenPath)
        let slash = configuration.tokenPath.lastIndex(of: "/")
        let folder = slash.map { configuration.tokenPath[...$0] } ?? ""
        stored = SecretFile(path: folder + "stored_tokens")
    }

    /// All tokens, by name. A file that can't be understood counts as empty, as for Python's client.
    ///
    /// - Throws: ``HubError`` of kind `fileSystem` if the file can't be read.
    public func list() throws(HubError) -> [StoredToken] { try readStored().sections.map(StoredToken.init) }

    /// The token that is used; nil if there is none.
    ///
    /// - Throws: ``HubError`` of kind `fileSystem` if the file can't be read.
    public func activeToken() throws(HubError) -> String? {
        try active.read().flatMap { TokenText.cleaned(String(decoding: $0, as: UTF8.self)) }
    }

    /// The name of the token that is used; nil if it has none.
    ///
    /// - Throws: ``HubError`` of kind `fileSystem` if a file can't be read.
    public func activeName() throws(HubError) -> String? {
        guard let token = try activeToken() else { return nil }
        return try list().first { TokenText.cleaned($0.token) == token }?.name
    }

    /// Keeps a token under its name, in place of one that has that name, and without making it the active one.
    ///
    /// - Throws: ``HubError`` of kind `invalidInput` for a name that can't be written, `fileSystem`, `outOfSpace`.
    public func save(_ token: StoredToken) async throws(HubError) {
        guard INIFile.isValidName(token.name) else {
            throw HubError(
                .invalidInput, "A token can't be kept under the name “\(token.name)”",
                suggestion: "Give it another name on the hub")
        }
        guard TokenText.cleaned(token.token) == token.token else {
            throw HubError(.invalidInput, "A token that is empty or has line breaks can't be kept")
        }
        try await locked { () throws(HubError) in try replace(token) }
    }

    /// Makes a stored token the one that is used.
    ///
    /// - Throws: ``HubError`` of kind `notFound`, `fileSystem`, `outOfSpace`.
    public func activate(_ name: String) async throws(HubError) {
        guard try list().contains(where: { $0.name == name }) else { throw try unknown(name) }
        // What was read before may have been renewed or forgotten until the lock was had.
        try await locked { () throws(HubError) in
            let token = try list().first { $0.name == name }.flatMap { TokenText.cleaned($0.token) }
            guard let token else { throw try unknown(name) }
            try active.write(token)
        }
    }

    /// Forgets a token; if it is the active one, none is active afterwards.
    ///
    /// - Throws: ``HubError`` of kind `notFound`, `fileSystem`, `outOfSpace`.
    public func remove(_ name: String) async throws(HubError) {
        guard try list().contains(where: { $0.name == name }) else { throw try unknown(name) }
        try await locked { () throws(HubError) in
            let used = try activeToken()
            guard let token = try list().first(where: { $0.name == name }) else { throw try unknown(name) }
            var file = try readStored()
            file.sections.removeAll { $0.name == name }
            try stored.write(file.text)
            if let used, used == TokenText.cleaned(token.token) { try active.remove() }
        }
    }

    /// Forgets all tokens.
    ///
    /// - Returns: Whether there were any.
    /// - Throws: ``HubError`` of kind `fileSystem`.
    @discardableResult
    public func removeAll() async throws(HubError) -> Bool {
        // No folder is made for the lock if there is nothing to forget.
        guard active.stamp != nil || stored.stamp != nil else { return false }
        return try await locked { () throws(HubError) in
            let wasActive = try active.remove()
            return try stored.remove() || wasActive
        }
    }

    private func unknown(_ name: String) throws(HubError) -> HubError {
        let names = try list().map { "“\($0.name)”" }.joined(separator: ", ")
        return HubError(
            .notFound, "No token named “\(name)” is stored on this machine",
            suggestion: names.isEmpty ? "Log in first" : "Stored are \(names)")
    }

    private func readStored() throws(HubError) -> INIFile {
        guard let bytes = try stored.read(), let text = String(validating: bytes, as: UTF8.self) else {
            return INIFile()
        }
        return INIFile(text) ?? INIFile()
    }

    /// Puts a token in the place of that of its name. The lock must be held.
    func replace(_ token: StoredToken) throws(HubError) {
        var file = try readStored()
        file.sections.removeAll { $0.name == token.name }
        file.sections.append(token.section)
        try stored.write(file.text)
    }

    /// Runs a body under the lock that Python's client takes when it renews tokens.
    func locked<Result: Sendable>(
        _ body: () async throws(HubError) -> Result
    ) async throws(HubError) -> Result {
        try stored.makeFolder()
        let lock = try await FileLock.acquire(stored.path + ".lock", mode: 0o600)
        defer { lock.release() }
        return try await body()
    }
}

extension StoredToken {
    fileprivate init(_ section: INIFile.Section) {
        self.init(
            name: section.name, token: section["hf_token"] ?? "", refreshToken: section["refresh_token"],
            expiresAt: section["expires_at"].flatMap { Int64($0) }.flatMap { seconds in
                (0..<1 << 40).contains(seconds) ? Timestamp(milliseconds: seconds * 1000) : nil
            })
    }

    fileprivate var section: INIFile.Section {
        var options = [INIFile.Option(name: "hf_token", value: token)]
        if let refreshToken { options.append(.init(name: "refresh_token", value: refreshToken)) }
        if let expiresAt { options.append(.init(name: "expires_at", value: "\(expiresAt.milliseconds / 1000)")) }
        return INIFile.Section(name: name, options: options)
    }
}
