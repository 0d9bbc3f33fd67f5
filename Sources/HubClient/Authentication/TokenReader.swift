import HubAPI
import Logging

/// Finds the token that a hub is asked with, and renews it in time.
actor TokenReader {
    /// Tokens are renewed when less than this is left of them, in seconds.
    private static let margin = 86_400.0
    /// How long it takes until a token that couldn't be renewed is looked at again, in seconds.
    private static let pause = 300.0

    private let configuration: HubConfiguration
    private let store: TokenStore
    private let logger: Logger
    /// What the token file held when it looked like this.
    private var known: (stamp: SecretFile.Stamp, token: String?)?
    /// The token that needs no thought before that time, in seconds since 1970.
    private var settled: (token: String, until: Double)?
    private var renewal: Task<String, Never>?
    /// The token that a CI job got for its identity, and when it needs another, in seconds since 1970.
    private var publishing: (token: String, until: Double)?
    private var exchange: Task<Result<String, HubError>, Never>?
    private var hasComplained = false

    init(_ configuration: HubConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        store = TokenStore(configuration)
    }

    /// - Parameter session: What a new token is asked with.
    func token(_ session: HubSession) async throws(HubError) -> String? {
        switch configuration.token {
        case .anonymous: return nil
        case .value(let token): return TokenText.cleaned(token)
        case .environment: break
        }
        if let publisher = configuration.trustedPublisher { return try await published(publisher, session) }
        if let token = configuration.environmentToken { return token }
        guard let token = try fileToken() else { return nil }
        let now = session.clock.now()
        if configuration.isOffline { return token }
        if let settled, settled.token == token, now < settled.until { return token }
        if let renewal { return await renewal.value }
        let task = Task { await renewed(token, now, session) }
        renewal = task
        defer { renewal = nil }
        return await task.value
    }

    /// The token for a request that nobody asked to send one with.
    func tokenToSend(_ session: HubSession) async throws(HubError) -> String? {
        if case .environment = configuration.token, !configuration.sendsImplicitToken { return nil }
        return try await token(session)
    }

    /// The token of a CI job. Whoever asked for this one wants no other: what goes wrong is told.
    private func published(_ publisher: TrustedPublisher, _ session: HubSession) async throws(HubError) -> String {
        let now = session.clock.now()
        if let publishing, now < publishing.until { return publishing.token }
        if let exchange { return try await exchange.value.get() }
        let task = Task { () async -> Result<String, HubError> in
            do throws(HubError) {
                let (token, seconds) = try await session.exchange(publisher)
                publishing = (token, now + seconds)
                return .success(token)
            } catch {
                return .failure(error)
            }
        }
        exchange = task
        defer { exchange = nil }
        return try await task.value.get()
    }

    /// The file is read again only when it changed.
    private func fileToken() throws(HubError) -> String? {
        guard let stamp = store.active.stamp else { return nil }
        if let known, known.stamp == stamp { return known.token }
        let token = try store.activeToken()
        known = (stamp, token)
        return token
    }

    /// The token, or the one that takes its place. Whatever goes wrong, the old one is tried: the hub says whether it
    /// is still good.
    private func renewed(_ token: String, _ now: Double, _ session: HubSession) async -> String {
        guard let entry = (try? store.list())?.first(where: { $0.token == token }), let secret = entry.refreshToken,
            let expiresAt = entry.expiresAt
        else {
            settled = (token, now + Self.pause)
            return token
        }
        let renewAt = Double(expiresAt.milliseconds) / 1000 - Self.margin
        if renewAt > now {
            settled = (token, renewAt)
            return token
        }
        do throws(HubError) {
            let new = try await renew(entry, secret, now, session)
            settled = (new, now + Self.pause)
            return new
        } catch {
            let isLost = error.kind == .unauthorized
            complain(
                isLost
                    ? "The login has expired and can't be renewed: log in again"
                    : "The login couldn't be renewed, which is tried again later: \(error.message)", isLost)
            settled = (token, isLost ? .infinity : now + Self.pause)
            return token
        }
    }

    private func renew(
        _ entry: StoredToken, _ secret: String, _ now: Double, _ session: HubSession
    ) async throws(HubError) -> String {
        // Hubs that give each refresh token once would otherwise have two processes lock each other out.
        try await store.locked { () throws(HubError) in
            // A login that was forgotten while this waited stays forgotten.
            guard let current = try store.list().first(where: { $0.name == entry.name }) else { return entry.token }
            guard current.token == entry.token else { return current.token }
            let answer = try await session.oauthTokens([
                (name: "grant_type", value: "refresh_token"), (name: "refresh_token", value: secret),
            ])
            guard let token = answer.access_token.flatMap(TokenText.cleaned) else {
                throw HubError(
                    answer.error == "invalid_grant" ? .unauthorized : .server, "The hub gave no new token",
                    serverMessage: answer.complaint)
            }
            let expiry = answer.expires_in.map { Timestamp(milliseconds: Int64((now + $0) * 1000)) }
            // Python's client forgets tokens without the lock: the entry may be gone, or another one, by now.
            guard try store.list().contains(entry) else { return token }
            try store.replace(
                StoredToken(
                    name: entry.name, token: token, refreshToken: answer.refresh_token ?? secret, expiresAt: expiry))
            if try store.activeToken() == entry.token { try store.active.write(token) }
            return token
        }
    }

    private func complain(_ text: String, _ always: Bool) {
        if always || !hasComplained { logger.warning("\(text)") }
        hasComplained = true
    }
}
