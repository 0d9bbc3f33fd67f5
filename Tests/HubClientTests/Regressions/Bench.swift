import HubAPI
import HubClient
import TestSupport

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

// The tests of this folder are named by the bugs of other clients that they keep away. Not here: R3, R5, R6, R40 and R41,
// which are about writing; R42 and R43, which are about inference; R32 and what a killed process leaves behind, which
// need processes of their own (Tests/Interop/test_client_faults.py).

/// A hub with faults, and a client with a home of its own.
struct Bench: Sendable {
    let faults: FaultHub
    let home: TemporaryDirectory
    let hub: Hub

    /// `o/m`, which most tests are about.
    var model: Repo<Model> { get throws { try hub.model(Self.id("o/m")) } }

    static func id(_ text: String) throws -> RepoID {
        guard let id = RepoID(text) else { throw HubError(.invalidInput, "\(text) is no repo id") }
        return id
    }

    /// The cache's folder of a repo.
    var folder: String { home.path + "/hub/models--o--m" }

    func path(_ name: String) -> String { home.path + "/" + name }

    /// The names in a folder of the home, none if there is none.
    func names(in folder: String) -> [String] { (try? home.names(in: folder)) ?? [] }

    /// Everything below the home that only a download on its way may leave: partial files and other temporary ones.
    var leftovers: [String] {
        Files.below(home.path).filter { path in
            let name = path.split(separator: "/").last.map(String.init) ?? path
            return name.contains("incomplete") || name.contains("tmp") || name.contains("partial")
        }
    }

    /// The blobs of `o/m`, whole or not.
    var blobs: [String] { names(in: "hub/models--o--m/blobs") }
}

/// Runs a body with a hub with faults and a client for it.
///
/// - Parameter change: What is different about the client.
func withBench<Result>(
    home: TemporaryDirectory? = nil, _ change: (inout HubConfiguration) -> Void = { _ in },
    _ body: (Bench) async throws -> Result
) async throws -> Result {
    try await withFaultHub { faults in
        let home = try home ?? TemporaryDirectory()
        return try await withClient(of: faults, home: home, change, body)
    }
}

/// Runs a body with one more client, as another process would be.
func withClient<Result>(
    of faults: FaultHub, home: TemporaryDirectory, _ change: (inout HubConfiguration) -> Void = { _ in },
    _ body: (Bench) async throws -> Result
) async throws -> Result {
    var configuration = faults.configuration(home: home.path)
    change(&configuration)
    return try await withHub(configuration) { hub in
        try await body(Bench(faults: faults, home: home, hub: hub))
    }
}

/// Small deeds on this machine's files.
enum Files {
    static func read(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path))) }

    static func text(_ path: String) throws -> String { String(decoding: try read(path), as: UTF8.self) }

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// Makes the folders above it, too.
    static func write(_ bytes: some Collection<UInt8>, to path: String) throws {
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(filePath: path))
    }

    static func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: path) }

    /// The paths of all files and links below a folder, relative to it, in order.
    static func below(_ folder: String) -> [String] {
        (try? FileManager.default.subpathsOfDirectory(atPath: folder))?.sorted() ?? []
    }
}

/// What an operation threw, if it was a `HubError`.
func hubError(_ body: () async throws -> Void) async throws -> HubError? {
    do {
        try await body()
        return nil
    } catch let error as HubError {
        return error
    }
}
