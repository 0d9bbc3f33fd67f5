import Foundation
import HubAPI
import Synchronization
import TestSupport
import Testing

@testable import HubClient

@Suite struct TokenStoreTests {
    private let folder: TemporaryDirectory
    private let home: String
    private let store: TokenStore

    init() throws {
        folder = try TemporaryDirectory()
        home = folder.path + "/deep/home"
        store = TokenStore(HubConfiguration(token: .environment, home: home))
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(home)/\(name)", encoding: .utf8)
    }

    private func mode(_ path: String) throws -> Int {
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        return try #require(mode)
    }

    @Test func isEmptyWithoutFiles() async throws {
        #expect(try store.list() == [])
        #expect(try store.activeToken() == nil)
        #expect(try store.activeName() == nil)
        #expect(try await !store.removeAll())
        #expect(try folder.names(in: "") == [])
    }

    @Test func keepsTokensByName() async throws {
        try await store.save(StoredToken(name: "work", token: "hf_w"))
        try await store.save(
            StoredToken(
                name: "oauth-me", token: "hf_o", refreshToken: "r",
                expiresAt: Timestamp(milliseconds: 1_800_000_000_000)))
        #expect(
            try text("stored_tokens")
                == "[oauth-me]\nhf_token = hf_o\nrefresh_token = r\nexpires_at = 1800000000\n\n[work]\nhf_token = hf_w\n\n"
        )
        #expect(try store.list().map(\.name) == ["oauth-me", "work"])
        #expect(try store.list()[0].expiresAt == Timestamp(milliseconds: 1_800_000_000_000))
        #expect(try store.activeToken() == nil)
    }

    @Test func replacesAllThatATokenHad() async throws {
        try await store.save(StoredToken(name: "a", token: "1", refreshToken: "r"))
        try await store.save(StoredToken(name: "a", token: "2"))
        #expect(try text("stored_tokens") == "[a]\nhf_token = 2\n\n")
    }

    @Test func switches() async throws {
        try await store.save(StoredToken(name: "a", token: "1"))
        try await store.save(StoredToken(name: "b", token: "2"))
        try await store.activate("b")
        #expect(try text("token") == "2")
        #expect(try store.activeName() == "b")
        let error = await #expect(throws: HubError.self) { try await store.activate("c") }
        #expect(error?.kind == .notFound)
        #expect(error?.suggestion == "Stored are “a”, “b”")
        #expect(try store.activeToken() == "2")
    }

    @Test func removesTheActiveToken() async throws {
        try await store.save(StoredToken(name: "a", token: "1"))
        try await store.save(StoredToken(name: "b", token: "2"))
        try await store.activate("b")
        try await store.remove("a")
        #expect(try store.activeToken() == "2")
        try await store.remove("b")
        #expect(try store.activeToken() == nil)
        #expect(try store.list() == [])
        await #expect(throws: HubError.self) { try await store.remove("b") }
    }

    @Test func removesAll() async throws {
        try await store.save(StoredToken(name: "a", token: "1"))
        try await store.activate("a")
        #expect(try await store.removeAll())
        #expect(try store.list() == [])
        #expect(try store.activeToken() == nil)
    }

    @Test func keepsFilesToTheirOwner() async throws {
        try await store.save(StoredToken(name: "a", token: "1"))
        try await store.activate("a")
        #expect(try mode(home + "/token") == 0o600)
        #expect(try mode(home + "/stored_tokens") == 0o600)
        #expect(try mode(home) == 0o700)
        #expect(try folder.names(in: "deep/home") == ["stored_tokens", "stored_tokens.lock", "token"])
    }

    /// An older file that others may read is replaced, not written into.
    @Test func closesFilesThatWereOpen() async throws {
        try await store.save(StoredToken(name: "a", token: "1"))
        try Data("old".utf8).write(to: URL(fileURLWithPath: home + "/token"))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: home + "/token")
        try await store.activate("a")
        #expect(try mode(home + "/token") == 0o600)
    }

    @Test(arguments: ["", "\n", " hf_x \r\n", "hf_\nx"])
    func cleansTheTokenFile(text: String) async throws {
        try store.active.write(text)
        #expect(try store.activeToken() == (text.contains("x") ? "hf_x" : nil))
    }

    @Test(arguments: [Array("[a\nb".utf8), [0xFF, 0xFE]])
    func takesAFileItCannotReadAsEmpty(bytes: [UInt8]) async throws {
        try store.stored.makeFolder()
        try Data(bytes).write(to: URL(fileURLWithPath: home + "/stored_tokens"))
        #expect(try store.list() == [])
        try await store.save(StoredToken(name: "a", token: "1"))
        #expect(try text("stored_tokens") == "[a]\nhf_token = 1\n\n")
    }

    @Test func refusesWhatCannotBeKept() async throws {
        await #expect(throws: HubError.self) { try await store.save(StoredToken(name: "a\nb", token: "1")) }
        await #expect(throws: HubError.self) { try await store.save(StoredToken(name: "a", token: "")) }
        await #expect(throws: HubError.self) { try await store.save(StoredToken(name: "a", token: "1\n[b]")) }
        #expect(!FileManager.default.fileExists(atPath: home + "/stored_tokens"))
    }

    @Test func losesNothingWhenManyWriteAtOnce() async throws {
        try await withThrowingTaskGroup { group in
            for index in 0..<20 {
                group.addTask { try await store.save(StoredToken(name: "t\(index)", token: "x")) }
            }
            try await group.waitForAll()
        }
        #expect(try store.list().count == 20)
    }

    /// Whatever is written while another process has the lock comes before what waits for it.
    private func change(_ other: StoredToken, during body: @escaping @Sendable () async throws -> Void) async throws {
        let (attempts, attempt) = AsyncStream<Void>.makeStream()
        let isOver = Atomic(false)
        let task = FileLock.$flock.withValue({ _, operation in
            attempt.yield()
            return isOver.load(ordering: .relaxed) || operation & LOCK_UN != 0 ? 0 : EWOULDBLOCK
        }) {
            Task {
                // Without a lock it is over before anybody waits.
                defer { attempt.finish() }
                try await body()
            }
        }
        for await _ in attempts { break }
        try store.replace(other)
        if try store.activeToken() != nil { try store.active.write(other.token) }
        isOver.store(true, ordering: .relaxed)
        try await task.value
    }

    @Test func forgetsWhatIsRenewedMeanwhile() async throws {
        let store = store
        try await store.save(StoredToken(name: "a", token: "old"))
        try await store.activate("a")
        try await change(StoredToken(name: "a", token: "new")) { try await store.removeAll() }
        #expect(try store.list() == [])
        #expect(try store.activeToken() == nil)
        try await store.save(StoredToken(name: "a", token: "old"))
        try await store.activate("a")
        try await change(StoredToken(name: "a", token: "new")) { try await store.remove("a") }
        #expect(try store.list() == [])
        #expect(try store.activeToken() == nil)
    }

    @Test func activatesWhatIsRenewedMeanwhile() async throws {
        let store = store
        try await store.save(StoredToken(name: "a", token: "old"))
        try await change(StoredToken(name: "a", token: "new")) { try await store.activate("a") }
        #expect(try store.activeToken() == "new")
    }

    @Test func namesTheFileThatCannotBeWritten() async throws {
        try Data().write(to: URL(fileURLWithPath: folder.path + "/deep"))
        let error = await #expect(throws: HubError.self) { try await store.save(StoredToken(name: "a", token: "1")) }
        #expect(error?.message.contains(folder.path) == true)
    }
}
