import ArgumentParser
import HubAPI
import HubClient
import ModelFormats

struct GGUFCommand: HubCommand {
    static let configuration = CommandConfiguration(
        commandName: "gguf", abstract: "Show what a GGUF file holds, without downloading it.",
        discussion: """
            Of a repo alone it lists the models in it, by quantization.

            Examples:
              roost gguf ggml-org/gemma-3-1b-it-GGUF
              roost gguf ggml-org/gemma-3-1b-it-GGUF:Q4_K_M
              roost gguf ggml-org/gemma-3-1b-it-GGUF gemma-3-1b-it-Q4_K_M.gguf --tensors
              roost gguf ./model.gguf --json
            """)

    @Argument(help: "A file of this machine, a repo, a repo with :QUANTIZATION, or an hf:// URI.")
    var source: String

    @Argument(help: "The file in the repo.")
    var file: String?

    @OptionGroup var typeOption: TypeOption

    @Option(help: "A branch, a tag, a ref or a commit. (default: main)")
    var revision: String?

    @Flag(help: "With the list of tensors.")
    var tensors = false

    @OptionGroup var hubOptions: HubOptions
    @OptionGroup var format: FormatOptions

    func run(_ hub: Hub, _ output: Output) async throws {
        var text = source
        var tag: String?
        // `org/name:Q4_K_M`, as llama.cpp and Ollama take it.
        if file == nil, !source.contains("://"), !LocalFile.exists(source), let colon = source.lastIndex(of: ":") {
            tag = String(source[source.index(after: colon)...])
            text = String(source[..<colon])
        }
        switch try HeaderSource(text, file: file, type: typeOption.type, revision: revision, on: hub) {
        case .local(let path): try showLocal(path, output)
        case .remote(let target, let file): try await show(target.type.kind, hub, target, file, tag, output)
        }
    }

    private func showLocal(_ path: String, _ output: Output) throws(HubError) {
        let local = try LocalFile(path)
        var wanted = GGUFHeader.firstReadLength
        while true {
            let bytes = try local.beginning(wanted)
            do throws(FormatError) {
                switch try GGUFHeader.parse(bytes, fileSize: local.size) {
                case .complete(let header):
                    let view = GGUFView(path: path, commit: nil, size: local.size, header: header) { key, most in
                        header.strings(key, in: bytes, atMost: most)
                    }
                    return view.print(output, withTensors: tensors)
                case .incomplete(let needed): wanted = min(max(needed, wanted * 2), GGUFLimits.headerLength)
                }
            } catch {
                throw HubError(.decoding, "\(path): \(error)")
            }
        }
    }

    private func show<Kind: RepoKind>(
        _ kind: Kind.Type, _ hub: Hub, _ target: RepoTarget, _ file: String?, _ tag: String?, _ output: Output
    ) async throws {
        let repo = Repo<Kind>(hub: hub, id: target.id)
        var path = file
        if path == nil {
            let listing = try await repo.ggufModels(revision: target.revisionOrMain)
            guard let tag else { return Self.list(listing, output) }
            guard let model = listing.model(tagged: tag) else {
                let known = listing.models.compactMap(\.quantization).joined(separator: ", ")
                throw HubError(
                    .entryNotFound, "\(target.type.rawValue) \(target.id) has no GGUF model \(tag)",
                    suggestion: known.isEmpty ? "It has no GGUF files." : "It has \(known).")
            }
            path = model.firstPath
        }
        let remote = try await repo.gguf(path ?? "", revision: target.revisionOrMain)
        GGUFView(path: remote.path, commit: remote.commit, size: remote.size, header: remote.header) { key, most in
            remote.strings(key, atMost: most)
        }.print(output, withTensors: tensors)
    }

    private static func list(_ listing: GGUFListing, _ output: Output) {
        let preferred = listing.preferred
        output.table(
            [
                Column("quantization"), Column("size", .bytes), Column("files", .number), Column("path"),
                Column("preferred", .flag),
            ],
            listing.models.map { model in
                [
                    "quantization": model.quantization.map(JSONValue.string) ?? .null, "size": .integer(model.size),
                    "files": .integer(Int64(model.paths.count)), "path": .string(model.firstPath),
                    "paths": .array(model.paths.map(JSONValue.string)), "complete": .bool(model.isComplete),
                    "preferred": .bool(model == preferred),
                ]
            }, id: "path")
    }
}
