import HTTPTypes
import HubAPI
import HubClient
import Testing

/// Requests, redirects and repeats.
@Suite(.timeLimit(.minutes(2))) struct TransportRegressions {
    private static let content = FaultFile.noise(500_000)
    var noise: [UInt8] { Self.content }

    @Test("R4, R23: paths of all kinds of repo are what the hub expects") func paths() async throws {
        try await withBench { bench in
            let names = ["a b/c#d?.txt", "100%.txt", "ü/日本.txt", "plus+&=.txt"]
            let files = Dictionary(uniqueKeysWithValues: names.map { ($0, FaultFile.text($0)) })
            for type in RepoType.allCases {
                bench.faults.put("org/repo", type: type, files, to: "refs/pr/1")
            }
            let id = try Bench.id("org/repo")
            for name in names {
                let files = [
                    try await bench.hub.model(id).download(name, revision: "refs/pr/1"),
                    try await bench.hub.dataset(id).download(name, revision: "refs/pr/1"),
                    try await bench.hub.space(id).download(name, revision: "refs/pr/1"),
                ]
                for file in files { #expect(try Files.text(file.path) == name) }
            }
            #expect(try await bench.hub.dataset(id).snapshot(revision: "refs/pr/1").files.count == 4)
            #expect(try await bench.hub.space(id).plan(revision: "refs/pr/1").count == 4)
            let paths = Set(bench.faults.requests.map(\.path))
            #expect(
                paths.isSuperset(of: [
                    "/org/repo/resolve/refs%2Fpr%2F1/a%20b/c%23d%3F.txt",
                    "/datasets/org/repo/resolve/refs%2Fpr%2F1/100%25.txt",
                    "/spaces/org/repo/resolve/refs%2Fpr%2F1/%C3%BC/%E6%97%A5%E6%9C%AC.txt",
                    "/api/datasets/org/repo/revision/refs%2Fpr%2F1",
                ]))
            #expect(paths.allSatisfy { !$0.lowercased().contains("org%2frepo") })
            #expect(bench.faults.requests.allSatisfy { $0.status < 400 })
        }
    }

    @Test("R19: a token goes to the hub and nowhere else") func token() async throws {
        try await withBench({ $0.token = .value("hf_secret") }) { bench in
            bench.faults.change {
                $0.token = "hf_secret"
                $0.redirects = .otherOrigin
            }
            bench.faults.put("o/m", ["w.bin": .lfs(noise), "a.txt": .text("a")])
            bench.faults.change("o/m") { $0.isPrivate = true }
            bench.faults.fault(.drop(after: 1000), "GET", "signature")
            #expect(try await bench.model.snapshot().files.count == 2)
            #expect(try Files.read(try await bench.model.download("w.bin").path) == noise)
            _ = try await bench.model.read("w.bin", bytes: 0..<100)
            let requests = bench.faults.requests
            #expect(requests.contains { $0.origin == .cdn })
            for request in requests {
                #expect(
                    request.authorization == (request.origin == .cdn ? nil : "Bearer hf_secret"), "\(request.target)")
                // Not in any other way, either.
                #expect(request.origin == .hub || !request.headers.contains { $0.value.contains("hf_secret") })
            }
        }
    }

    @Test("R19: nor does it follow a page or any other answer to another server", arguments: [301, 302, 303, 307, 308])
    func tokenOnRedirect(status: Int) async throws {
        try await withBench({ $0.token = .value("hf_secret") }) { bench in
            bench.faults.put("o/m", ["a.txt": .text("a")])
            bench.faults.fault(.redirect(to: bench.faults.cdnURL + "/else", status: status), times: nil)
            _ = try await hubError { _ = try await bench.model.download("a.txt") }
            _ = try await hubError { _ = try await bench.model.snapshot() }
            #expect(bench.faults.requests.contains { $0.origin == .cdn })
            #expect(bench.faults.requests.allSatisfy { $0.origin == .hub || $0.authorization == nil })
        }
    }

    @Test("R19: redirects that lead nowhere, to files or in circles are errors") func badRedirects() async throws {
        try await withBench({ $0.retries = 0 }) { bench in
            bench.faults.put("o/m", ["a.txt": .text("a")])
            let faults: [Fault] = [
                .redirectLoop, .redirect(to: "file:///etc/passwd"), .redirect(to: "ftp://127.0.0.1/x"),
                .redirect(to: "http://"), .redirect(to: "javascript:alert(1)"), .redirect(to: ""),
            ]
            for fault in faults {
                bench.faults.forgetFaults()
                bench.faults.forgetRequests()
                bench.faults.fault(fault, "GET", times: nil)
                let error = try await hubError { _ = try await bench.model.download("a.txt") }
                #expect(error != nil && bench.faults.requests.count < 30)
            }
        }
    }

    @Test("R35: an answer that may pass is asked for again", arguments: [408, 429, 500, 502, 503, 504])
    func repeated(status: Int) async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["a.txt": .text("a")])
            bench.faults.fault(.status(status, ["Retry-After": "0"]), "GET", "a.txt")
            let file = try await bench.model.download("a.txt")
            #expect(try Files.text(file.path) == "a")
            #expect(bench.faults.requests("GET", "a.txt").map(\.status) == [status, 200])
        }
    }

    @Test("R35: what doesn't pass is an error of its kind") func lasting() async throws {
        try await withBench({ $0.retries = 1 }) { bench in
            bench.faults.put("o/m", ["a.txt": .text("a")])
            for (status, headers) in [(429, ["Retry-After": "0"]), (503, [:]), (500, [:])] {
                bench.faults.forgetFaults()
                bench.faults.forgetRequests()
                bench.faults.fault(.status(status, headers, "too busy"), "GET", "a.txt", times: nil)
                let error = try await hubError { _ = try await bench.model.download("a.txt") }
                if case .rateLimited = error?.kind {
                    #expect(status == 429)
                } else {
                    #expect(error?.kind == .server && status != 429)
                }
                #expect(error?.status == status && error?.serverMessage == "too busy")
                #expect(bench.faults.requests("GET", "a.txt").count == 2)
            }
        }
    }

    @Test(
        "R36: a 429 that leaves requests over is not waited for",
        arguments: [
            ["RateLimit": "\"api\";r=5;t=3600"], ["RateLimit": "\"api\";r=0;t=0"], ["RateLimit": "nonsense"],
            ["RateLimit": "\"api\";r=17;t=3600", "RateLimit-Policy": "\"fixed window\";\"api\";q=500;w=300"],
        ])
    func rateLimit(headers: [String: String]) async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["a.txt": .text("a")])
            bench.faults.fault(.status(429, headers), "GET", "a.txt")
            // An hour's wait would end the test.
            let file = try await bench.model.download("a.txt")
            #expect(try Files.text(file.path) == "a")
        }
    }

    @Test("R37: redirects to paths with odd characters are followed", arguments: ["relative", "absolute", "raw"])
    func oddRedirects(form: String) async throws {
        try await withBench { bench in
            let name = "a[1]/b^c|d {e} %41.bin"
            bench.faults.put("o/m", [name: .lfs(noise)])
            let redirects: FaultHubSettings.Redirects = form == "absolute" ? .sameOrigin : .relative
            bench.faults.change { $0.redirects = redirects }
            if form == "raw" {
                bench.faults.fault(
                    .answer { _, answer in
                        guard let location = answer.header("Location") else { return }
                        let raw = location.replacing("%5B", with: "[").replacing("%5D", with: "]")
                            .replacing("%5E", with: "^").replacing("%7C", with: "|")
                        answer.set("Location", raw)
                    }, times: nil)
            }
            let file = try await bench.model.download(name)
            #expect(try Files.read(file.path) == noise)
            #expect(file.path.hasSuffix("/" + name))
        }
    }

    @Test("R44: a client works on after its connections broke") func reconnects() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["a.txt": .text("a"), "b.txt": .text("b")])
            _ = try await bench.model.download("a.txt")
            // The other server speaks no TLS.
            let secure = bench.faults.cdnURL.replacing("http:", with: "https:") + "/x"
            for fault in [Fault.redirect(to: secure), .close, .garbage] {
                bench.faults.fault(fault, "GET", "b.txt", times: nil)
                var impatient = bench.hub.configuration
                impatient.retries = 0
                try await withHub(impatient) { hub in
                    let repo = hub.model(try Bench.id("o/m"))
                    let force = DownloadPolicy(force: true)
                    let error = try await hubError { _ = try await repo.download("b.txt", policy: force) }
                    #expect(error != nil)
                    bench.faults.forgetFaults()
                    let file = try await repo.download("b.txt", policy: force)
                    #expect(try Files.text(file.path) == "b")
                }
            }
        }
    }
}
