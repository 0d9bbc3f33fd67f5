import Testing

@testable import HubClient

@Suite struct EnvironmentTests {
    private func configuration(_ variables: [String: String]) throws -> HubConfiguration {
        try .environment(["HOME": "/home/me"].merging(variables) { $1 })
    }

    @Test func hasDefaults() throws {
        let configuration = try configuration([:])
        #expect(configuration.endpoint == "https://huggingface.co")
        #expect(configuration.token == .environment)
        #expect(configuration.environmentToken == nil)
        #expect(configuration.home == "/home/me/.cache/huggingface")
        #expect(configuration.cacheDirectory == "/home/me/.cache/huggingface/hub")
        #expect(configuration.tokenPath == "/home/me/.cache/huggingface/token")
        #expect(!configuration.isOffline)
        #expect(configuration.metadataTimeout == .seconds(10))
        #expect(configuration.readTimeout == .seconds(10))
        #expect(configuration.usesXet && configuration.sharesBlobs && configuration.usesSymlinks)
        #expect(configuration.sendsImplicitToken)
        #expect(configuration.proxies == ProxySettings())
        #expect(configuration.userAgent == nil)
        #expect(configuration.certificateFile == nil)
    }

    @Test(arguments: [
        (["XDG_CACHE_HOME": "/xdg"], "/xdg/huggingface", "/xdg/huggingface/hub", "/xdg/huggingface/token"),
        (["HF_HOME": "/hf"], "/hf", "/hf/hub", "/hf/token"), (["HF_HOME": "/hf//"], "/hf", "/hf/hub", "/hf/token"),
        (["HF_HOME": "/hf", "XDG_CACHE_HOME": "/xdg"], "/hf", "/hf/hub", "/hf/token"),
        (["HF_HOME": "~/hf"], "/home/me/hf", "/home/me/hf/hub", "/home/me/hf/token"),
        (["HF_HOME": "$D/${E}x$F/$", "D": "/d", "E": "e"], "/d/ex$F/$", "/d/ex$F/$/hub", "/d/ex$F/$/token"),
        (
            ["HF_HOME": ""], "/home/me/.cache/huggingface", "/home/me/.cache/huggingface/hub",
            "/home/me/.cache/huggingface/token"
        ),
        (["HF_HOME": "/hf", "HF_HUB_CACHE": "/c"], "/hf", "/c", "/hf/token"),
        (["HF_HOME": "/hf", "HUGGINGFACE_HUB_CACHE": "/old"], "/hf", "/old", "/hf/token"),
        (["HF_HOME": "/hf", "HF_HUB_CACHE": "/c", "HUGGINGFACE_HUB_CACHE": "/old"], "/hf", "/c", "/hf/token"),
        (["HF_HOME": "/hf", "HF_TOKEN_PATH": "~/t"], "/hf", "/hf/hub", "/home/me/t"),
        (["HF_HOME": "relative"], "relative", "relative/hub", "relative/token"),
    ])
    func findsFolders(variables: [String: String], home: String, cache: String, token: String) throws {
        let configuration = try configuration(variables)
        #expect(configuration.home == home)
        #expect(configuration.cacheDirectory == cache)
        #expect(configuration.tokenPath == token)
    }

    @Test(arguments: [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"), ("https://hub.test/", "https://hub.test"),
        ("https://hub.test/base//", "https://hub.test/base"), ("", "https://huggingface.co"),
        (" http://a ", "http://a"),
    ])
    func readsTheEndpoint(text: String, expected: String) throws {
        #expect(try configuration(["HF_ENDPOINT": text]).endpoint == expected)
    }

    @Test(arguments: [
        "hub.test", "ftp://hub.test", "http://", "http://a?b", "http://a#b", "http://u:secret@a",
        "http://u:secret@a?b", "ftp://u:secret@a", "http://:secret@a", "u:secret@a",
    ])
    func refusesBadEndpoints(text: String) {
        let error = #expect(throws: HubError.self) { try configuration(["HF_ENDPOINT": text]) }
        #expect(error?.kind == .invalidInput)
        #expect(error?.message.hasPrefix("HF_ENDPOINT ") == true)
        #expect(error?.description.contains("secret") == false)
    }

    @Test func checksEndpointsOfOptionsToo() throws {
        #expect(try HubConfiguration.checked(endpoint: "http://a/@b/", of: "--endpoint") == "http://a/@b")
        let error = #expect(throws: HubError.self) {
            try HubConfiguration.checked(endpoint: "http://u:secret@a", of: "--endpoint")
        }
        #expect(error?.message == "--endpoint holds a name or password for http://a")
    }

    @Test(arguments: [
        (["HF_TOKEN": "a"], "a"), (["HF_TOKEN": " a\r\n"], "a"), (["HF_TOKEN": "a\nb"], "ab"), (["HF_TOKEN": ""], nil),
        (["HF_TOKEN": " \n"], nil), (["HUGGING_FACE_HUB_TOKEN": "old"], "old"),
        (["HF_TOKEN": "a", "HUGGING_FACE_HUB_TOKEN": "old"], "a"),
        (["HF_TOKEN": "", "HUGGING_FACE_HUB_TOKEN": "old"], "old"),
    ])
    func readsTheToken(variables: [String: String], expected: String?) throws {
        #expect(try configuration(variables).environmentToken == expected)
    }

    @Test(arguments: [
        ("1", true), ("on", true), ("Yes", true), ("TRUE", true), ("0", false), ("off", false), ("no", false),
        ("", false),
        ("2", false), ("y", false), (" 1", false),
    ])
    func readsTruthValues(text: String, isTrue: Bool) throws {
        let configuration = try configuration([
            "HF_HUB_OFFLINE": text, "HF_HUB_DISABLE_XET": text, "HF_HUB_DISABLE_SHARED_BLOBS": text,
            "HF_HUB_DISABLE_SYMLINKS": text, "HF_HUB_DISABLE_IMPLICIT_TOKEN": text,
        ])
        #expect(configuration.isOffline == isTrue)
        #expect(configuration.usesXet == !isTrue)
        #expect(configuration.sharesBlobs == !isTrue)
        #expect(configuration.usesSymlinks == !isTrue)
        #expect(configuration.sendsImplicitToken == !isTrue)
    }

    @Test func readsTheOtherNameOfOffline() throws {
        #expect(try configuration(["TRANSFORMERS_OFFLINE": "1"]).isOffline)
        #expect(try !configuration(["HF_HUB_OFFLINE": "0", "TRANSFORMERS_OFFLINE": "1"]).isOffline)
    }

    @Test func readsTimeouts() throws {
        let configuration = try configuration(["HF_HUB_ETAG_TIMEOUT": "3", "HF_HUB_DOWNLOAD_TIMEOUT": " 0.5 "])
        #expect(configuration.metadataTimeout == .seconds(3))
        #expect(configuration.readTimeout == .milliseconds(500))
        #expect(try self.configuration(["HF_HUB_ETAG_TIMEOUT": "0"]).metadataTimeout == .seconds(10))
    }

    @Test(arguments: ["soon", "-1", "nan", "inf", "1e300"])
    func refusesBadTimeouts(text: String) {
        let error = #expect(throws: HubError.self) { try configuration(["HF_HUB_ETAG_TIMEOUT": text]) }
        #expect(error?.message == "HF_HUB_ETAG_TIMEOUT is “\(text)”, which is not a number of seconds")
    }

    @Test func readsProxies() throws {
        let proxies = try configuration([
            "HTTP_PROXY": "http://upper:1", "http_proxy": "http://lower:1", "ALL_PROXY": "http://all:1",
            "NO_PROXY": "a.test, .b.test ,,127.0.0.1",
        ]).proxies
        #expect(proxies.http == "http://lower:1")
        #expect(proxies.https == "http://all:1")
        #expect(proxies.exceptions == ["a.test", ".b.test", "127.0.0.1"])
        let upper = try configuration(["HTTPS_PROXY": "http://s:1", "HTTP_PROXY": "http://p:1"]).proxies
        #expect(upper.https == "http://s:1")
        #expect(upper.http == "http://p:1")
    }

    @Test func readsTheRest() throws {
        let configuration = try configuration([
            "HF_HUB_USER_AGENT_ORIGIN": "ci\r\nX: y", "REQUESTS_CA_BUNDLE": "/r.pem", "SSL_CERT_FILE": "~/c.pem",
            "HF_DEVICE_CODE_OAUTH_CLIENT_ID": "mine",
        ])
        #expect(configuration.userAgent == "origin/ciX: y")
        #expect(configuration.certificateFile == "/home/me/c.pem")
        #expect(configuration.oauthClientID == "mine")
    }
}
