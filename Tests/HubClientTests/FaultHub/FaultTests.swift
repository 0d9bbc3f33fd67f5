import Testing

/// Each fault does what its name says.
@Suite struct FaultTests {
    let noise = FaultFile.noise(100_000)
    let range = ["Range: bytes=1000-"]

    private func ask(_ fault: Fault, method: String = "GET", _ headers: [String] = []) async throws -> RawHTTP.Answer {
        try await withFaultHub { hub in
            hub.put("o/m", ["w.bin": .lfs(noise)])
            hub.fault(fault, "GET", "w\\.bin$")
            let answer = try await RawHTTP.ask(method, "/o/m/resolve/main/w.bin", port: hub.port, headers: headers)
            #expect(hub.requests.count == 1)
            // Once only.
            #expect(try await RawHTTP.ask("GET", "/o/m/resolve/main/w.bin", port: hub.port).body == noise)
            return answer
        }
    }

    @Test func brokenConnections() async throws {
        let dropped = try await ask(.drop(after: 777))
        #expect(dropped.headers["content-length"] == "100000" && dropped.body == Array(noise[..<777]))
        #expect(try await ask(.close).raw.isEmpty)
        #expect(try await ask(.garbage).status == 0)
        #expect(try await ask(.drip(40_000, every: .milliseconds(1))).body == noise)
        #expect(try await ask(.withoutLength(chunked: false)).body == noise)
        let chunked = try await ask(.withoutLength(chunked: true))
        #expect(chunked.headers["transfer-encoding"] == "chunked" && chunked.headers["content-length"] == nil)
    }

    @Test func wrongRanges() async throws {
        #expect(try await ask(.ignoreRange, range).status == 200)
        let slice = try await ask(.sliceAsWhole, range)
        #expect(slice.status == 200 && slice.body == Array(noise[1000...]))
        #expect(slice.headers["content-range"] == nil && slice.headers["content-length"] == "99000")
        let shifted = try await ask(.shiftRange(by: -100), range)
        #expect(shifted.status == 206 && shifted.body == Array(noise[900...]))
        #expect(shifted.headers["content-range"] == "bytes 900-99999/100000")
        let lie = try await ask(.lieRange(by: -100), range)
        #expect(lie.body == Array(noise[900...]) && lie.headers["content-range"] == "bytes 1000-99999/100000")
        let total = try await ask(.rangeTotal(adding: 1), range)
        #expect(total.headers["content-range"] == "bytes 1000-99999/100001")
        #expect(try await ask(.rangeNotSatisfiable, range).status == 416)
    }

    @Test func wrongBodies() async throws {
        #expect(try await ask(.shorten(by: 10)).body == Array(noise.dropLast(10)))
        #expect(try await ask(.extend(by: 2)).body == noise + Array("xx".utf8))
        var wrong = noise
        wrong[5000] ^= 0x10
        #expect(try await ask(.corrupt(at: 5000)).body == wrong)
        #expect(try await ask(.corrupt(at: 5000), range).body == Array(wrong[1000...]))
        #expect(try await ask(.corrupt(at: 500), range).body == Array(noise[1000...]))
        let zipped = try await ask(.gzip, ["Accept-Encoding: identity"])
        #expect(zipped.headers["content-encoding"] == "gzip" && zipped.body.starts(with: [0x1F, 0x8B]))
    }

    @Test func wrongHeads() async throws {
        let busy = try await ask(.status(429, ["Retry-After": "3"]))
        #expect(busy.status == 429 && busy.headers["retry-after"] == "3")
        #expect(try await ask(.error(403, code: "GatedRepo")).headers["x-error-code"] == "GatedRepo")
        #expect(try await ask(.redirectLoop).headers["location"] == "/o/m/resolve/main/w.bin")
        #expect(try await ask(.redirect(to: "file:///etc/passwd")).headers["location"] == "file:///etc/passwd")
        let bare = try await ask(.without("ETag", "X-Linked-Etag", "X-Repo-Commit"))
        #expect(bare.headers["etag"] == nil && bare.headers["x-linked-etag"] == nil && bare.body == noise)
    }

    @Test func onlyTheRequestsThatAreMeant() async throws {
        try await withFaultHub { hub in
            hub.put("o/m", ["w.bin": .lfs(noise)])
            hub.fault(.status(503), "GET", "resolve", from: 2, times: 2)
            hub.fault(.status(500), "HEAD", times: nil)
            var statuses: [Int] = []
            for method in ["GET", "HEAD", "GET", "GET", "GET", "HEAD"] {
                statuses.append(try await RawHTTP.ask(method, "/o/m/resolve/main/w.bin", port: hub.port).status)
            }
            #expect(statuses == [200, 500, 503, 503, 200, 500])
            #expect(hub.requests("GET").map(\.bytesSent) == [100_000, 12, 12, 100_000])
        }
    }

    @Test func aStalledAnswerEndsWithTheHub() async throws {
        try await withFaultHub { hub in
            hub.put("o/m", ["w.bin": .lfs(noise)])
            hub.fault(.stall(after: 10))
            hub.fault(.silence, "GET", from: 2)
            await withDiscardingTaskGroup { group in
                for _ in 0..<2 {
                    group.addTask { _ = try? await RawHTTP.ask("GET", "/o/m/resolve/main/w.bin", port: hub.port) }
                }
                while hub.requests.count < 2 || hub.requests.reduce(0, { $0 + $1.bytesSent }) < 10 {
                    await Task.yield()
                }
                group.cancelAll()
            }
            #expect(hub.requests.map(\.isAnswered) == [false, false])
        }
    }
}
