import Crypto
import TestSupport
import Testing

@testable import HubServer

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite struct SecretsTests {
    private static func mode(_ path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    @Test func areMadeOnceAndForNobodyElse() async throws {
        let parent = try TemporaryDirectory()
        defer { withExtendedLifetime(parent) {} }
        let folder = try DataFolder(parent.path + "/a/b")
        #expect(Self.mode(folder.path) == 0o700)
        // Several servers that start at once use the same key.
        let keys = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<16 {
                group.addTask { try Secrets(folder: folder).ticketKey.withUnsafeBytes { Array($0) } }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(keys.count == 1)
        #expect(keys.first?.count == 32)
        #expect(Self.mode(folder.path + "/secrets/ticket.key") == 0o600)
        #expect(Self.mode(folder.path + "/secrets") == 0o700)
    }

    @Test func areRefusedWhenOthersMayReadThem() throws {
        let parent = try TemporaryDirectory()
        defer { withExtendedLifetime(parent) {} }
        let folder = try DataFolder(parent.path)
        _ = try Secrets(folder: folder)
        chmod(folder.path + "/secrets/ticket.key", 0o640)
        #expect(throws: DataFolderError.self) { try Secrets(folder: folder) }
    }

    @Test(arguments: [0, 31, 33])
    func areRefusedWhenDamaged(_ length: Int64) throws {
        let parent = try TemporaryDirectory()
        defer { withExtendedLifetime(parent) {} }
        let folder = try DataFolder(parent.path)
        _ = try Secrets(folder: folder)
        truncate(folder.path + "/secrets/ticket.key", off_t(length))
        #expect(throws: DataFolderError.self) { try Secrets(folder: folder) }
    }

    @Test(arguments: ["", "/dev/null", "/dev/null/x", "/proc/nothing"])
    func foldersThatCantBe(_ path: String) {
        #expect(throws: DataFolderError.self) { try DataFolder(path) }
    }
}
