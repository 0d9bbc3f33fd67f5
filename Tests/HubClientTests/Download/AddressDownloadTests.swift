import Testing

@testable import HubClient

/// Downloads of any address into any file.
@Suite(.timeLimit(.minutes(2))) struct AddressDownloadTests {
    let noise = FaultFile.noise(300_000)
    var sha256: String { FaultFile.lfs(noise).sha256 }

    private func withAddress(_ body: (Bench, _ url: String, _ path: String) async throws -> Void) async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["w.bin": .lfs(noise)])
            try await body(bench, bench.faults.url + "/o/m/resolve/main/w.bin", bench.path("new/folder/w.bin"))
        }
    }

    @Test func arrivesWhole() async throws {
        try await withAddress { bench, url, path in
            let size = try await bench.hub.download(url, to: path)
            #expect(size == 300_000)
            let content = try Files.read(path)
            #expect(content == noise && bench.leftovers == [])
            // By the hash that is known, or the one that the server tells.
            bench.faults.forgetRequests()
            let again = try await bench.hub.download(url, to: path, sha256: sha256)
            #expect(again == 300_000)
            #expect(bench.faults.requests.isEmpty)
            let third = try await bench.hub.download(url, to: path)
            #expect(third == 300_000)
            #expect(bench.faults.requests("GET").isEmpty)
        }
    }

    @Test func nobodyIsAskedIfNobodyMayBe() async throws {
        try await withAddress { bench, url, path in
            let policy = DownloadPolicy(cacheOnly: true)
            let error = try await hubError { try await bench.hub.download(url, to: path, policy: policy) }
            #expect(error?.kind == .notCached)
            try Files.write(noise, to: path)
            let unknown = try await hubError { try await bench.hub.download(url, to: path, policy: policy) }
            #expect(unknown?.kind == .notCached)
            let size = try await bench.hub.download(url, to: path, sha256: sha256, policy: policy)
            #expect(size == 300_000)
            #expect(bench.faults.requests.isEmpty)
        }
    }

    @Test func anErrorLeavesWhatWasThere() async throws {
        try await withAddress { bench, url, path in
            try Files.write(Array("old".utf8), to: path)
            let missing = try await hubError { try await bench.hub.download(url + "x", to: path) }
            #expect(missing?.kind == .entryNotFound)
            let wrong = String(repeating: "0", count: 64)
            let error = try await hubError { try await bench.hub.download(url, to: path, sha256: wrong) }
            #expect(error?.kind == .integrity(expected: wrong, actual: sha256))
            let content = try Files.text(path)
            #expect(content == "old" && bench.leftovers == [])
            let invalid = try await hubError { try await bench.hub.download(url, to: path, sha256: "abc") }
            #expect(invalid?.kind == .invalidInput)
        }
    }

    @Test func goesOnOnlyIfTheServerSaysItIsTheSame() async throws {
        try await withAddress { bench, url, path in
            // Nothing tells what these bytes are of.
            try Files.write(noise[..<1000], to: path + ".incomplete")
            try await bench.hub.download(url, to: path)
            #expect(bench.faults.requests("GET").allSatisfy { $0.range == nil })
            try Files.remove(path)
            bench.faults.forgetRequests()
            var impatient = bench.hub.configuration
            impatient.retries = 0
            bench.faults.fault(.drop(after: 200_000), "GET", "w.bin")
            try await withHub(impatient) { hub in
                let error = try await hubError { try await hub.download(url, to: path) }
                #expect(error?.kind == .network)
            }
            try await bench.hub.download(url, to: path)
            let last = bench.faults.requests("GET").last
            #expect(last?.range != nil && last?.header("If-Range") == "\"\(sha256)\"" && last?.status == 206)
            let content = try Files.read(path)
            #expect(content == noise && bench.leftovers == [])
        }
    }

    @Test func errorsShowNoSecretsOfAnAddress() async throws {
        try await withBench { bench in
            let server = bench.faults.url.dropFirst("http://".count)
            for address in [
                "http://ann:pa55w0rd@\(server)/none?X-Amz-Signature=pa55w0rd", "s3://bucket/key?sig=pa55w0rd",
                "http://ann:pa55w0rd@:x/",
            ] {
                let error = try await hubError { _ = try await bench.hub.download(address, to: bench.path("x")) }
                #expect(error != nil && error?.description.contains("pa55w0rd") == false)
                let cached = try await hubError {
                    _ = try await bench.hub.download(
                        address, to: bench.path("x"), policy: DownloadPolicy(cacheOnly: true))
                }
                #expect(cached != nil && cached?.description.contains("pa55w0rd") == false)
            }
        }
    }
}
