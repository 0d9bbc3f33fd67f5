import GitObjects
import HubAPI

/// A model as registries hand it out: a manifest that names contents by their digests.
struct OllamaImage: Sendable {
    static let manifestType = "application/vnd.docker.distribution.manifest.v2+json"
    static let configType = "application/vnd.docker.container.image.v1+json"

    /// What a layer is for.
    enum Role: String, Sendable {
        case model, projector, template, system, params, license

        var mediaType: String { "application/vnd.ollama.image.\(rawValue)" }
    }

    struct Layer: Sendable {
        let role: Role
        let digest: RegistryDigest
        let size: Int64
    }

    /// Where the bytes of a digest are.
    enum Blob: Sendable {
        /// Made from what the repo has; the same each time it is made of the same commit.
        case made([UInt8])
        /// A file of the main branch.
        case file(String)
    }

    let model: MainBranch.File
    let projector: MainBranch.File?
    let layers: [Layer]
    let config: [UInt8]
    /// All but the large files, which are found by their digests.
    let blobs: [RegistryDigest: Blob]

    /// The manifest, the same bytes each time.
    ///
    /// - Parameter namesFiles: Adds which files of the repo are meant, for older releases of llama.cpp.
    func manifest(namesFiles: Bool = false) -> [UInt8] {
        let configLayer: JSONValue = [
            "digest": .string(RegistryDigest(of: config).description), "mediaType": .string(Self.configType),
            "size": .integer(Int64(config.count)),
        ]
        var members: [JSONMember] = [
            JSONMember("schemaVersion", 2), JSONMember("mediaType", .string(Self.manifestType)),
            JSONMember("config", configLayer),
            JSONMember(
                "layers",
                .array(
                    layers.map {
                        [
                            "digest": .string($0.digest.description), "mediaType": .string($0.role.mediaType),
                            "size": .integer($0.size),
                        ]
                    })),
        ]
        if namesFiles {
            members.append(JSONMember("ggufFile", Self.mention(model)))
            if let projector { members.append(JSONMember("mmprojFile", Self.mention(projector))) }
        }
        return JSONValue.object(members).utf8
    }

    /// Those releases search the text for the name, which must come first.
    private static func mention(_ file: MainBranch.File) -> JSONValue {
        var members = [
            JSONMember("rfilename", .string(file.path)), JSONMember("blobId", .string(file.blob.hex)),
            JSONMember("size", .integer(file.size)),
        ]
        if let large = file.large {
            members.append(
                JSONMember(
                    "lfs",
                    [
                        "sha256": .string(LFSDigest.hex(large.sha256)), "size": .integer(large.size),
                        "pointerSize": .integer(file.blobSize),
                    ]))
        }
        return .object(members)
    }

    /// Rough bytes in memory.
    var cost: Int {
        blobs.values.reduce(2000 + config.count) { sum, blob in
            if case .made(let bytes) = blob { sum + bytes.count + 100 } else { sum + 200 }
        }
    }
}
