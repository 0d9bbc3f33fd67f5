import HTTPTypes
import HubAPI
import ModelFormats

extension Repo {
    /// Reads the header of one safetensors file, without the file.
    ///
    /// - Throws: ``HubError``: `entryNotFound`, `decoding` for a file that is no safetensors or whose header has more
    ///   than `SafetensorsHeader.maximumLength` bytes, ….
    @concurrent
    public func safetensors(_ file: String, revision: Revision = .main) async throws(HubError) -> RemoteSafetensors {
        let (header, beginning) = try await header(of: file, revision)
        return RemoteSafetensors(
            commit: beginning.revision.isCommit ? beginning.revision.name : nil,
            files: [.init(path: file, size: beginning.size, header: header)])
    }

    /// So many bytes hold the headers of most files, so that one request is enough.
    private static var firstRead: Int { 100_001 }

    fileprivate func header(
        of file: String, _ revision: Revision
    ) async throws(HubError) -> (SafetensorsHeader, FileBeginning) {
        var beginning = FileBeginning(hub.session, reference, file, revision)
        try await beginning.read(Self.firstRead)
        do {
            let length = try SafetensorsHeader.length(beginning.bytes)
            if let size = beginning.size, size < Int64(SafetensorsHeader.prefixLength + length) {
                // The parser says it better, and nothing more has to be read for it.
            } else {
                try await beginning.read(SafetensorsHeader.prefixLength + length)
            }
            return (try SafetensorsHeader.parse(beginning.bytes, fileSize: beginning.size), beginning)
        } catch let error as FormatError {
            throw HubError(error, in: beginning)
        } catch let error as HubError {
            throw error
        } catch {
            throw HubError(.decoding, "\(beginning.subject): \(error)")
        }
    }
}

extension Repo<Model> {
    /// Bytes of all headers of one model. The largest known have 20 MB.
    private static var mostHeaderBytes: Int { 250_000_000 }

    /// Reads the headers of the model's safetensors files: of one, or of all that its index names.
    ///
    /// - Parameters:
    ///   - revision: A branch, tag, ref or commit. All files are read as of the commit that it is at the beginning.
    ///   - concurrency: Files at a time.
    /// - Throws: ``HubError``: `entryNotFound` if the repo has no safetensors files, or several of which none is the
    ///   model; `decoding` for files that are not what they should be, ….
    @concurrent
    public func safetensors(
        revision: Revision = .main, concurrency: Int = 8
    ) async throws(HubError) -> RemoteSafetensors {
        let commit = Revision(try await commit(of: revision))
        var paths: [String] = []
        var hasConfig = false
        for try await entry in tree(recursive: true, revision: commit) {
            guard let path = entry.file?.path else { continue }
            if path.hasSuffix(".safetensors") || path.hasSuffix(".safetensors.index.json") { paths.append(path) }
            if path == "config.json" { hasConfig = true }
        }
        let quantization = hasConfig ? try await quantization(commit) : nil
        let files: [String]
        var index: SafetensorsIndex?
        switch SafetensorsFiles.main(in: paths) {
        case nil:
            throw HubError(
                .entryNotFound, "\(reference.subject(revision)) has no safetensors files that are one model",
                suggestion: paths.isEmpty ? nil : "Name one of: \(paths.prefix(5).joined(separator: ", "))")
        case .single(let path): files = [path]
        case .shards(let shards): files = shards
        case .index(let path):
            let read = try await readIndex(path, commit)
            index = read
            let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[...$0] } ?? ""
            files = read.shards.map { folder + $0 }
        }
        return RemoteSafetensors(
            commit: commit.name, files: try await headers(of: files, commit, concurrency), index: index,
            quantization: quantization)
    }

    private func headers(
        of paths: [String], _ commit: Revision, _ concurrency: Int
    ) async throws(HubError) -> [RemoteSafetensors.File] {
        typealias Read = (number: Int, file: Result<RemoteSafetensors.File, HubError>)
        let read = await withTaskGroup(of: Read.self, returning: Result<[RemoteSafetensors.File], HubError>.self) {
            group in
            var files: [RemoteSafetensors.File?] = Array(repeating: nil, count: paths.count)
            var total = 0
            var waiting = Array(paths.enumerated())[...]
            for (number, path) in waiting.prefix(max(1, concurrency)) {
                group.addTask { (number, await file(path, commit)) }
            }
            waiting = waiting.dropFirst(max(1, concurrency))
            while let (number, file) = await group.next() {
                do throws(HubError) {
                    let file = try file.get()
                    files[number] = file
                    total += file.header.length
                    guard total <= Self.mostHeaderBytes else { throw tooLong(commit) }
                } catch {
                    group.cancelAll()
                    return .failure(error)
                }
                if let (number, path) = waiting.popFirst() {
                    group.addTask { (number, await self.file(path, commit)) }
                }
            }
            return .success(files.compactMap(\.self))
        }
        return try read.get()
    }

    private func file(_ path: String, _ commit: Revision) async -> Result<RemoteSafetensors.File, HubError> {
        do throws(HubError) {
            let (header, beginning) = try await header(of: path, commit)
            return .success(.init(path: path, size: beginning.size, header: header))
        } catch {
            return .failure(error)
        }
    }

    private func tooLong(_ commit: Revision) -> HubError {
        HubError(.decoding, "The headers of \(reference.subject(commit)) exceed \(Self.mostHeaderBytes) bytes")
    }

    private func readIndex(_ path: String, _ commit: Revision) async throws(HubError) -> SafetensorsIndex {
        let bytes = try await content(of: path, commit, limit: SafetensorsIndex.maximumLength)
        do { return try SafetensorsIndex.parse(bytes) } catch {
            throw HubError(.decoding, "\(reference.subject(commit, file: path)): \(error)")
        }
    }

    /// A config that can't be read is no reason to tell nothing about the weights.
    private func quantization(_ commit: Revision) async throws(HubError) -> QuantizationConfig? {
        let bytes = try await content(of: "config.json", commit, limit: 16 << 20)
        return (try? JSONValue(parsing: bytes)).flatMap { QuantizationConfig(config: $0) }
    }

    private func content(of path: String, _ commit: Revision, limit: Int) async throws(HubError) -> [UInt8] {
        var call = HubCall(.get, .path(reference.resolve(path, commit)))
        call.subject = reference.subject(commit, file: path)
        return try await hub.session.answer(call, limit: limit).body
    }
}
