import ArgumentParser
import HubAPI
import HubClient
import ModelFormats

struct SafetensorsCommand: HubCommand {
    static let configuration = CommandConfiguration(
        commandName: "safetensors", abstract: "Show what safetensors files hold, without downloading them.",
        discussion: """
            Examples:
              roost safetensors google-bert/bert-base-uncased
              roost safetensors google-bert/bert-base-uncased model.safetensors --tensors
              roost safetensors ./model.safetensors --json
            """)

    @Argument(help: "A file of this machine, a model, or an hf:// URI.")
    var source: String

    @Argument(help: "A file in the repo. (default: the model, however many files it has)")
    var file: String?

    @OptionGroup var typeOption: TypeOption

    @Option(help: "A branch, a tag, a ref or a commit. (default: main)")
    var revision: String?

    @Flag(help: "With the list of tensors.")
    var tensors = false

    @OptionGroup var hubOptions: HubOptions
    @OptionGroup var format: FormatOptions

    func run(_ hub: Hub, _ output: Output) async throws {
        switch try HeaderSource(source, file: file, type: typeOption.type, revision: revision, on: hub) {
        case .local(let path): try Self.local(path).print(output, withTensors: tensors)
        case .remote(let target, let file):
            let found = try await Self.remote(target.type.kind, hub, target, file)
            SafetensorsView(
                commit: found.commit, files: found.files.map { ($0.path, $0.size, $0.header) },
                metadata: found.metadata, parameters: found.parameters
            ).print(output, withTensors: tensors)
        }
    }

    private static func remote<Kind: RepoKind>(
        _ kind: Kind.Type, _ hub: Hub, _ target: RepoTarget, _ file: String?
    ) async throws(HubError) -> RemoteSafetensors {
        if let file {
            return try await Repo<Kind>(hub: hub, id: target.id).safetensors(file, revision: target.revisionOrMain)
        }
        guard target.type == .model else {
            throw HubError(
                .invalidInput, "which file of the \(target.type.rawValue) \(target.id)?",
                suggestion: "Name one after the id of the repo.")
        }
        return try await hub.model(target.id).safetensors(revision: target.revisionOrMain)
    }

    private static func local(_ path: String) throws(HubError) -> SafetensorsView {
        let local = try LocalFile(path)
        do {
            let length = try SafetensorsHeader.length(try local.beginning(SafetensorsHeader.prefixLength))
            let bytes = try local.beginning(SafetensorsHeader.prefixLength + length)
            let header = try SafetensorsHeader.parse(bytes, fileSize: local.size)
            return SafetensorsView(
                commit: nil, files: [(path, local.size, header)], metadata: header.metadata,
                parameters: .count([header.summary()]))
        } catch {
            if let error = error as? HubError { throw error }
            throw HubError(.decoding, "\(path): \(error)")
        }
    }
}

/// What the headers of safetensors files say, as it is printed.
struct SafetensorsView {
    typealias File = (path: String, size: Int64?, header: SafetensorsHeader)

    let commit: String?
    let files: [File]
    let metadata: [String: String]
    let parameters: SafetensorsParameters

    func print(_ output: Output, withTensors: Bool) {
        guard output.isForPeople else {
            if output.format == .quiet { return files.forEach { output.line(DisplayText.safe($0.path)) } }
            return output.object(json(withTensors: withTensors), id: "path")
        }
        output.line("parameters: \(Self.grouped(parameters.total))")
        for count in parameters.byType where parameters.byType.count > 1 {
            output.line("  \(DisplayText.padded(count.dtype, to: 10)) \(Self.grouped(count.parameters))")
        }
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            output.line("\(DisplayText.safe(key)): \(DisplayText.cut(DisplayText.safe(value), to: 100))")
        }
        output.line("")
        output.table([Column("path"), Column("size", .bytes), Column("tensors", .number)], files.map(Self.json))
        guard withTensors else { return }
        output.line("")
        output.table([Column("name"), Column("dtype"), Column("shape"), Column("bytes", .bytes)], tensors)
    }

    private func json(withTensors: Bool) -> JSONValue {
        var members = [
            JSONMember("commit", commit.map(JSONValue.string) ?? .null),
            JSONMember(
                "parameters",
                [
                    "total": .integer(parameters.total),
                    "by_dtype": .object(parameters.byType.map { JSONMember($0.dtype, .integer($0.parameters)) }),
                ]),
            JSONMember(
                "metadata",
                .object(metadata.sorted { $0.key < $1.key }.map { JSONMember($0.key, .string($0.value)) })),
            JSONMember("files", .array(files.map(Self.json))),
        ]
        if withTensors { members.append(JSONMember("tensors", .array(tensors))) }
        return .object(members)
    }

    private static func json(_ file: File) -> JSONValue {
        [
            "path": .string(file.path), "size": file.size.map(JSONValue.integer) ?? .null,
            "tensors": .integer(Int64(file.header.tensors.count)),
        ]
    }

    private var tensors: [JSONValue] {
        files.flatMap { file in
            file.header.tensors.map { tensor -> JSONValue in
                [
                    "name": .string(tensor.name), "dtype": .string(tensor.dtype),
                    "shape": .array(tensor.shape.map(JSONValue.integer)), "elements": .integer(tensor.elements),
                    "bytes": .integer(tensor.end - tensor.begin), "file": .string(file.path),
                ]
            }
        }
    }

    /// `1,234,567`.
    private static func grouped(_ number: Int64) -> String {
        var text = ""
        for (index, digit) in String(number).reversed().enumerated() {
            if index > 0, index % 3 == 0 { text = "," + text }
            text = String(digit) + text
        }
        return text
    }
}
