import Foundation
import HubAPI
import TestSupport
import Testing

@testable import HubClient

#if os(Linux)
    /// Processes that put files into a cache and are killed in the middle of it.
    @Suite(.timeLimit(.minutes(5))) struct CacheKillTests {
        @Test(arguments: [true, false])
        func whateverIsKilledNoNameStandsForHalfAFile(usesSymlinks: Bool) async throws {
            let fixture = try CacheFixture(usesSymlinks: usesSymlinks)
            let snapshot = fixture.folder.snapshotPath(CacheFixture.commit)
            for round in 0..<6 {
                let before = try FileSystem.names(in: snapshot).count
                let child = try CacheChild.start(fixture, seed: round)
                try await until { (try? FileSystem.names(in: snapshot).count) ?? 0 > before || !child.isRunning }
                try await Task.sleep(for: .milliseconds(Int.random(in: 0...15)))
                #expect(child.isRunning)
                child.kill()
                _ = try await child.end()
                try check(fixture)
            }
            // What was broken off is taken for what it is.
            let report = try await fixture.cache.scan()
            // The ref may have come before the first file of its commit.
            #expect(report.warnings.filter { !$0.path.hasSuffix("/refs/main") } == [])
            try await fixture.cache.remove(report.pruning(partialsOlderThan: .seconds(-60)))
            #expect(try FileSystem.names(in: "\(fixture.folder.path)/blobs").filter(PartialName.isPartial) == [])
        }

        /// Eight processes that make the same links, and others that are killed meanwhile.
        @Test func manyProcessesFillOneCache() async throws {
            let fixture = try CacheFixture()
            let snapshot = fixture.folder.snapshotPath(CacheFixture.commit)
            let children = try (0..<8).map { _ in try CacheChild.start(fixture, seed: 0) }
            let isSomeRunning = { children.contains { $0.isRunning } }
            try await until { (try? FileSystem.names(in: snapshot).count) ?? 0 > 4 || !isSomeRunning() }
            for child in children.prefix(4) { child.kill() }
            let count = try FileSystem.names(in: snapshot).count
            try await until { (try? FileSystem.names(in: snapshot).count) ?? 0 > count + 4 || !isSomeRunning() }
            for child in children.dropFirst(4) { #expect(child.isRunning) }
            for child in children { child.kill() }
            for child in children { _ = try await child.end() }
            try check(fixture)
        }

        /// Blobs that are being shared: nothing beside them, and no content lost.
        @Test func whoeverIsKilledWhileItSharesLeavesNothing() async throws {
            let fixture = try CacheFixture()
            let blobs = "\(fixture.folder.path)/blobs"
            for round in 0..<6 {
                let before = (try? FileSystem.names(in: blobs).count) ?? 0
                let child = try CacheChild.start(fixture, seed: round, shares: true)
                try await until { (try? FileSystem.names(in: blobs).count) ?? 0 > before + 20 || !child.isRunning }
                #expect(child.isRunning)
                child.kill()
                _ = try await child.end()
                #expect(try FileSystem.names(in: blobs).filter { $0.hasPrefix(".") } == [])
                for name in try FileSystem.names(in: blobs) where !PartialName.isPartial(name) {
                    #expect(text("\(blobs)/\(name)") == CacheChild.sharedContent, "\(name)")
                }
            }
            // At most one in a round lacks its link, and is found again.
            let shared = try #require(fixture.cache.sharedBlobs)
            for payload in shared.payloads() {
                let etag = String(payload.xetHash.drop { $0 == "0" })
                guard FileStatus(unfollowed: "\(blobs)/\(etag)") == nil else { continue }
                #expect(try await shared.find(payload.xetHash, size: payload.size, for: etag, in: fixture.folder))
                #expect(text("\(blobs)/\(etag)") == CacheChild.sharedContent)
            }
        }

        private func check(_ fixture: CacheFixture) throws {
            let blobs = "\(fixture.folder.path)/blobs"
            for name in try FileSystem.names(in: blobs) where !PartialName.isPartial(name) {
                let content = try #require(try FileSystem.read("\(blobs)/\(name)", limit: 64 << 20))
                #expect(CacheChild.etag(content) == name)
            }
            let snapshot = fixture.folder.snapshotPath(CacheFixture.commit)
            for name in try FileSystem.names(in: snapshot) {
                let content = try #require(try FileSystem.read("\(snapshot)/\(name)", limit: 64 << 20))
                let number = try #require(Int(name))
                #expect(CacheChild.etag(content) == CacheChild.etag(CacheChild.content(number)))
            }
            let commit = fixture.folder.commit(of: .main)
            #expect(commit == nil || [CacheFixture.commit, CacheFixture.other].contains(commit))
        }
    }

    /// What the other processes do: this test program itself, told to run this one test.
    @Suite struct CacheChild {
        private static let variable = "HUB_CLIENT_TEST_CACHE"
        static let sharedContent = "shared by all"

        @Test(.enabled(if: ProcessInfo.processInfo.environment[variable] != nil))
        func fillsACacheUntilItIsKilled() async throws {
            let words = ProcessInfo.processInfo.environment[Self.variable]?.split(separator: " ") ?? []
            guard words.count == 3, let seed = Int(words[2]) else { return }
            let cache = HubCache(root: String(words[0]), usesSymlinks: words[1] == "true")
            let folder = cache.folder(of: CacheFixture.repo)
            try folder.prepare()
            for number in (seed * 1000)... {
                let content = Self.content(number)
                let etag = Self.etag(content)
                let lock = try await folder.lock(etag)
                let isNew = !folder.hasBlob(etag, size: Int64(content.count))
                if isNew {
                    try Data(content).write(to: URL(filePath: folder.partialPath(etag)))
                    try await folder.finish(folder.partialPath(etag), as: etag, synchronizing: number % 4 == 0)
                }
                try await folder.link(
                    blob: etag, into: CacheFixture.commit, as: "\(number)", isNewBlob: isNew && number % 2 == 0)
                try folder.setRef(.main, to: number % 2 == 0 ? CacheFixture.commit : CacheFixture.other)
                lock.release()
            }
        }

        @Test(.enabled(if: ProcessInfo.processInfo.environment[variable] != nil))
        func sharesBlobsUntilItIsKilled() async throws {
            let words = ProcessInfo.processInfo.environment[Self.variable]?.split(separator: " ") ?? []
            guard words.count == 3, let seed = Int(words[2]) else { return }
            let cache = HubCache(root: String(words[0]))
            let folder = cache.folder(of: CacheFixture.repo)
            let shared = try #require(cache.sharedBlobs)
            let size = Int64(Self.sharedContent.utf8.count)
            try folder.prepare()
            for number in (seed * 1_000_000 + 1)... {
                let etag = String(number)
                let hash = String(repeating: "0", count: 64 - etag.count) + etag
                try Data(Self.sharedContent.utf8).write(to: URL(filePath: folder.partialPath(etag)))
                try await folder.finish(folder.partialPath(etag), as: etag, synchronizing: false)
                #expect(try await shared.publish(hash, size: size, of: etag, in: folder))
            }
        }

        static func start(_ fixture: CacheFixture, seed: Int, shares: Bool = false) throws -> OtherProcess {
            let filter = shares ? "sharesBlobsUntilItIsKilled" : "fillsACacheUntilItIsKilled"
            return try OtherProcess(
                [CommandLine.arguments[0], "--testing-library", "swift-testing", "--filter", filter],
                environment: [variable: "\(fixture.cache.root) \(fixture.cache.usesSymlinks) \(seed)"])
        }

        static func content(_ number: Int) -> [UInt8] {
            Array(repeating: UInt8(truncatingIfNeeded: number), count: 1 << 20) + Array("\(number)".utf8)
        }

        static func etag(_ content: [UInt8]) -> String {
            var hasher = ContentHasher(for: .sha256(""), size: Int64(content.count))
            content.withUnsafeBytes { hasher.update($0) }
            return hasher.finalize()
        }
    }
#endif
