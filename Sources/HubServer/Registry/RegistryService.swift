import GitObjects
import HubAPI
import ModelFormats

/// Hands out the GGUF models of a repo as registries do. All of it is read from the main branch.
struct RegistryService: Sendable {
    /// Models whose images are made to find the blob of one; manifests are not limited.
    private static let maximumModels = 100

    let branches: MainBranches
    let images: OllamaImages

    /// Who asks, which decides what the manifest holds.
    enum Agent: Sendable {
        case ollama
        /// Wants the names of files, and can load split models.
        case llamaCpp
    }

    struct Manifest: Sendable {
        let repo: Repo
        let commit: String
        let bytes: [UInt8]
    }

    enum Blob: Sendable {
        case made([UInt8])
        case stored(ResolveService.Content, size: Int64)
    }

    // MARK: Manifests

    /// - Parameter tag: A quantization or a file name in any case, `latest`, or the digest of a manifest.
    func manifest(
        _ reference: RepoReference, tag: String, for agent: Agent, caller: Caller
    ) async throws -> Manifest {
        let branch = try await branches.open(reference, .contents, caller: caller)
        let files = try await files(of: branch)
        guard !files.models.isEmpty else { throw RegistryRefusal.notGGUF }
        if let digest = RegistryDigest(tag) {
            let image = try await find(files, branch) { RegistryDigest(of: $0.manifest()) == digest ? $0 : nil }
            guard let image else { throw RegistryRefusal.unknownManifest(digest) }
            return Manifest(repo: branch.repo, commit: branch.commit.id.hex, bytes: image.manifest())
        }
        guard let model = Self.model(tag, files, agent) else {
            throw RegistryRefusal.unknownTag(tag, files.tags)
        }
        if model.isSplit, agent == .ollama { throw RegistryRefusal.split(model.firstPath) }
        let image = try await images.image(model, files, branch)
        return Manifest(
            repo: branch.repo, commit: branch.commit.id.hex, bytes: image.manifest(namesFiles: agent == .llamaCpp))
    }

    private static func model(_ tag: String, _ files: RegistryFiles, _ agent: Agent) -> GGUFModel? {
        if agent == .ollama {
            // Without a name, one that can be loaded goes before a better one that can't.
            let whole = files.models.filter { !$0.isSplit }
            return GGUFFiles.ollama(tag: tag, among: whole) ?? GGUFFiles.ollama(tag: tag, among: files.models)
        }
        return GGUFFiles.ollama(tag: tag, among: files.models) ?? GGUFFiles.llamaCpp(tag: tag, among: files.models)
    }

    // MARK: Blobs

    /// The content with this digest, if it is one of the repo's main branch: knowing a digest gives no right to it.
    func blob(_ reference: RepoReference, _ digest: RegistryDigest, caller: Caller) async throws -> Blob {
        let branch = try await branches.open(reference, .contents, caller: caller)
        if let (file, content) = try await branches.large(branch, sha256: digest.sha256) {
            return .stored(content, size: file.size)
        }
        switch try await find(try await files(of: branch), branch, { $0.blobs[digest] }) {
        case .made(let bytes): return .made(bytes)
        case .file(let path):
            let (file, content) = try await branches.content(branch, of: path)
            return .stored(content, size: file.size)
        case nil: throw RegistryRefusal.unknownBlob(digest)
        }
    }

    private func files(of branch: MainBranch) async throws -> RegistryFiles {
        RegistryFiles(try await branches.files(branch, where: RegistryFiles.isWanted))
    }

    /// Looks through the images of the branch, first those that were made lately: whoever wants a blob had the
    /// manifest before, mostly from this node.
    private func find<Found>(
        _ files: RegistryFiles, _ branch: MainBranch, _ look: (OllamaImage) -> Found?
    ) async throws -> Found? {
        let models = files.models.filter { !$0.isSplit }
        for model in models {
            if let found = images.known(model, branch).flatMap(look) { return found }
        }
        for model in models.prefix(Self.maximumModels) where images.known(model, branch) == nil {
            do {
                if let found = look(try await images.image(model, files, branch)) { return found }
            } catch is HubFailure {
                // A model that no image can be made of has no blobs.
            }
        }
        return nil
    }
}
