import Foundation
import HubAPI
import TestSupport

@testable import HubClient

/// A cache of a test's own, and short ways to put things into it.
struct CacheFixture {
    let directory: TemporaryDirectory
    let cache: HubCache

    static let commit = String(repeating: "1a", count: 20)
    static let other = String(repeating: "2b", count: 20)
    static let repo = RepoReference(type: .model, id: RepoID(namespace: "org", name: "name"))

    init(usesSymlinks: Bool = true, sharesBlobs: Bool = true) throws {
        directory = try TemporaryDirectory()
        cache = HubCache(root: "\(directory.path)/hub", usesSymlinks: usesSymlinks, sharesBlobs: sharesBlobs)
    }

    var folder: RepoFolder { cache.folder(of: Self.repo) }

    func folder(_ name: String) -> RepoFolder {
        cache.folder(of: RepoReference(type: .model, id: RepoID(namespace: "org", name: name)))
    }

    /// Puts a file into a snapshot as a download does.
    @discardableResult
    func add(
        _ file: String, _ content: String, etag: String, commit: String = commit, to folder: RepoFolder? = nil
    ) async throws -> String {
        let folder = folder ?? self.folder
        try folder.prepare()
        let isNew = !folder.hasBlob(etag)
        if isNew {
            try write(content, folder.partialPath(etag))
            try await folder.finish(folder.partialPath(etag), as: etag)
        }
        try await folder.link(blob: etag, into: commit, as: file, isNewBlob: isNew)
        return try folder.pointerPath(commit, file)
    }

    func write(_ content: String, _ path: String) throws {
        try FileSystem.makeFolders(FileSystem.folder(of: path))
        try Data(content.utf8).write(to: URL(filePath: path))
    }

    /// Relative to the cache.
    func inCache(_ path: String) -> String { "\(cache.root)/\(path)" }
}

/// A file's text; nil if it is missing.
func text(_ path: String) -> String? {
    (try? FileSystem.read(path)).map { String(decoding: $0, as: UTF8.self) }
}

/// The kind of the error that a body throws; nil if it throws none.
func kind(_ body: () async throws -> Void) async -> HubError.Kind? {
    do {
        try await body()
        return nil
    } catch {
        return (error as? HubError)?.kind
    }
}

/// Waits until something is so, however long that takes; the test's own limit ends it.
func until(_ condition: () -> Bool) async throws {
    while !condition() { try await Task.sleep(for: .milliseconds(2)) }
}
