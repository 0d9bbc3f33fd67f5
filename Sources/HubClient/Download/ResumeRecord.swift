import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What must be known to go on with a partial file later: by what tag the server that sends the bytes knows them. It
/// lies beside the partial file, under a name that cleaners of the cache take for a partial file, too.
///
/// Of small files whose hash is known nothing is written down: the hash tells in the end, and fetching them anew
/// is cheap.
final class ResumeRecord {
    private struct Content: Codable {
        var version = 1
        var validator: String
    }

    private let path: String
    private var isWritten: Bool
    /// For `If-Range`.
    private(set) var validator: String?

    private let expected: ExpectedContent

    /// Files below this size have no record if their hash is known.
    static let minimumSize: Int64 = 16 << 20

    /// - Parameter resuming: Whether what lies there counts.
    init(besides partial: String, of expected: ExpectedContent, resuming: Bool) {
        self.expected = expected
        path = (partial.hasSuffix(".incomplete") ? String(partial.dropLast(11)) : partial) + ".resume.incomplete"
        isWritten = resuming
        guard resuming else { return }
        guard let bytes = try? FileSystem.read(path, limit: 4096),
            let content = try? JSONDecoder().decode(Content.self, from: Data(bytes)), content.version == 1
        else { return }
        validator = content.validator
    }

    /// Remembers the tag of an answer.
    func keep(_ header: String?, size: Int64?) throws(HubError) {
        let new = header.flatMap { EntityTag($0) }?.validator
        guard new != validator else { return }
        validator = new
        guard let new, expected.digest == nil || size ?? .max >= Self.minimumSize else { return }
        guard let data = try? JSONEncoder().encode(Content(validator: new)) else { return }
        isWritten = true
        // Not under another name first: half a record is none, and one more name would be one more to clean up.
        do {
            let options: SystemPackage.FileDescriptor.OpenOptions = [.create, .truncate, .noFollow, .closeOnExec]
            let file = try SystemPackage.FileDescriptor.open(
                FilePath(path), .writeOnly, options: options, permissions: FilePermissions(rawValue: 0o666))
            try file.closeAfter { _ = try file.writeAll(data) }
        } catch {
            throw .onDisk("write", path, code: (error as? Errno)?.rawValue ?? 0)
        }
    }

    /// The bytes that it was about are gone.
    func forget() { validator = nil }

    func remove() {
        if isWritten { _ = try? FileSystem.removeFile(path) }
        isWritten = false
    }
}
