import HubClient
import Testing

/// What the bytes of a file may be mistaken for.
@Suite(.timeLimit(.minutes(2))) struct BodyRegressions {
    private static let content = FaultFile.noise(3_000_000)
    var noise: [UInt8] { Self.content }

    /// Breaks the first GET of `w.bin` in its middle and spoils the second one.
    private func dropped(
        then fault: Fault?, policy: DownloadPolicy = DownloadPolicy(),
        _ check: (Bench, [UInt8]?, HubError?) async throws -> Void
    ) async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["w.bin": .lfs(noise)])
            bench.faults.fault(.drop(after: 1_000_000), "GET", "w.bin")
            if let fault { bench.faults.fault(fault, "GET", "w.bin", from: 2) }
            var content: [UInt8]?
            let error = try await hubError {
                content = try Files.read(try await bench.model.download("w.bin", policy: policy).path)
            }
            try await check(bench, content, error)
            // Whatever came of it, the next call is right.
            let again = try await bench.model.download("w.bin", policy: policy)
            #expect(try Files.read(again.path) == noise)
            #expect(bench.leftovers == [])
        }
    }

    @Test(
        "R1: the body of a redirect is no part of the file",
        arguments: [
            FaultHubSettings.Redirects.otherOrigin, .relative, .sameOrigin,
        ])
    func redirectBody(redirects: FaultHubSettings.Redirects) async throws {
        try await withBench { bench in
            bench.faults.change { $0.redirects = redirects }
            bench.faults.put("o/m", ["w.bin": .lfs(noise)])
            // Also when the redirect comes after some bytes.
            bench.faults.fault(.drop(after: 500_000), "GET", redirects == .otherOrigin ? "signature" : "/blobs/")
            let file = try await bench.model.download("w.bin")
            #expect(try Files.read(file.path) == noise)
            #expect(file.size == 3_000_000)
        }
    }

    @Test("R2: what a 206 brings is appended, and only what is missing is asked for") func appended() async throws {
        try await dropped(then: nil) { bench, content, error in
            #expect(error == nil && content == noise)
            // The server counts what it sent after the client may have read it.
            try await until { bench.faults.requests("GET", "w.bin").last?.isAnswered == true }
            let requests = bench.faults.requests("GET", "w.bin")
            #expect(requests.count == 2)
            // What the first one brought, but for what was still in a buffer when the connection broke.
            let start = try #require(ByteRange.parts(requests.last?.range)?.start)
            #expect(start > 0 && start <= 1_000_000)
            #expect(requests.last?.bytesSent == noise.count - start)
        }
    }

    @Test("R7: the length of a redirect's own body is not the file's size") func redirectLength() async throws {
        try await withBench { bench in
            bench.faults.change {
                $0.redirects = .otherOrigin
                $0.sendsLinkedSize = false
            }
            let commit = bench.faults.put("o/m", ["w.bin": .lfs(noise)])
            let metadata = try await bench.model.metadata(of: "w.bin")
            #expect(metadata.size == nil || metadata.size == 3_000_000)
            let file = try await bench.model.download("w.bin")
            #expect(file.size == 3_000_000 && file.commit == commit)
            #expect(try Files.read(file.path) == noise)
        }
    }

    @Test("R7: a redirect without any length will do") func redirectWithoutLength() async throws {
        try await withBench { bench in
            bench.faults.change {
                $0.redirects = .otherOrigin
                $0.sendsLinkedSize = false
            }
            bench.faults.put("o/m", ["w.bin": .lfs(noise)])
            bench.faults.fault(.withoutLength(chunked: true), nil, "resolve", times: nil)
            bench.faults.fault(.withoutLength(chunked: true), nil, "signature", times: nil)
            let file = try await bench.model.download("w.bin")
            #expect(try Files.read(file.path) == noise)
        }
    }

    @Test("R8: a whole file is not appended to its beginning") func wholeAfterPart() async throws {
        try await dropped(then: .ignoreRange) { _, content, error in #expect(error == nil && content == noise) }
    }

    @Test("R8: compressed bytes are not appended to plain ones", arguments: [true, false])
    func compressedAfterPart(isPart: Bool) async throws {
        var fault = Fault.gzip
        if isPart {
            // A CDN that compresses and honours the range with the compressed bytes.
            fault = .answer { _, answer in
                guard answer.status == 206 else { return }
                answer.compress()
            }
        }
        try await dropped(then: fault) { _, content, error in #expect(error == nil && content == noise) }
    }

    @Test("R8: compressed bytes are the file's once they are unpacked") func compressed() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["w.bin": .lfs(noise), "a.txt": .text("some text")])
            bench.faults.change { $0.compressesAlways = true }
            let model = try bench.model
            #expect(try Files.read(try await model.download("w.bin").path) == noise)
            #expect(try Files.text(try await model.download("a.txt").path) == "some text")
        }
    }

    @Test("R9: a 200 that is only the rest is not taken for the file") func sliceAsWhole() async throws {
        try await dropped(then: .sliceAsWhole) { _, content, error in
            #expect(error == nil ? content == noise : content == nil)
        }
    }

    @Test("R10: a 206 from another place is not appended", arguments: [-100_000, 100_000])
    func otherStart(offset: Int) async throws {
        // Also when nobody compares hashes: the answer itself tells.
        for verifies in [true, false] {
            try await dropped(then: .shiftRange(by: offset), policy: DownloadPolicy(verify: verifies)) {
                _, content, error in
                #expect(error == nil ? content == noise : content == nil)
            }
        }
    }

    @Test("R10: a 206 that lies about its place is found out") func lyingStart() async throws {
        try await dropped(then: .lieRange(by: -100_000)) { _, content, error in
            #expect(error == nil ? content == noise : content == nil)
        }
    }

    @Test("R10: a 206 of a file of another size is not appended") func otherTotal() async throws {
        for verifies in [true, false] {
            try await dropped(then: .rangeTotal(adding: 5), policy: DownloadPolicy(verify: verifies)) {
                _, content, error in
                #expect(error == nil ? content == noise : content == nil)
            }
        }
    }

    @Test("R45: quotes and W/ are no part of an etag", arguments: [true, false]) func etagForms(isLarge: Bool)
        async throws
    {
        try await withBench { bench in
            let file = FaultFile(noise.prefix(1000), as: isLarge ? .lfs : .regular)
            bench.faults.put("o/m", ["w.bin": file])
            let model = try bench.model
            let forms: [@Sendable (String) -> String] = [{ $0 }, { "\"\($0)\"" }, { "W/\"\($0)\"" }]
            for form in forms {
                bench.faults.change { $0.etagForm = form }
                let etag = isLarge ? file.sha256 : file.blobID
                #expect(try await model.metadata(of: "w.bin").etag == etag)
                #expect(try await model.download("w.bin", policy: DownloadPolicy(force: true)).etag == etag)
                #expect(bench.blobs == [etag])
            }
        }
    }
}
