import HubClient

/// Which files of a repo a download is about, from names and patterns as `hf` takes them.
enum DownloadSelection {
    case file(String)
    /// `named` are those that must be there.
    case files(allow: [String]?, ignore: [String]?, named: [String], ignoresPatterns: Bool)

    init(filenames: [String], include: [String], exclude: [String]) throws(HubError) {
        let folders = filenames.filter { $0.hasSuffix("/") }
        let files = filenames.filter { !$0.hasSuffix("/") }
        if let folder = folders.first, !include.isEmpty || !exclude.isEmpty {
            throw HubError(
                .invalidInput, "the folder \"\(folder)\" can't be combined with --include and --exclude",
                suggestion: "Say --include \"\(folder)*\" instead of it.")
        }
        let hasPatterns = !include.isEmpty || !exclude.isEmpty
        if filenames.isEmpty {
            self = .files(
                allow: include.isEmpty ? nil : include, ignore: exclude.isEmpty ? nil : exclude, named: [],
                ignoresPatterns: false)
        } else if let file = files.first, files.count == 1, folders.isEmpty, !hasPatterns {
            self = .file(file)
        } else {
            // Names beside others are patterns in `hf`, too.
            let named = files.filter { !$0.contains { "*?[".contains($0) } }
            self = .files(
                allow: files + folders.map { Self.withoutSlashes($0) + "/**" }, ignore: nil, named: named,
                ignoresPatterns: hasPatterns)
        }
    }

    var ignoresPatterns: Bool {
        if case .files(_, _, _, let ignores) = self { ignores } else { false }
    }

    private static func withoutSlashes(_ folder: String) -> String {
        var folder = folder[...]
        while folder.hasSuffix("/") { folder.removeLast() }
        return String(folder)
    }
}
