import HTTPTypes
import HubAPI
import NIOCore
import TestSupport
import Testing
import Xet

@testable import HubClient

/// Files that a hub announces with a Xet hash.
@Suite(.timeLimit(.minutes(2))) struct XetIntoCacheTests {
    static let commit = String(repeating: "c", count: 40)

    /// A hub with one Xet file, `w.bin` of `a/b`.
    private struct Setting {
        let file: XetContent.File
        let etag: String
        let servers: XetServers
        let home: TemporaryDirectory

        /// - Parameters:
        ///   - etag: What the hub says that the content's SHA-256 is, if that is a lie.
        ///   - hasRoute: Whether there is Xet, or only the announcement of it.
        init(etag: String? = nil, hasRoute: Bool = true) throws {
            var content = XetContent(chunksPerXorb: 4)
            let file = try content.add(FaultFile.noise(600_000))
            let digest = ContentDigest.sha256("")
            let tag = etag ?? digest.hash(of: file.bytes)
            servers = XetServers(content) { (request, _) throws(TransportError) in
                let path = request.url.dropFirst(XetServers.hub.count)
                if request.url.contains("/xet-read-token/"), !hasRoute { return XetServers.text(404, "no Xet here") }
                guard request.url.hasPrefix(XetServers.hub), path.hasPrefix("/a/b/resolve/") else { return nil }
                let headers: HTTPFields = [
                    .repoCommit: XetIntoCacheTests.commit, .linkedETag: "\"\(tag)\"", .linkedSize: "600000",
                    .xetHash: "\(file.hash)",
                    .link: "<\(XetServers.hub)/api/models/a/b/xet-read-token/main>; rel=\"xet-auth\"",
                ]
                return XetServers.bytes(200, request.method == .head ? [] : file.bytes, headers: headers)
            }
            servers.update { $0.tokenExpiry = 4_000_000_000 }
            self.file = file
            self.etag = tag
            home = try TemporaryDirectory()
        }

        var repoFolder: String { home.path + "/hub/models--a--b" }

        func download() async throws -> DownloadedFile {
            let configuration = HubConfiguration(endpoint: XetServers.hub, token: .anonymous, home: home.path)
            let hub = Hub(configuration, transport: servers)
            return try await hub.model(Bench.id("a/b")).download("w.bin")
        }

        var leftovers: [String] { Files.below(home.path).filter { $0.contains("incomplete") } }
    }

    @Test func comesByXetAndIsShared() async throws {
        let setting = try Setting()
        let file = try await setting.download()
        let content = try Files.read(file.path)
        #expect(content == setting.file.bytes)
        #expect(file.source == .xet && file.etag == setting.etag && file.size == 600_000)
        #expect(setting.servers.requests(to: XetServers.hub, "/a/b/resolve/").count == 1)
        let hash = "\(setting.file.hash)"
        #expect(
            FileSystem.linkTarget("\(setting.repoFolder)/blobs/\(setting.etag)")
                == "../../blobs/\(hash.prefix(2))/\(hash)")
        #expect(setting.leftovers == [])
    }

    @Test func goesOnWhereAnEarlierRunStopped() async throws {
        let setting = try Setting()
        try Files.write(setting.file.bytes[..<500_000], to: "\(setting.repoFolder)/blobs/\(setting.etag).incomplete")
        let file = try await setting.download()
        let content = try Files.read(file.path)
        #expect(content == setting.file.bytes && file.source == .xet)
        let plans = setting.servers.requests(to: XetServers.cas)
        #expect(!plans.isEmpty && plans.allSatisfy { $0.range?.hasPrefix("bytes=500000-") == true })
    }

    @Test func whatAnEarlierRunSpoiltIsFetchedAnew() async throws {
        let setting = try Setting()
        var part = Array(setting.file.bytes[..<500_000])
        part[3] ^= 1
        try Files.write(part, to: "\(setting.repoFolder)/blobs/\(setting.etag).incomplete")
        let content = try Files.read(try await setting.download().path)
        #expect(content == setting.file.bytes && setting.leftovers == [])
    }

    @Test func withoutATokenRouteItComesByHTTP() async throws {
        let setting = try Setting(hasRoute: false)
        let file = try await setting.download()
        let content = try Files.read(file.path)
        #expect(content == setting.file.bytes && file.source == .http)
    }

    @Test func whatIsNotThePromisedContentIsAnErrorAndNotFetchedInAnotherWay() async throws {
        let lie = String(repeating: "d", count: 64)
        let setting = try Setting(etag: lie)
        let error = try await hubError { _ = try await setting.download() }
        let right = ContentDigest.sha256("").hash(of: setting.file.bytes)
        #expect(error?.kind == .integrity(expected: lie, actual: right))
        #expect(setting.servers.requests(to: XetServers.hub, "/a/b/resolve/").count == 1)
        #expect(setting.leftovers == [] && !Files.exists("\(setting.repoFolder)/blobs/\(lie)"))
    }
}
