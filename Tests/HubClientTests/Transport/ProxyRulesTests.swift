import Testing

@testable import HubClient

@Suite struct ProxyRulesTests {
    private func proxy(_ url: String, except exceptions: [String] = []) throws -> String? {
        var settings = ProxySettings()
        settings.http = "http://p:1"
        settings.https = "http://s:2"
        settings.exceptions = exceptions
        return try ProxyRules(settings).proxy(for: try #require(WebAddress(url))).map { "\($0.host):\($0.port)" }
    }

    @Test func goesByTheScheme() throws {
        #expect(try proxy("http://hub.test") == "p:1")
        #expect(try proxy("https://hub.test") == "s:2")
        #expect(try ProxyRules(ProxySettings()).proxy(for: try #require(WebAddress("http://x"))) == nil)
    }

    @Test(arguments: [
        ("hub.test", "http://hub.test", true), ("hub.test", "http://a.hub.test", true),
        (".hub.test", "http://hub.test", true),
        (".hub.test", "http://a.hub.test", true), ("*.hub.test", "http://a.hub.test", true),
        ("HUB.test", "http://hub.TEST", true),
        ("hub.test", "http://myhub.test", false), ("hub.test", "http://hub.test.evil", false),
        ("*", "http://any.test", true),
        ("hub.test:80", "http://hub.test", true), ("hub.test:443", "https://hub.test", true),
        ("hub.test:81", "http://hub.test", false), ("127.0.0.1", "http://127.0.0.1:8080", true),
        ("127.0.0.1:8080", "http://127.0.0.1:8080", true), ("::1", "http://[::1]:8080", true),
        ("[::1]", "http://[::1]:8080", true), ("[::1]:80", "http://[::1]", true), ("[::1]:81", "http://[::1]", false),
        ("", "http://hub.test", false), (".", "http://hub.test", false), ("test", "http://hub.test", true),
    ])
    func exceptsHosts(rule: String, url: String, isDirect: Bool) throws {
        #expect((try proxy(url, except: ["other", rule]) == nil) == isDirect)
    }

    @Test(arguments: [
        ("http://proxy:3128", "proxy", 3128, nil, nil), ("proxy:3128", "proxy", 3128, nil, nil),
        ("http://proxy/", "proxy", 80, nil, nil), ("http://u:p%40ss@proxy:1", "proxy", 1, "u", "p@ss"),
        ("http://u@proxy:1", "proxy", 1, "u", ""), ("http://[::1]:3128", "::1", 3128, nil, nil),
        ("http://u:a:b@proxy", "proxy", 80, "u", "a:b"),
    ])
    func readsAddresses(text: String, host: String, port: Int, user: String?, password: String?) {
        let address = ProxyAddress(text)
        #expect(address?.host == host)
        #expect(address?.port == port)
        #expect(address?.user == user)
        #expect(address?.password == password)
    }

    @Test(arguments: ["https://proxy", "socks5://proxy", "http:///", "http://a b", "http://%zz@proxy"])
    func refusesOthersWithoutShowingThem(text: String) throws {
        #expect(ProxyAddress(text) == nil)
        var settings = ProxySettings()
        settings.http = text
        let address = try #require(WebAddress("http://hub.test"))
        let error = #expect(throws: TransportError.self) { try ProxyRules(settings).proxy(for: address) }
        #expect(error?.kind == .configuration)
        #expect(error?.message.contains(text) == false)
    }

    @Test(arguments: ["https", "HTTPS", "socks5"])
    func saysWhatToDoAboutOtherProxies(scheme: String) async throws {
        var configuration = HubConfiguration(endpoint: "http://hub.test", token: .anonymous, home: "/nowhere")
        configuration.proxies.http = "\(scheme)://user:s3cret@proxy:3128"
        let hub = Hub(configuration)
        let error = await #expect(throws: HubError.self) { try await hub.whoami() }
        await hub.shutdown()
        #expect(error?.kind == .invalidInput)
        #expect(error?.message.contains("“\(scheme)://”") == true)
        #expect(error?.message.contains("Give its http:// address") == true)
        #expect(error?.suggestion?.contains("HTTPS_PROXY") == true)
        #expect(error?.description.contains("s3cret") == false)
    }
}
