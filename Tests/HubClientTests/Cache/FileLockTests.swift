import Foundation
import HubAPI
import Synchronization
import TestSupport
import Testing

@testable import HubClient

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite(.timeLimit(.minutes(2))) struct FileLockTests {
    @Test func liesWherePythonHasItAndIsWritableForTheGroup() async throws {
        let fixture = try CacheFixture()
        let lock = try await fixture.folder.lock("e1")
        let path = fixture.inCache(".locks/models--org--name/e1.lock")
        #expect(lock.path == path)
        #expect(FileStatus(path)?.mode == 0o664)
        #expect(lock.isTrustworthy)
        lock.release()
        #expect(FileStatus.isFile(path))
    }

    @Test func keepsOtherTasksOut() async throws {
        let fixture = try CacheFixture()
        let folder = fixture.folder
        let counter = fixture.inCache("counter")
        try fixture.write("0", counter)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<5 {
                        let lock = try await folder.lock("e1")
                        let count = try #require(text(counter).flatMap(Int.init))
                        await Task.yield()
                        try Data("\(count + 1)".utf8).write(to: URL(filePath: counter))
                        lock.release()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(text(counter) == "40")
    }

    @Test func otherEtagsAreOtherLocks() async throws {
        let folder = try CacheFixture().folder
        let first = try await folder.lock("e1")
        let second = try await folder.lock("e2")
        #expect(first.isTrustworthy && second.isTrustworthy)
    }

    @Test func goesWithTheLastReference() async throws {
        let path = try CacheFixture().folder.lockPath("e1")
        do {
            let lock = try #require(try FileLock.attempt(path))
            #expect(try FileLock.attempt(path) == nil)
            withExtendedLifetime(lock) {}
        }
        #expect(try FileLock.attempt(path) != nil)
    }

    @Test func waitsForPython() async throws {
        let fixture = try CacheFixture()
        let path = fixture.folder.lockPath("e1")
        let (mark, log) = (fixture.inCache("mark"), fixture.inCache("log"))
        try FileSystem.makeFolders(fixture.cache.root)
        let python = try OtherProcess.holding(path, mark: mark, log: log)
        try await until { FileStatus.isFile(mark) }
        #expect(try FileLock.attempt(path) == nil)
        let waiting = Task { [folder = fixture.folder] in
            let lock = try await folder.lock("e1")
            return (text(log), lock.isTrustworthy)
        }
        try FileSystem.removeFile(mark)
        let (found, isTrustworthy) = try await waiting.value
        #expect(found == "let go")
        #expect(isTrustworthy)
        #expect(try await python.end() == 0)
    }

    @Test func keepsPythonOut() async throws {
        let fixture = try CacheFixture()
        let (mark, log) = (fixture.inCache("mark"), fixture.inCache("log"))
        let lock = try await fixture.folder.lock("e1")
        let script = """
            import fcntl, os, sys
            fd = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT, 0o664)
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                sys.exit(7)
            """
        #expect(try await OtherProcess(["python3", "-c", script, lock.path]).end() == 7)
        lock.release()
        #expect(try await OtherProcess(["python3", "-c", script, lock.path]).end() == 0)
        #expect(FileStatus(mark) == nil && FileStatus(log) == nil)
    }

    @Test func aKilledHolderLetsGo() async throws {
        let fixture = try CacheFixture()
        let (mark, log) = (fixture.inCache("mark"), fixture.inCache("log"))
        try FileSystem.makeFolders(fixture.cache.root)
        let python = try OtherProcess.holding(fixture.folder.lockPath("e1"), mark: mark, log: log)
        try await until { FileStatus.isFile(mark) }
        python.kill()
        #expect(try await fixture.folder.lock("e1").isTrustworthy)
        #expect(text(log) == nil)
    }

    @Test func aWaitCanBeCancelled() async throws {
        let folder = try CacheFixture().folder
        let held = try await folder.lock("e1")
        let waiting = Task { try await folder.lock("e1") }
        waiting.cancel()
        #expect(await kind { _ = try await waiting.value } == .cancelled)
        withExtendedLifetime(held) {}
    }

    /// The time that is slept is not slept here, but counted.
    @Test func tellsOfALongWaitAfterTenSecondsAndEachMinute() async throws {
        let fixture = try CacheFixture()
        let held = try await fixture.folder.lock("e1")
        let lines = Lines()
        var configuration = HubConfiguration(home: fixture.directory.path)
        configuration.cacheDirectory = fixture.cache.root
        let folder = Hub(configuration, logger: lines.logger).cache.folder(of: CacheFixture.repo)
        let slept = Mutex(Duration.zero)
        let tellings = Mutex<[Duration]>([])
        let sleep: @Sendable (Duration) async throws -> Void = { pause in
            let before = slept.withLock { $0 }
            tellings.withLock { if lines.all.count > $0.count { $0.append(before) } }
            slept.withLock { $0 += pause }
            if before >= .seconds(135) { held.release() }
        }
        let lock = try await FileLock.$sleep.withValue(sleep) { try await folder.lock("e1") }
        #expect(
            lines.all
                == Array(
                    repeating: "warning Still waiting for “\(lock.path)”, which another process or download holds",
                    count: 3))
        for (telling, due) in zip(tellings.withLock { $0 }, [10, 70, 130]) {
            #expect(telling >= .seconds(due) && telling < .seconds(due + 1))
        }
    }

    /// As Lustre, GPFS and some NFS do: everybody gets every lock.
    @Test func knowsALockThatKeepsNobodyOut() async throws {
        let folder = try CacheFixture().folder
        try await FileLock.$flock.withValue({ _, _ in 0 }) {
            let first = try await folder.lock("e1")
            let second = try await folder.lock("e1")
            #expect(!first.isTrustworthy && !second.isTrustworthy)
        }
    }

    @Test(arguments: [ENOSYS, ENOTSUP, EOPNOTSUPP, ENOLCK])
    func goesOnWhereThereAreNoLocks(failure: CInt) async throws {
        let folder = try CacheFixture().folder
        try await FileLock.$flock.withValue({ _, _ in failure }) {
            let lock = try await folder.lock("e1")
            #expect(!lock.isTrustworthy)
        }
    }

    @Test func reportsALockThatFails() async throws {
        let folder = try CacheFixture().folder
        await FileLock.$flock.withValue({ _, _ in EIO }) {
            #expect(await kind { _ = try await folder.lock("e1") } == .fileSystem(code: EIO))
        }
    }

    /// A file that nobody finds any more keeps nobody out.
    @Test func doesNotTakeALockFileThatWasRemoved() async throws {
        let path = try CacheFixture().folder.lockPath("e1")
        _ = try FileLock.attempt(path)
        let removing: @Sendable (CInt, CInt) -> CInt = { descriptor, operation in
            if operation != LOCK_UN { _ = try? FileSystem.removeFile(path) }
            return flock(descriptor, operation) == 0 ? 0 : errno
        }
        try FileLock.$flock.withValue(removing) {
            let lock = try FileLock.attempt(path)
            #expect(lock == nil)
        }
        #expect(try FileLock.attempt(path)?.isTrustworthy == true)
    }

    @Test func doesNotFollowALinkThatSomebodyPlanted() async throws {
        let fixture = try CacheFixture()
        try fixture.write("precious", fixture.inCache("file"))
        try FileSystem.makeFolders(fixture.folder.locksPath)
        try FileSystem.link(fixture.folder.lockPath("e1"), to: "../../file")
        #expect(await kind { _ = try await fixture.folder.lock("e1") } == .fileSystem(code: ELOOP))
        #expect(text(fixture.inCache("file")) == "precious")
    }

    @Test func aFolderIsNoLock() async throws {
        let fixture = try CacheFixture()
        try FileSystem.makeFolders(fixture.folder.lockPath("e1"))
        #expect(await kind { _ = try await fixture.folder.lock("e1") } == .fileSystem(code: EISDIR))
    }
}
