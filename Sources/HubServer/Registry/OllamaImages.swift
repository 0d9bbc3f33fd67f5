import Crypto
import GitObjects
import HubAPI
import ModelFormats

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Makes the images of a branch's models. Nothing is stored: the same commit gives the same bytes.
final class OllamaImages: Sendable {
    private struct Key: Hashable {
        let repoID: Int64
        let commit: ObjectID
        let path: String
    }

    /// Bytes of a text that is made a layer, and of a file of git's own that has to be hashed for it.
    private static let longestText: Int64 = 1 << 20
    private static let longestHashed: Int64 = 16 << 20

    private let branches: MainBranches
    private let bytes: StoredBytes
    private let summaries: GGUFSummaries
    private let cache = BoundedCache<Key, OllamaImage>(limit: 16 << 20)
    private let work = SharedWork<Key, OllamaImage>()

    init(branches: MainBranches, bytes: StoredBytes) {
        self.branches = branches
        self.bytes = bytes
        self.summaries = GGUFSummaries(contents: ContentFactsReader(stored: bytes))
    }

    /// The image if it was made lately.
    func known(_ model: GGUFModel, _ branch: MainBranch) -> OllamaImage? { cache.find(key(model, branch)) }

    /// - Throws: ``HubFailure`` 400 when a file isn't what it must be.
    func image(_ model: GGUFModel, _ files: RegistryFiles, _ branch: MainBranch) async throws -> OllamaImage {
        let key = key(model, branch)
        if let found = cache.find(key) { return found }
        return try await work.value(key) { [self] in
            let image = try await make(model, files, branch)
            cache.insert(key, image, cost: image.cost)
            return image
        }
    }

    private func key(_ model: GGUFModel, _ branch: MainBranch) -> Key {
        Key(repoID: branch.repo.id, commit: branch.commit.id, path: model.firstPath)
    }

    private func make(_ model: GGUFModel, _ files: RegistryFiles, _ branch: MainBranch) async throws -> OllamaImage {
        var parts = Parts()
        let (file, content) = try await branches.content(branch, of: model.firstPath)
        guard let summary = try await summaries.summary(of: file, content, in: branch.repo) else {
            throw RegistryRefusal.notGGUF
        }
        parts.add(.model, file, digest: try await digest(file, content))
        let projector = files.projector(for: model)
        for (role, file) in [
            (OllamaImage.Role.projector, projector), (.template, files.file(RegistryFiles.template)),
            (.system, files.file(RegistryFiles.system)), (.license, files.license),
            (.params, files.file(RegistryFiles.params)),
        ] {
            guard let file else { continue }
            let content = try await branches.content(branch, of: file.path).content
            try await check(role, file, content)
            parts.add(role, file, digest: try await digest(file, content))
        }
        addKnownFormat(summary, to: &parts)
        let config = OllamaConfig.json(
            summary, quantization: model.quantization, hasProjector: projector != nil, layers: parts.layers)
        parts.blobs[RegistryDigest(of: config)] = .made(config)
        return OllamaImage(
            model: file, projector: projector, layers: parts.layers, config: config, blobs: parts.blobs)
    }

    /// Ollama can't read the template that the model carries: a known one is written down for it.
    private func addKnownFormat(_ summary: GGUFSummary, to parts: inout Parts) {
        guard !parts.has(.template), let format = summary.chatTemplate.flatMap(ChatFormat.of) else { return }
        parts.add(.template, Array(format.template(eosToken: summary.eosToken).utf8))
        guard !parts.has(.params) else { return }
        let stops = format.stops(eosToken: summary.eosToken).map(JSONValue.string)
        parts.add(.params, JSONValue.object([JSONMember("stop", .array(stops))]).utf8)
    }

    private func check(
        _ role: OllamaImage.Role, _ file: MainBranch.File, _ content: ResolveService.Content
    ) async throws {
        guard role != .projector else { return }
        guard file.size <= Self.longestText else {
            throw RegistryRefusal.invalid(file.path, "has more than \(Self.longestText) bytes")
        }
        guard role == .params else { return }
        let text = try await bytes.read(content, 0..<file.size)
        guard case .object = try? JSONDecoder().decode(JSONValue.self, from: Data(text)) else {
            throw RegistryRefusal.invalid(file.path, "must be a JSON object")
        }
    }

    private func digest(
        _ file: MainBranch.File, _ content: ResolveService.Content
    ) async throws -> RegistryDigest {
        if let large = file.large { return RegistryDigest(sha256: large.sha256) }
        guard file.size <= Self.longestHashed else {
            throw RegistryRefusal.invalid(file.path, "is too long to be kept in git itself: commit it as a large file")
        }
        return RegistryDigest(of: try await bytes.read(content, 0..<file.size))
    }
}

/// Layers that are being collected.
private struct Parts {
    var layers: [OllamaImage.Layer] = []
    var blobs: [RegistryDigest: OllamaImage.Blob] = [:]

    func has(_ role: OllamaImage.Role) -> Bool { layers.contains { $0.role == role } }

    mutating func add(_ role: OllamaImage.Role, _ file: MainBranch.File, digest: RegistryDigest) {
        layers.append(OllamaImage.Layer(role: role, digest: digest, size: file.size))
        blobs[digest] = .file(file.path)
    }

    mutating func add(_ role: OllamaImage.Role, _ bytes: [UInt8]) {
        let digest = RegistryDigest(of: bytes)
        layers.append(OllamaImage.Layer(role: role, digest: digest, size: Int64(bytes.count)))
        blobs[digest] = .made(bytes)
    }
}
