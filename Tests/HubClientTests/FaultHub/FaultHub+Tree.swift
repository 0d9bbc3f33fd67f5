import HTTPTypes
import HubAPI

extension FaultHub {
    func tree(_ request: FaultRequest, _ subject: Subject, revision: String, folder: String) -> FaultAnswer {
        guard let commit = subject.repo.commit(of: revision), let files = subject.repo.commits[commit] else {
            return Self.revisionNotFound(revision)
        }
        let prefix = folder.isEmpty ? "" : folder + "/"
        let below = files.filter { $0.key.hasPrefix(prefix) }
        guard folder.isEmpty || !below.isEmpty else {
            var answer = FaultAnswer.error(404, code: "EntryNotFound", "\(folder) does not exist on \"\(revision)\"")
            answer.set("X-Repo-Commit", commit)
            return answer
        }
        let isRecursive = request.query("recursive") == "true"
        let entries = Self.entries(below, prefix: prefix, isRecursive: isRecursive, settings: settings)
        var answer = page(request, entries)
        answer.set("X-Repo-Commit", commit)
        return answer
    }

    func pathsInfo(_ request: FaultRequest, _ subject: Subject, revision: String) -> FaultAnswer {
        guard let commit = subject.repo.commit(of: revision), let files = subject.repo.commits[commit] else {
            return Self.revisionNotFound(revision)
        }
        let all = Self.entries(files, prefix: "", isRecursive: true, settings: settings)
        let paths = Set(request.form.filter { $0.name == "paths" }.map(\.value))
        return FaultAnswer(json: all.filter { paths.contains($0.path) })
    }

    /// Files and the folders that they make, in order of their paths.
    private static func entries(
        _ files: [String: FaultFile], prefix: String, isRecursive: Bool, settings: FaultHubSettings
    ) -> [FaultJSON.TreeEntry] {
        var entries: [String: FaultJSON.TreeEntry] = [:]
        for (path, file) in files {
            let parts = path.dropFirst(prefix.count).split(separator: "/")
            for depth in parts.indices.dropFirst() where isRecursive || depth == 1 {
                let folder = prefix + parts.prefix(depth).joined(separator: "/")
                entries[folder] = FaultJSON.TreeEntry(
                    type: "directory", path: folder, oid: FaultFile.text(folder).blobID, size: 0)
            }
            if isRecursive || parts.count == 1 { entries[path] = entry(path, file, settings) }
        }
        return entries.values.sorted { $0.path < $1.path }
    }

    private static func entry(
        _ path: String, _ file: FaultFile, _ settings: FaultHubSettings
    ) -> FaultJSON.TreeEntry {
        var entry = FaultJSON.TreeEntry(type: "file", path: path, oid: file.blobID, size: file.size)
        switch file.storage {
        case .regular: entry.oid = file.etag
        case .lfs: entry.lfs = FaultJSON.LargeFile(oid: file.etag, size: file.size, pointerSize: 134)
        case .xet(let hash):
            entry.lfs = FaultJSON.LargeFile(oid: file.etag, size: file.size, pointerSize: 134)
            entry.xetHash = settings.xet == nil ? nil : hash
        }
        return entry
    }

    /// One page of a list, with a link to the next one.
    func page<Item: Encodable>(_ request: FaultRequest, _ items: [Item]) -> FaultAnswer {
        let settings = settings
        let start = request.query("cursor").flatMap { Int($0) } ?? 0
        let size = max(1, min(settings.pageSize, request.query("limit").flatMap { Int($0) } ?? .max))
        let end = min(items.count, start + size)
        var answer = FaultAnswer(json: Array(items[min(start, end)..<end]))
        guard end < items.count, !(settings.links == .missingLast && end + size >= items.count) else { return answer }
        let query = request.target.drop { $0 != "?" }.dropFirst().split(separator: "&")
            .filter { !$0.hasPrefix("cursor=") }
        let next = settings.links == .loop ? start : end
        let path = request.path + "?" + (query + ["cursor=\(next)"]).joined(separator: "&")
        switch settings.links {
        case .relative: answer.set("Link", "<\(path)>; rel=\"next\"")
        case .otherOrigin: answer.set("Link", "<\(cdnURL)\(path)>; rel=\"next\"")
        default: answer.set("Link", "<\(url)\(path)>; rel=\"next\"")
        }
        return answer
    }
}
