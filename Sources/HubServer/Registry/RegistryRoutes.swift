import HTTPTypes
import HubAPI
import Hummingbird

/// `/v2/`: the part of the Docker registry that Ollama and older releases of llama.cpp pull models through.
struct RegistryRoutes {
    let service: RegistryService
    let contents: ContentAnswer
    let downloads: DownloadCounter

    func add(to table: inout RouteTable) {
        table.document(Self.documentation)
        table.on(.get, "/v2") { _ in
            var response = Response.json([:])
            response.headers[.registryVersion] = Self.version
            return response
        }
        table.on(.get, "/v2/{repo}/manifests/{tag}") { try await formed($0, manifest) }
        table.on(.get, "/v2/{repo}/blobs/{digest}") { try await formed($0, blob) }
    }

    private static let version = "registry/2.0"

    /// Refusals in the form of registries. Moves and failures within pass through.
    private func formed(_ request: HubRequest, _ handler: Route.Handler) async throws -> Response {
        do {
            return try await handler(request)
        } catch let failure as HubFailure {
            throw RegistryRefusal.formed(failure)
        }
    }

    @Sendable private func manifest(_ request: HubRequest) async throws -> Response {
        let isLlamaCpp = request.headers[.userAgent]?.hasPrefix("llama-cpp") == true
        let manifest = try await service.manifest(
            try request.repo(.model), tag: request.parameter("tag"), for: isLlamaCpp ? .llamaCpp : .ollama,
            caller: request.caller)
        // A pull begins with one manifest, however many pieces the rest comes in. llama.cpp downloads by `resolve`,
        // which counts.
        if !isLlamaCpp, !request.isHead { downloads.record(manifest.repo, by: request) }
        var headers = Self.headers(RegistryDigest(of: manifest.bytes), OllamaImage.manifestType)
        headers[.repoCommit] = manifest.commit
        headers[.vary] = "User-Agent"
        return try FileAnswer.make(request, bytes: manifest.bytes, headers: headers)
    }

    @Sendable private func blob(_ request: HubRequest) async throws -> Response {
        guard let digest = RegistryDigest(request.parameter("digest")) else {
            throw RegistryRefusal.badDigest(request.parameter("digest"))
        }
        let headers = Self.headers(digest, "application/octet-stream")
        switch try await service.blob(try request.repo(.model), digest, caller: request.caller) {
        case .made(let bytes): return try FileAnswer.make(request, bytes: bytes, headers: headers)
        case .stored(let content, let size):
            return try await contents.answer(request, content, length: size, headers: headers)
        }
    }

    private static func headers(_ digest: RegistryDigest, _ type: String) -> HTTPFields {
        [
            .contentType: type, .eTag: "\"\(digest)\"", .contentDigest: digest.description,
            .registryVersion: version, .cacheControl: "no-cache",
            // Files are strangers' bytes on this hub's own address: they must not run there.
            .contentSecurityPolicy: "default-src 'none'; sandbox", .contentTypeOptions: "nosniff",
        ]
    }
}

extension HTTPField.Name {
    fileprivate static let registryVersion = HTTPField.Name(known: "Docker-Distribution-Api-Version")
    fileprivate static let contentDigest = HTTPField.Name(known: "Docker-Content-Digest")
}
