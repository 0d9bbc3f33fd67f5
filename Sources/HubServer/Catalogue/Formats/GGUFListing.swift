import GitObjects
import HubAPI
import ModelFormats

/// The GGUF files of a repo as people choose among them: models by quantization, and what goes with them.
struct GGUFListing: Sendable {
    struct File: Sendable, Hashable {
        let path: String
        let size: Int64
        /// Nil for a file that git itself holds.
        let sha256: String?
    }

    struct Model: Sendable {
        /// `Q4_K_M`; nil if the name tells nothing.
        let quantization: String?
        /// In order: more than one if the model was split.
        let files: [File]
        let size: Int64
        /// Whether no file of it is missing.
        let isComplete: Bool
        /// The one that programs take who name none.
        let isPreferred: Bool
    }

    struct Auxiliary: Sendable {
        let kind: GGUFFileName.Auxiliary
        let file: File
    }

    let commit: ObjectID
    /// From small to large.
    let models: [Model]
    let auxiliaries: [Auxiliary]

    init(commit: ObjectID, files: [MainBranch.File]) {
        self.commit = commit
        let byPath = Dictionary(files.map { ($0.path, $0) }) { first, _ in first }
        let names = files.map { GGUFFiles.File(path: $0.path, size: $0.size) }
        let found = GGUFFiles.models(in: names)
        let preferred = GGUFFiles.preferred(found)
        models = GGUFFiles.bySize(found).map { model in
            Model(
                quantization: model.quantization, files: model.paths.compactMap { byPath[$0].map(File.init) },
                size: model.size, isComplete: model.isComplete, isPreferred: model == preferred)
        }
        auxiliaries = files.compactMap { file in
            GGUFFileName(file.path)?.auxiliary.map { Auxiliary(kind: $0, file: File(file)) }
        }
    }

    static func isListed(_ path: String) -> Bool { GGUFFileName(path) != nil }
}

extension GGUFListing.File {
    init(_ file: MainBranch.File) {
        path = file.path
        size = file.size
        sha256 = file.large.map { LFSDigest.hex($0.sha256) }
    }

    var json: JSONValue {
        ["path": .string(path), "size": .integer(size), "sha256": sha256.map(JSONValue.string) ?? .null]
    }
}

extension GGUFListing {
    var json: JSONValue {
        [
            "commit": .string(commit.hex),
            "models": .array(
                models.map { model in
                    [
                        "quantization": model.quantization.map(JSONValue.string) ?? .null,
                        "size": .integer(model.size), "complete": .bool(model.isComplete),
                        "preferred": .bool(model.isPreferred), "files": .array(model.files.map(\.json)),
                    ]
                }),
            "auxiliaries": .array(
                auxiliaries.map { ["kind": .string($0.kind.word), "file": $0.file.json] }),
        ]
    }
}

extension GGUFFileName.Auxiliary {
    /// The kind without the hyphen that file names have behind it.
    var word: String { rawValue.hasSuffix("-") ? String(rawValue.dropLast()) : rawValue }
}
