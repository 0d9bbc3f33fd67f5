import Foundation
import HTTPTypes
import HubAPI
import Synchronization
import TestSupport
import Testing

@testable import HubClient

@Suite struct TokenReaderTests {
    private let folder: TemporaryDirectory
    private let store: TokenStore
    private let clock = TestClock()

    init() throws {
        folder = try TemporaryDirectory()
        store = TokenStore(HubConfiguration(token: .environment, home: folder.path))
    }

    private func session(
        _ transport: ScriptedTransport, _ lines: Lines = Lines(), _ change: (inout HubConfiguration) -> Void = { _ in }
    ) -> HubSession {
        HubSession.scripted(transport, clock: clock.clock(), logger: lines.logger) {
            $0.token = .environment
            $0.home = folder.path
            $0.tokenPath = folder.path + "/token"
            $0.retries = 0
            change(&$0)
        }
    }

    private let nobody = ScriptedTransport { _ throws(TransportError) in .answer(500) }

    /// Stores an OAuth token that is valid for so many more hours.
    private func storeOAuth(hours: Double) async throws {
        let expiry = Timestamp(milliseconds: Int64((clock.now + hours * 3600) * 1000))
        try await store.save(StoredToken(name: "oauth-me", token: "old", refreshToken: "r1", expiresAt: expiry))
        try await store.activate("oauth-me")
    }

    @Test func takesTheFirstThereIs() async throws {
        #expect(try await session(nobody).token() == nil)
        try store.active.write("file")
        #expect(try await session(nobody).token() == "file")
        #expect(try await session(nobody, { $0.environmentToken = "env" }).token() == "env")
        #expect(try await session(nobody, { $0.token = .value("given\n") }).token() == "given")
        #expect(try await session(nobody, { $0.token = .anonymous }).token() == nil)
        #expect(nobody.asked.isEmpty)
    }

    @Test func noticesChangesOfTheFile() async throws {
        let session = session(nobody)
        try store.active.write("one")
        #expect(try await session.token() == "one")
        try store.active.write("two")
        #expect(try await session.token() == "two")
        try store.active.remove()
        #expect(try await session.token() == nil)
    }

    @Test func saysWhenTheFileCannotBeRead() async throws {
        try FileManager.default.createDirectory(atPath: folder.path + "/token", withIntermediateDirectories: false)
        let error = await #expect(throws: HubError.self) { try await session(nobody).token() }
        #expect(error?.message.contains("/token”") == true)
    }

    @Test func renewsATokenThatIsAboutToExpire() async throws {
        try await storeOAuth(hours: 23)
        let transport = ScriptedTransport([
            .success(.answer(200, [], "{\"access_token\":\"new\",\"refresh_token\":\"r2\",\"expires_in\":864000}"))
        ])
        let session = session(transport)
        #expect(try await session.token() == "new")
        #expect(try await session.token() == "new")
        #expect(transport.asked == ["POST http://hub.test/oauth/token"])
        let request = try #require(transport.requests.first)
        #expect(request["Authorization"] == nil)
        guard case .bytes(let body) = request.body else { throw HubError(.invalidInput, "no body") }
        #expect(
            String(decoding: body, as: UTF8.self)
                == "grant_type=refresh_token&refresh_token=r1&client_id=26be6b09-91c5-47da-9861-d2d2bb7a7e36")
        #expect(try store.activeToken() == "new")
        let stored = try #require(try store.list().first)
        #expect(stored.token == "new")
        #expect(stored.refreshToken == "r2")
        #expect(stored.expiresAt == Timestamp(milliseconds: Int64((clock.now + 864_000) * 1000)))
    }

    @Test func keepsTheRefreshTokenIfThereIsNoOther() async throws {
        try await storeOAuth(hours: 1)
        let transport = ScriptedTransport([.success(.answer(200, [], "{\"access_token\":\"new\"}"))])
        #expect(try await session(transport).token() == "new")
        #expect(try store.list().first?.refreshToken == "r1")
        #expect(try store.list().first?.expiresAt == nil)
    }

    @Test func leavesTokensAloneThatAreValidForLong() async throws {
        try await storeOAuth(hours: 25)
        let session = session(nobody)
        #expect(try await session.token() == "old")
        #expect(nobody.asked.isEmpty)
        clock.pass(.seconds(2 * 3600))
        #expect(try await session.token() == "old")
        #expect(nobody.asked.count == 1)
    }

    @Test func triesAgainLaterWhatFailed() async throws {
        try await storeOAuth(hours: 1)
        let lines = Lines()
        let session = session(nobody, lines)
        for _ in 0..<3 { #expect(try await session.token() == "old") }
        #expect(nobody.asked.count == 1)
        clock.pass(.seconds(301))
        #expect(try await session.token() == "old")
        #expect(nobody.asked.count == 2)
        #expect(lines.all.filter { $0.hasPrefix("warning") }.count == 1)
    }

    @Test func givesUpOnARevokedLogin() async throws {
        try await storeOAuth(hours: 1)
        let transport = ScriptedTransport([.success(.answer(400, [], "{\"error\":\"invalid_grant\"}"))])
        let lines = Lines()
        let session = session(transport, lines)
        #expect(try await session.token() == "old")
        clock.pass(.seconds(100_000))
        #expect(try await session.token() == "old")
        #expect(transport.asked.count == 1)
        #expect(lines.all.contains("warning The login has expired and can't be renewed: log in again"))
    }

    @Test func asksOnceForManyRequests() async throws {
        try await storeOAuth(hours: 1)
        let transport = ScriptedTransport { _ throws(TransportError) in
            try? await Task.sleep(for: .milliseconds(50))
            return .answer(200, [], "{\"access_token\":\"new\",\"expires_in\":864000}")
        }
        let session = session(transport)
        let tokens = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<8 { group.addTask { try await session.token() } }
            return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(tokens == ["new"])
        #expect(transport.asked.count == 1)
    }

    /// While this process waited for the lock, another one renewed the token.
    @Test func takesOverWhatAnotherProcessRenewed() async throws {
        let token = try await tokenAfterWaiting {
            try store.replace(StoredToken(name: "oauth-me", token: "theirs", refreshToken: "r9"))
        }
        #expect(token == "theirs")
    }

    /// While this process waited for the lock, the login was forgotten.
    @Test func renewsNoLoginThatIsForgotten() async throws {
        let token = try await tokenAfterWaiting {
            try store.stored.remove()
            try store.active.remove()
        }
        #expect(token == "old")
        #expect(try store.list() == [])
    }

    /// The token of a login that wants renewal, if others have the lock until they have done something. No hub is asked.
    private func tokenAfterWaiting(for others: () throws -> Void) async throws -> String? {
        try await storeOAuth(hours: 1)
        let session = session(nobody)
        let (attempts, attempt) = AsyncStream<Void>.makeStream()
        let isOver = Atomic(false)
        let task = FileLock.$flock.withValue({ _, operation in
            attempt.yield()
            return isOver.load(ordering: .relaxed) || operation & LOCK_UN != 0 ? 0 : EWOULDBLOCK
        }) { Task { try await session.token() } }
        for await _ in attempts { break }
        try others()
        isOver.store(true, ordering: .relaxed)
        let token = try await task.value
        #expect(nobody.asked.isEmpty)
        return token
    }

    /// Python's client forgets logins without the lock, thus also while the hub is asked.
    @Test func bringsNoForgottenLoginBack() async throws {
        try await storeOAuth(hours: 1)
        let store = store
        let transport = ScriptedTransport { _ throws(TransportError) in
            _ = try? store.stored.remove()
            _ = try? store.active.remove()
            return .answer(200, [], "{\"access_token\":\"new\",\"expires_in\":864000}")
        }
        let session = session(transport)
        #expect(try await session.token() == "new")
        #expect(try store.list() == [])
        #expect(try store.activeToken() == nil)
        #expect(try await session.token() == nil)
    }

    @Test func renewsNothingOffline() async throws {
        try await storeOAuth(hours: 1)
        #expect(try await session(nobody, { $0.isOffline = true }).token() == "old")
        #expect(nobody.asked.isEmpty)
    }
}

extension TokenReaderTests {
    private func session(
        _ transport: ScriptedTransport, _ change: (inout HubConfiguration) -> Void
    ) -> HubSession { session(transport, Lines(), change) }
}
