import ModelFormats

/// The files of a branch that images are made of.
struct RegistryFiles: Sendable {
    /// Models, in the order in which llama.cpp looks through them.
    let models: [GGUFModel]
    private let files: [String: MainBranch.File]
    private let projectors: [String]

    init(_ found: [MainBranch.File]) {
        let names = found.map { GGUFFiles.File(path: $0.path, size: $0.size) }
        models = GGUFFiles.models(in: names)
        projectors = GGUFFiles.auxiliaries(.projector, in: names).map(\.path)
        files = Dictionary(found.map { ($0.path, $0) }) { first, _ in first }
    }

    static func isWanted(_ path: String) -> Bool {
        GGUFFileName(path) != nil || isLicense(path) || [template, system, params].contains(path)
    }

    static let template = "template"
    static let system = "system"
    static let params = "params"

    func file(_ path: String) -> MainBranch.File? { files[path] }

    /// The first by name, so that it is the same each time.
    var license: MainBranch.File? {
        files.values.filter { Self.isLicense($0.path) }.min { $0.path < $1.path }
    }

    private static func isLicense(_ path: String) -> Bool {
        let name = path.uppercased()
        return ["LICENSE", "LICENCE"].contains { stem in
            name == stem || [".TXT", ".MD"].contains { name == stem + $0 }
        }
    }

    /// The projector that goes with a model: one in its own folder if there is any, and the smallest that loses
    /// nothing that matters.
    func projector(for model: GGUFModel) -> MainBranch.File? {
        let beside = projectors.filter { Self.folder($0) == Self.folder(model.firstPath) }
        let candidates = beside.isEmpty ? projectors : beside
        let best = ["F16", "BF16", "F32", "Q8_0"].lazy.compactMap { label in
            candidates.first { GGUFFileName($0)?.quantization == label }
        }.first
        return (best ?? candidates.first).flatMap { files[$0] }
    }

    private static func folder(_ path: String) -> Substring {
        path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[..<$0] } ?? ""
    }

    /// What to ask for, for people who asked for something else.
    var tags: [String] {
        var seen: Set<String> = []
        return GGUFFiles.bySize(models.filter { !$0.isSplit }).compactMap(\.quantization)
            .filter { seen.insert($0).inserted }.prefix(50).map { $0 }
    }
}
