import GitObjects
import HubAPI

/// The headers of safetensors files as JSON: of one file, or of all that an index names.
struct SafetensorsMetadataService: Sendable {
    /// Files that are read at the same time.
    private static let width = 4
    /// Bytes of all headers together. The largest models have some 20 MB.
    private static let longestAnswer = 64 << 20

    private struct Key: Hashable, Sendable {
        let repoID: Int64
        let commit: ObjectID
        let path: String
    }

    private let branches: MainBranches
    private let reader: SafetensorsReader
    private let cache = BoundedCache<Key, [UInt8]>(limit: 64 << 20)
    private let work = SharedWork<Key, [UInt8]>()

    init(branches: MainBranches, bytes: StoredBytes) {
        self.branches = branches
        self.reader = SafetensorsReader(bytes: bytes)
    }

    /// `{"index": {"metadata": …}, "headers": {name: header}}`, the names as the index has them; for a single file
    /// the same with an empty `index` and one header.
    func metadata(_ reference: RepoReference, path: String, caller: Caller) async throws -> [UInt8] {
        let branch = try await branches.open(reference, .contents, caller: caller)
        let key = Key(repoID: branch.repo.id, commit: branch.commit.id, path: path)
        if let found = cache.find(key) { return found }
        return try await work.value(key) {
            let json = try await make(branch, path)
            cache.insert(key, json, cost: json.count)
            return json
        }
    }

    private func make(_ branch: MainBranch, _ path: String) async throws -> [UInt8] {
        let (folder, name) = Self.split(path)
        if name.hasSuffix(".safetensors") {
            return try await json(index: [:], headers: headers([name], folder, branch))
        }
        guard name.hasSuffix(".safetensors.index.json") else {
            throw HubFailure.badRequest("\(path) is neither a .safetensors file nor a .safetensors.index.json")
        }
        let (file, content) = try await branches.content(branch, of: path)
        let index = try await reader.index(file, content)
        return try await json(index: index.json, headers: headers(index.shards, folder, branch))
    }

    // MARK: Headers

    private func headers(
        _ names: [String], _ folder: String, _ branch: MainBranch
    ) async throws -> [(name: String, json: [UInt8])] {
        let found = try await branches.contents(branch, of: names.map { folder + $0 })
        let files = try names.map { name in
            guard let file = found[folder + name] else {
                throw HubFailure.entryNotFound(folder + name, MainBranch.name)
            }
            return file
        }
        return try await withThrowingTaskGroup(of: (Int, [UInt8]).self) { group in
            var headers = names.map { (name: $0, json: [UInt8]()) }
            var next = 0
            var total = 0
            func start() {
                guard next < files.count else { return }
                let (place, (file, content)) = (next, files[next])
                group.addTask { (place, try await reader.header(file, content)) }
                next += 1
            }
            for _ in 0..<Self.width { start() }
            while let (place, json) = try await group.next() {
                total += json.count
                guard total <= Self.longestAnswer else {
                    throw HubFailure.badRequest(
                        "The headers have more than \(Self.longestAnswer) bytes: read them from the files")
                }
                headers[place].json = json
                start()
            }
            return headers
        }
    }

    private func json(index: JSONValue, headers: [(name: String, json: [UInt8])]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(headers.reduce(1000) { $0 + $1.json.count + $1.name.utf8.count + 8 })
        bytes.append(contentsOf: "{\"index\":".utf8)
        index.write(into: &bytes)
        bytes.append(contentsOf: ",\"headers\":{".utf8)
        for (place, header) in headers.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            JSONValue.write(string: header.name, into: &bytes)
            bytes.append(UInt8(ascii: ":"))
            bytes.append(contentsOf: header.json)
        }
        bytes.append(contentsOf: "}}".utf8)
        return bytes
    }

    /// The folder with its slash, and the name in it.
    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", path) }
        let start = path.utf8.index(after: slash)
        return (String(path[..<start]), String(path[start...]))
    }
}
