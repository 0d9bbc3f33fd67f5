import HTTPTypes
import NIOCore
import Synchronization
import Testing
import Xet

@testable import HubClient

/// Windows of about two chunks, so that small files have many.
private let small = XetLimits(window: 150_000, memory: 1_500_000, requests: 3, plansAhead: 4)

@Suite("Xet downloads")
struct XetDownloadTests {
    @Test("A file of several xorbs and all packings comes whole, in order, proven")
    func whole() async throws {
        var content = XetContent(chunksPerXorb: 7)
        let file = try content.add(
            XetBytes.random(1_000_000) + XetBytes.words(1_000_000) + XetBytes.numbers(1_000_000))
        #expect(content.xorbs.count > 3)
        let packings = try content.xorbs.keys.map { try content.packings(of: $0) }
        #expect(packings.reduce([]) { $0.union($1) } == [.raw, .lz4, .groupedLZ4])
        for limits in [XetLimits(), small] {
            let servers = XetServers(content)
            let download = XetDownload(session: servers.session(), limits: limits)
            var bytes: [UInt8] = []
            let isProven = try await download.download(file.reference, provesHash: true) { piece in
                bytes.append(contentsOf: piece.readableBytesView)
            }
            #expect(isProven)
            #expect(bytes == file.bytes)
            #expect(servers.update { $0.tokens } == 1)
        }
    }

    @Test("The log of requests holds neither tokens nor the addresses that let anybody read")
    func log() async throws {
        var content = XetContent(chunksPerXorb: 3)
        let file = try content.add(XetBytes.random(300_000))
        let servers = XetServers(content)
        let lines = Lines()
        _ = try await XetDownload(session: servers.session(logger: lines.logger)).bytes(file.reference)
        #expect(lines.all.contains { $0.hasSuffix(" 'https://data.test/REDACTED'") })
        for secret in [XetServers.hubToken, "cas-token-", "/xorbs/", "plan="] {
            #expect(lines.all.allSatisfy { !$0.contains(secret) }, "\(secret)")
        }
    }

    @Test("Any range comes, and is not called proven")
    func ranges() async throws {
        var content = XetContent(chunksPerXorb: 3)
        let file = try content.add(XetBytes.random(900_000))
        let size = Int64(file.bytes.count)
        let servers = XetServers(content)
        let download = XetDownload(session: servers.session(), limits: small)
        for range in [0..<1, 1..<2, size - 1..<size, 65_000..<70_001, 149_999..<150_001, 1..<size, 333_333..<777_777] {
            var bytes: [UInt8] = []
            let isProven = try await download.download(file.reference, range: range, provesHash: true) { piece in
                bytes.append(contentsOf: piece.readableBytesView)
            }
            #expect(!isProven)
            #expect(bytes == Array(file.bytes[Int(range.lowerBound)..<Int(range.upperBound)]))
        }
        for empty in [0..<0, size..<size] {
            #expect(try await download.bytes(file.reference, range: empty) == [])
        }
        let error = try await #require(throws: HubError.self) {
            _ = try await download.bytes(file.reference, range: 5..<size + 1)
        }
        #expect(error.kind == .invalidInput)
    }

    @Test("A file without bytes asks nobody")
    func empty() async throws {
        let servers = XetServers(XetContent())
        let download = XetDownload(session: servers.session())
        let file = XetFileReference(hash: .zero, size: 0, readTokenRoute: "/api/models/a/b/xet-read-token/main")
        #expect(try await download.download(file, provesHash: true) { _ in Issue.record("bytes") })
        #expect(servers.requests.isEmpty)
    }

    @Test("A part of a xorb that several terms of a window need is fetched once")
    func sharedParts() async throws {
        let block = XetBytes.random(400_000)
        let other = XetBytes.words(300_000)
        var content = XetContent(chunksPerXorb: 1000)
        let file = try content.add(block + other + block + block + other)
        #expect(file.segments.count > 3)
        let servers = XetServers(content)
        let download = XetDownload(session: servers.session())
        #expect(try await download.bytes(file.reference, provesHash: true) == file.bytes)
        #expect(servers.requests(to: XetServers.data).count == 1)
    }

    @Test("Zeros are one chunk that is fetched once a window")
    func zeros() async throws {
        var content = XetContent()
        let file = try content.add([UInt8](repeating: 0, count: 5_000_000))
        let servers = XetServers(content)
        let limits = XetLimits(window: 2_000_000, memory: 5_000_000)
        let download = XetDownload(session: servers.session(), limits: limits)
        #expect(try await download.bytes(file.reference, provesHash: true) == file.bytes)
        #expect(servers.requests(to: XetServers.data).count == 3)
    }

    @Test("Windows are asked for with a range each, and a part with exactly the bytes that its address is for")
    func requests() async throws {
        var content = XetContent()
        let file = try content.add(XetBytes.random(500_000))
        let servers = XetServers(content)
        let limits = XetLimits(window: 200_000, memory: 5_000_000)
        _ = try await XetDownload(session: servers.session(), limits: limits).bytes(file.reference)
        let plans = servers.requests(to: XetServers.cas + "/v2/reconstructions/\(file.hash)")
        #expect(
            Set(plans.compactMap(\.range)) == ["bytes=0-199999", "bytes=200000-399999", "bytes=400000-499999"])
        #expect(plans.allSatisfy { $0.headers[.authorization] == "Bearer cas-token-1" })
        let data = servers.requests(to: XetServers.data)
        #expect(data.count == 3)
        #expect(data.allSatisfy { $0.headers[.authorization] == nil && $0.headers[.acceptEncoding] == "identity" })
    }

    @Test("A CAS of the first form is asked for the second only until it has answered the first")
    func firstForm() async throws {
        var content = XetContent(chunksPerXorb: 2)
        let file = try content.add(XetBytes.random(700_000))
        let servers = XetServers(content)
        servers.update { $0.knowsSecondForm = false }
        let limits = XetLimits(window: 150_000, memory: 1_500_000, plansAhead: 1)
        let download = XetDownload(session: servers.session(), limits: limits)
        #expect(try await download.bytes(file.reference, provesHash: true) == file.bytes)
        #expect(servers.requests(to: XetServers.cas, "/v2/").count == 1)
        #expect(servers.requests(to: XetServers.cas, "/v1/").count == 5)
    }

    @Test("A file that isn't there says nothing about what the CAS can do")
    func unknownFile() async throws {
        var content = XetContent()
        let file = try content.add(XetBytes.random(100_000))
        let servers = XetServers(content)
        let download = XetDownload(session: servers.session())
        let unknown = XetFileReference(
            hash: .ones, size: 5, readTokenRoute: file.reference.readTokenRoute)
        let error = try await #require(throws: HubError.self) { _ = try await download.bytes(unknown) }
        #expect(error.kind == .notFound)
        #expect(try await download.bytes(file.reference) == file.bytes)
        #expect(servers.requests(to: XetServers.cas, "/v1/").count == 1)
    }

    @Test("What deliver throws ends the download")
    func deliverThrows() async throws {
        var content = XetContent(chunksPerXorb: 2)
        let file = try content.add(XetBytes.random(900_000))
        let servers = XetServers(content)
        let download = XetDownload(session: servers.session(), limits: small)
        let calls = Mutex(0)
        let error = try await #require(throws: HubError.self) {
            try await download.download(file.reference) { _ throws(HubError) in
                calls.withLock { $0 += 1 }
                throw HubError(.outOfSpace, "full")
            }
        }
        #expect(error.kind == .outOfSpace)
        #expect(calls.withLock { $0 } == 1)
        // The memory it had is there for others.
        #expect(try await download.bytes(file.reference) == file.bytes)
    }
}
