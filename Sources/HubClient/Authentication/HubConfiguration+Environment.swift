extension HubConfiguration {
    /// What the environment says, in the variables that Python's client reads: `HF_ENDPOINT`, `HF_TOKEN`, `HF_HOME`, ….
    ///
    /// - Parameter variables: Nil means those of this process.
    /// - Throws: ``HubError`` of kind `invalidInput`, which names the variable that is wrong.
    public static func environment(_ variables: [String: String]? = nil) throws(HubError) -> HubConfiguration {
        let environment = Environment(variables)
        let cacheHome = environment.path("XDG_CACHE_HOME") ?? environment.homeDirectory + "/.cache"
        var configuration = HubConfiguration(home: environment.path("HF_HOME") ?? cacheHome + "/huggingface")
        if let endpoint = environment.text("HF_ENDPOINT") {
            configuration.endpoint = try checked(endpoint: endpoint, of: "HF_ENDPOINT")
        }
        if let cache = environment.path("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE") {
            configuration.cacheDirectory = cache
        }
        try configuration.readAuthentication(environment)
        try configuration.readTransport(environment)
        configuration.usesXet = !environment.flag("HF_HUB_DISABLE_XET")
        configuration.sharesBlobs = !environment.flag("HF_HUB_DISABLE_SHARED_BLOBS")
        configuration.usesSymlinks = !environment.flag("HF_HUB_DISABLE_SYMLINKS")
        return configuration
    }

    private mutating func readAuthentication(_ environment: Environment) throws(HubError) {
        environmentToken = environment.text("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN").flatMap(TokenText.cleaned)
        trustedPublisher = TrustedPublisher(environment)
        if let path = environment.path("HF_TOKEN_PATH") { tokenPath = path }
        sendsImplicitToken = !environment.flag("HF_HUB_DISABLE_IMPLICIT_TOKEN")
        if let id = environment.text("HF_DEVICE_CODE_OAUTH_CLIENT_ID") { oauthClientID = id }
    }

    private mutating func readTransport(_ environment: Environment) throws(HubError) {
        isOffline = environment.flag("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
        if let timeout = try environment.seconds("HF_HUB_ETAG_TIMEOUT") { metadataTimeout = timeout }
        if let timeout = try environment.seconds("HF_HUB_DOWNLOAD_TIMEOUT") { readTimeout = timeout }
        // A line break would begin another header.
        if let origin = environment.text("HF_HUB_USER_AGENT_ORIGIN")?.filter({ !$0.isNewline }) {
            userAgent = "origin/" + origin
        }
        certificateFile = environment.path("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
        proxies.http = environment.text("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY")
        proxies.https = environment.text("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
        proxies.exceptions = (environment.text("no_proxy", "NO_PROXY") ?? "").split(separator: ",")
            .map { $0.trimmed }.filter { !$0.isEmpty }
    }

    /// The address without slashes at its end.
    ///
    /// - Parameter origin: The variable or option that it comes from, for errors.
    package static func checked(endpoint text: String, of origin: String) throws(HubError) -> String {
        var endpoint = text.trimmed
        while endpoint.hasSuffix("/") { endpoint.removeLast() }
        guard let address = WebAddress(endpoint), address.query == nil, !endpoint.contains("#") else {
            // What is before an @ may be a password.
            let shown = endpoint.lastIndex(of: "@").map { "****" + endpoint[$0...] } ?? endpoint
            throw HubError(
                .invalidInput, "\(origin) is “\(shown)”, which is not the address of a hub",
                suggestion: "Give one like https://huggingface.co or http://127.0.0.1:8080")
        }
        guard !endpoint.dropFirst(address.scheme.count + 3).prefix(while: { $0 != "/" }).contains("@") else {
            throw HubError(
                .invalidInput, "\(origin) holds a name or password for \(address.root)",
                suggestion: "Put the token into HF_TOKEN instead")
        }
        return endpoint
    }
}
