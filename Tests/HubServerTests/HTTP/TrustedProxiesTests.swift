import HubAPI
import Testing

@testable import HubServer

@Suite("Who a request comes from")
struct TrustedProxiesTests {
    @Test(
        "the header counts as far as those who wrote it are trusted",
        arguments: [
            // Nobody is trusted: anybody can write the header.
            ("", "203.0.113.9", "198.51.100.1", "203.0.113.9"), ("", "127.0.0.1", "198.51.100.1", "127.0.0.1"),
            ("127.0.0.1", "203.0.113.9", "198.51.100.1", "203.0.113.9"),
            // One proxy, which added its client at the end of what it was sent.
            ("127.0.0.1", "127.0.0.1", "198.51.100.1", "198.51.100.1"),
            ("127.0.0.1", "127.0.0.1", "1.1.1.1, 2.2.2.2, 198.51.100.1", "198.51.100.1"),
            ("127.0.0.1", "127.0.0.1", nil, "127.0.0.1"), ("127.0.0.1", "127.0.0.1", "", "127.0.0.1"),
            // Several, of which only the trusted ones are passed.
            ("127.0.0.1, 10.0.0.0/8", "127.0.0.1", "1.1.1.1, 198.51.100.1 ,10.2.3.4", "198.51.100.1"),
            ("127.0.0.1 10.0.0.0/8", "10.255.255.255", "9.9.9.9,10.0.0.1", "9.9.9.9"),
            ("127.0.0.1", "127.0.0.1", "198.51.100.1, 10.2.3.4", "10.2.3.4"),
            ("0.0.0.0/0", "127.0.0.1", "198.51.100.1, 10.2.3.4", "198.51.100.1"),
            // What is no address ends it.
            ("127.0.0.1", "127.0.0.1", "198.51.100.1, unknown", "127.0.0.1"),
            ("127.0.0.0/8", "127.0.0.1", "198.51.100.1, x, 127.0.0.2", "127.0.0.2"),
            ("127.0.0.0/8", "127.0.0.1", "198.51.100.1, , 127.0.0.2", "127.0.0.2"),
            // Ports, brackets, and IPv4 in the form of IPv6.
            ("127.0.0.1", "::ffff:127.0.0.1", "198.51.100.1:5000", "198.51.100.1"),
            ("::1", "::1", "[2001:db8::7]:443", "2001:db8::7"), ("::1", "::1", "[2001:db8::7]", "2001:db8::7"),
            ("::1", "::1", "2001:db8::7", "2001:db8::7"), ("::ffff:127.0.0.1", "127.0.0.1", "9.9.9.9", "9.9.9.9"),
            ("fd00::/8", "fd12::1", "9.9.9.9", "9.9.9.9"), ("fd00::/8", "fe12::1", "9.9.9.9", "fe12::1"),
            ("172.16.0.0/12", "172.31.0.1", "9.9.9.9", "9.9.9.9"),
            ("172.16.0.0/12", "172.32.0.1", "9.9.9.9", "172.32.0.1"),
        ] as [(String, String, String?, String)])
    func client(_ trusted: String, _ peer: String, _ header: String?, _ expected: String) throws {
        let proxies = try #require(TrustedProxies(parsing: trusted))
        let client = proxies.client(peer: try #require(IPAddress(peer)), forwarded: header)
        #expect(client == IPAddress(expected))
    }

    @Test(
        "what is no list of addresses",
        arguments: [
            "localhost", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0", "10.0.0.1:80", "[::1]", "::/129",
            "10.0.0.1/8/8", "10.0.0.1;10.0.0.2", "/8",
        ])
    func malformed(_ text: String) {
        #expect(TrustedProxies(parsing: text) == nil)
    }

    @Test func customersOfIPv6AreNetworks() throws {
        let all = try ["2001:db8:1:2::1", "2001:db8:1:2:ffff::", "2001:db8:1:3::1", "9.9.9.9", "9.9.9.8"].map {
            try #require(IPAddress($0)).customer
        }
        #expect(all[0] == all[1] && Set(all).count == 4)
    }

    @Test("nobody downloads as many by writing addresses", arguments: TestDatabase.available)
    func forged(_ kind: TestDatabase) async throws {
        for (proxies, downloads) in [("", 1), ("127.0.0.1", 3)] as [(String, Int64)] {
            try await withHub(kind, configure: { $0.trustedProxies = TrustedProxies(parsing: proxies) ?? .init() }) {
                hub in
                let repo = try await hub.makeRepo("m")
                try await hub.commit(repo, [.put("config.json", "{}")])
                for forged in 1...4 {
                    for address in ["198.51.100.1", "198.51.100.2", "2001:db8::\(forged)"] {
                        try await hub.get(
                            "/ann/m/resolve/main/config.json",
                            headers: ["X-Forwarded-For": "203.0.113.\(forged), \(address)"]
                        ).expect(200)
                    }
                }
                await hub.server.downloads.writeDown()
                let info = try await hub.get("/api/\(repo)?expand=downloads&expand=downloadsAllTime").expect(200).json
                #expect(info["downloads"]?.integer == downloads && info["downloadsAllTime"]?.integer == downloads)
            }
        }
    }
}
