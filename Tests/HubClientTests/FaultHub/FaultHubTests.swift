import HubAPI
import Testing

/// The hub that the other tests rely on, asked without any client.
@Suite struct FaultHubTests {
    let noise = FaultFile.noise(300_000)

    @Test func filesOfEveryKind() async throws {
        try await withFaultHub { hub in
            let commit = hub.put("o/d", type: .dataset, ["a b/c.txt": .text("hello"), "w.bin": .lfs(noise)])
            let small = try await RawHTTP.ask("GET", "/datasets/o/d/resolve/main/a%20b/c.txt", port: hub.port)
            #expect(small.status == 200 && small.body == Array("hello".utf8))
            #expect(small.headers["etag"] == "\"b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0\"")
            #expect(small.headers["x-repo-commit"] == commit)
            let large = try await RawHTTP.ask("HEAD", "/datasets/o/d/resolve/\(commit)/w.bin", port: hub.port)
            #expect(large.status == 200 && large.body.isEmpty && large.headers["content-length"] == "300000")
            #expect(large.headers["x-linked-size"] == "300000" && large.headers["x-linked-etag"]?.count == 66)
            #expect(hub.bytesSent() == 5 && hub.requests("HEAD", "w.bin").count == 1)
            let gone = try await RawHTTP.ask("GET", "/datasets/o/d/resolve/main/x", port: hub.port)
            #expect(gone.status == 404 && gone.headers["x-error-code"] == "EntryNotFound")
            #expect(gone.headers["x-repo-commit"] == commit)
            let wrong = try await RawHTTP.ask("GET", "/datasets/o/d/resolve/dev/w.bin", port: hub.port)
            #expect(wrong.headers["x-error-code"] == "RevisionNotFound")
            let model = try await RawHTTP.ask("GET", "/o/d/resolve/main/w.bin", port: hub.port)
            #expect(model.headers["x-error-code"] == "RepoNotFound")
        }
    }

    @Test(arguments: [
        ("bytes=10-19", 206, 10..<20, "bytes 10-19/300000"), ("bytes=299990-", 206, 299_990..<300_000, nil),
        ("bytes=-5", 206, 299_995..<300_000, nil), ("bytes=5-999999", 206, 5..<300_000, nil),
        ("bytes=300000-", 416, 0..<0, "bytes */300000"), ("bytes=1-2,5-6", 200, 0..<300_000, nil),
    ])
    func ranges(range: String, status: Int, bytes: Range<Int>, described: String?) async throws {
        try await withFaultHub { hub in
            hub.put("o/m", ["w.bin": .lfs(noise)])
            let answer = try await RawHTTP.ask(
                "GET", "/o/m/resolve/main/w.bin", port: hub.port, headers: ["Range: \(range)"])
            #expect(answer.status == status)
            #expect(status == 416 || answer.body == Array(noise[bytes]))
            if let described { #expect(answer.headers["content-range"] == described) }
        }
    }

    @Test func anOldEtagGetsAllOfIt() async throws {
        try await withFaultHub { hub in
            hub.put("o/m", ["w.bin": .lfs(noise)])
            for (etag, status) in [("\"old\"", 200), (hub.settings.etagForm(FaultFile.lfs(noise).sha256), 206)] {
                let answer = try await RawHTTP.ask(
                    "GET", "/o/m/resolve/main/w.bin", port: hub.port, headers: ["Range: bytes=9-", "If-Range: \(etag)"])
                #expect(answer.status == status)
            }
        }
    }

    @Test func redirectsLeadToTheBytes() async throws {
        try await withFaultHub { hub in
            hub.put("o/m", ["d/w.bin": .lfs(noise), "a.txt": .text("a")])
            for redirects in [FaultHubSettings.Redirects.otherOrigin, .relative, .sameOrigin] {
                hub.change { $0.redirects = redirects }
                let answer = try await RawHTTP.ask("GET", "/o/m/resolve/main/d/w.bin", port: hub.port)
                #expect(answer.status == 302 && answer.headers["x-linked-size"] == "300000")
                #expect(!answer.body.isEmpty && answer.headers["content-length"] == "\(answer.body.count)")
                let location = try #require(answer.headers["location"])
                let path = location.replacing(hub.url, with: "").replacing(hub.cdnURL, with: "")
                #expect(location.hasPrefix("/") == (redirects == .relative))
                let port = redirects == .otherOrigin ? hub.cdnPort : hub.port
                #expect(try await RawHTTP.ask("GET", path, port: port).body == noise)
                if redirects == .otherOrigin {
                    let refused = try await RawHTTP.ask("GET", path, port: port, headers: ["Authorization: Bearer x"])
                    #expect(refused.status == 403)
                }
            }
            #expect(try await RawHTTP.ask("GET", "/o/m/resolve/main/a.txt", port: hub.port).status == 200)
        }
    }

    @Test func treesComeInPages() async throws {
        try await withFaultHub { hub in
            let names = (0..<2020).map { "d\($0 % 3)/f\($0).txt" }
            hub.put("o/m", Dictionary(uniqueKeysWithValues: names.map { ($0, .text($0)) }))
            for links in [FaultHubSettings.Links.absolute, .relative] {
                hub.change { $0.links = links }
                var found: [String] = []
                var next: String? = "/api/models/o/m/tree/main?recursive=true&expand=false"
                var pages = 0
                while let target = next {
                    let answer = try await RawHTTP.ask("GET", target, port: hub.port)
                    let text = String(decoding: answer.body, as: UTF8.self)
                    found += text.matches(of: /"path":"([^"]*)"/).map { String($0.1) }
                    next = answer.headers["link"]?.firstMatch(of: /<(.*)>/).map { String($0.1) }
                    #expect(next?.hasPrefix("/") ?? (links == .relative) == (links == .relative))
                    next = next?.replacing(hub.url, with: "")
                    pages += 1
                }
                #expect(pages == 3 && found.count == 2023 && Set(found).isSuperset(of: names))
            }
        }
    }

    @Test func aTokenOpensPrivateRepos() async throws {
        try await withFaultHub { hub in
            hub.put("o/m", ["a": .text("a")])
            hub.change("o/m") { $0.isPrivate = true }
            hub.change { $0.token = "t" }
            let token = ["Authorization: Bearer t"]
            var statuses: [Int] = []
            for (path, headers) in [("models/o/m", []), ("models/o/m", token), ("whoami-v2", token)] {
                statuses.append(try await RawHTTP.ask("GET", "/api/\(path)", port: hub.port, headers: headers).status)
            }
            #expect(statuses == [401, 200, 200])
            #expect(hub.requests.map(\.authorization) == [nil, "Bearer t", "Bearer t"])
        }
    }
}
