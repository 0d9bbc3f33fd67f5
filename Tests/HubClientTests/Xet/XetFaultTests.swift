import HTTPTypes
import NIOCore
import Synchronization
import Testing
import Xet

@testable import HubClient

private func isData(_ request: TransportRequest) -> Bool { request.url.hasPrefix(XetServers.data) }

/// Answers as the store does, changed.
private func stored(_ request: TransportRequest, _ state: inout XetServers.State) -> [UInt8] {
    guard let range = XetServers.byteRange(request),
        let xorb = XetHash(request.url.dropFirst((XetServers.data + "/xorbs/").count).prefix(64))
    else { return [] }
    return Array(state.content.xorbs[xorb]?.body[range] ?? [])
}

@Suite("Xet downloads that something goes wrong with")
struct XetFaultTests {
    private let limits = XetLimits(window: 300_000, memory: 3_000_000)

    private func world(_ bytes: [UInt8] = XetBytes.random(700_000)) throws -> (XetContent, XetContent.File) {
        var content = XetContent(chunksPerXorb: 4)
        let file = try content.add(bytes)
        return (content, file)
    }

    private func failure(
        _ servers: XetServers, _ file: XetContent.File, provesHash: Bool = false
    ) async throws -> HubError {
        let download = XetDownload(session: servers.session(), limits: limits)
        return try await #require(throws: HubError.self) {
            _ = try await download.bytes(file.reference, provesHash: provesHash)
        }
    }

    @Test("Addresses that have expired are asked for anew, once for each part")
    func expiredAddresses() async throws {
        let (content, file) = try world()
        // What a window's first plan names has expired.
        let servers = XetServers(content) { request, state in
            guard isData(request) else { return nil }
            let signature = request.url.split(separator: "?").last?.split(separator: "&").first ?? ""
            let windows = state.requests.filter { $0.url.contains("/reconstructions/") }.map(\.range)
            let plan = (Int(signature.dropFirst(5)) ?? 1) - 1
            return windows[..<plan].contains(windows[plan]) ? nil : XetServers.text(403, "expired")
        }
        let download = XetDownload(session: servers.session(), limits: limits)
        #expect(try await download.bytes(file.reference, provesHash: true) == file.bytes)
        // Three windows, each planned twice at most, however many parts it has.
        #expect(servers.update { $0.plans } == 6)

        let closed = XetServers(content) { request, _ in isData(request) ? XetServers.text(403, "no") : nil }
        let error = try await failure(closed, file)
        #expect(error.kind == .forbidden)
        #expect(error.request?.contains("plan=") == false)
        let perPart = Dictionary(grouping: closed.requests(to: XetServers.data)) { request in
            (request.url.split(separator: "?").first.map(String.init) ?? "") + (request.range ?? "")
        }
        #expect(perPart.values.allSatisfy { $0.count <= 4 })
    }

    @Test("A CAS that refuses a token is asked with a new one, once")
    func refusedToken() async throws {
        let (content, file) = try world()
        let servers = XetServers(content)
        servers.update { $0.validToken = "cas-token-2" }
        let download = XetDownload(session: servers.session(), limits: limits)
        #expect(try await download.bytes(file.reference) == file.bytes)
        #expect(servers.update { $0.tokens } == 2)

        servers.update { $0.validToken = "none" }
        let error = try await failure(servers, file)
        #expect(error.status == 401)
        #expect(!error.description.contains("cas-token"))
    }

    @Test("A body that breaks is asked for again, and what had come isn't delivered twice")
    func brokenBodies() async throws {
        let (content, file) = try world()
        let counts = Mutex<[String: Int]>([:])
        // Each part breaks twice: without an error, and with one.
        let servers = XetServers(content) { request, state in
            guard isData(request), let range = XetServers.byteRange(request) else { return nil }
            let number = counts.withLock { counts in
                counts[request.url, default: 0] += 1
                return counts[request.url]
            }
            guard let number, number < 3 else { return nil }
            let part = stored(request, &state)
            return XetServers.bytes(
                206, Array(part.prefix(part.count * number / 3)), headers: XetServers.partHeaders(range, of: 1_000_000),
                breaks: number == 2)
        }
        let download = XetDownload(session: servers.session(), limits: limits)
        #expect(try await download.bytes(file.reference, provesHash: true) == file.bytes)
        #expect(counts.withLock { $0.values.allSatisfy { $0 == 3 } })
    }

    @Test("A body that breaks without bringing anything is given up after the configured number of times")
    func hopelessBodies() async throws {
        let (content, file) = try world(XetBytes.random(50_000))
        let servers = XetServers(content) { request, _ in
            guard isData(request), let range = XetServers.byteRange(request) else { return nil }
            return XetServers.bytes(206, [], headers: XetServers.partHeaders(range, of: 1_000_000), breaks: true)
        }
        let error = try await failure(servers, file)
        #expect(error.kind == .network)
        #expect(servers.requests(to: XetServers.data).count == 4)
        #expect(servers.update { $0.waits } == [.milliseconds(500), .seconds(1), .seconds(2)])
    }

    @Test("200 instead of 206: the whole xorb, or the part, by its length")
    func wholeInsteadOfPart() async throws {
        let (content, file) = try world()
        for sendsWhole in [true, false] {
            for tellsLength in [true, false] where sendsWhole || tellsLength {
                let servers = XetServers(content) { request, state in
                    guard isData(request) else { return nil }
                    var all = request
                    if sendsWhole { all.headers[.range] = "bytes=0-" }
                    let xorb = XetHash(request.url.dropFirst((XetServers.data + "/xorbs/").count).prefix(64))
                    let whole = xorb.flatMap { state.content.xorbs[$0]?.body } ?? []
                    let bytes = sendsWhole ? whole : stored(request, &state)
                    return XetServers.bytes(
                        200, bytes, headers: tellsLength ? [.contentLength: "\(bytes.count)"] : [:])
                }
                let download = XetDownload(session: servers.session(), limits: limits)
                #expect(try await download.bytes(file.reference, provesHash: true) == file.bytes)
            }
        }
    }

    @Test(
        "An answer with other bytes than those asked for is not taken",
        arguments: ["bytes 1-9/10", "bytes 0-9/10", "bytes */10", nil])
    func otherBytes(contentRange: String?) async throws {
        let (content, file) = try world(XetBytes.random(50_000))
        let servers = XetServers(content) { request, state in
            guard isData(request) else { return nil }
            var headers: HTTPFields = [:]
            headers[.contentRange] = contentRange
            return XetServers.bytes(206, stored(request, &state), headers: headers)
        }
        #expect(try await failure(servers, file).kind == .decoding)
        let short = XetServers(content) { request, state in
            isData(request) ? XetServers.bytes(200, [1, 2, 3], headers: [.contentLength: "3"]) : nil
        }
        #expect(try await failure(short, file).kind == .decoding)
    }

    @Test("A flipped byte anywhere in a xorb is found", arguments: [Packing.raw, .lz4, .groupedLZ4])
    func flippedBytes(packing: Packing) async throws {
        let bytes =
            switch packing {
            case .raw: XetBytes.random(30_000)
            case .lz4: XetBytes.words(30_000)
            case .groupedLZ4: XetBytes.numbers(30_000)
            }
        let (content, file) = try world(bytes)
        let xorb = try #require(content.xorbs.keys.first)
        #expect(try content.packings(of: xorb) == [packing])
        let length = try #require(content.xorbs[xorb]?.body.count)
        let places = Array(0..<24) + stride(from: 24, to: length, by: 211) + Array(length - 8..<length)
        for place in places {
            var damaged = content
            damaged.change(xorb) { $0[place] ^= 0x10 }
            let error = try await failure(XetServers(damaged), file, provesHash: true)
            guard case .integrity = error.kind else {
                Issue.record("byte \(place): \(error)")
                continue
            }
        }
    }

    @Test("A flipped byte in what lies across two windows is found in either of them")
    func flippedAcrossWindows() async throws {
        var content = XetContent()
        let file = try content.add(XetBytes.random(700_000))
        for window in 0..<3 {
            let servers = XetServers(content) { request, state in
                guard isData(request), let range = XetServers.byteRange(request),
                    request.url.contains("plan=\(window + 1)&")
                else { return nil }
                var bytes = stored(request, &state)
                // Behind the header of the first chunk, and in the last chunk.
                bytes[20] ^= 1
                bytes[bytes.count - 20] ^= 1
                return XetServers.bytes(206, bytes, headers: XetServers.partHeaders(range, of: 1_000_000))
            }
            let error = try await failure(servers, file, provesHash: true)
            guard case .integrity = error.kind else {
                Issue.record("window \(window): \(error)")
                continue
            }
        }
    }

    @Test("Content of another file is found by its hash")
    func otherFile() async throws {
        let (stored, file) = try world()
        var content = stored
        let hash = file.hash
        let other = try content.add(XetBytes.random(700_000, seed: 9))
        let reference = XetFileReference(
            hash: file.hash, size: file.reference.size, readTokenRoute: file.reference.readTokenRoute)
        let servers = XetServers(content) { request, state in
            guard request.url.contains(hash.description) else { return nil }
            var turned = request
            turned.url = XetServers.cas + "/v2/reconstructions/\(other.hash)"
            return XetServers.answer(turned, &state)
        }
        let download = XetDownload(session: servers.session(), limits: limits)
        let error = try await #require(throws: HubError.self) {
            _ = try await download.bytes(reference, provesHash: true)
        }
        #expect(error.kind == .integrity(expected: "\(file.hash)", actual: "\(other.hash)"))
    }

    @Test("A file that the CAS believes to be shorter is not delivered as if it were whole")
    func shorterFile() async throws {
        let (content, file) = try world()
        let servers = XetServers(content)
        let longer = XetFileReference(
            hash: file.hash, size: 1_000_000, readTokenRoute: file.reference.readTokenRoute)
        let download = XetDownload(session: servers.session(), limits: limits)
        let error = try await #require(throws: HubError.self) { _ = try await download.bytes(longer) }
        #expect(error.kind == .decoding)

        let alone = XetLimits(window: 700_000, memory: 3_000_000)
        let second = XetDownload(session: servers.session(), limits: alone)
        let end = try await #require(throws: HubError.self) { _ = try await second.bytes(longer) }
        #expect(end.kind == .integrity(expected: "1000000 bytes", actual: "at most 700000 bytes"))
    }
}
