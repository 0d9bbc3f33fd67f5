import GitObjects
import HTTPTypes
import HubAPI
import HubStorage
import NIOCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One change a commit asks for, its content hashed and at hand or already stored.
enum CommitOperation: Sendable {
    case file(FilePath, StagedBlob)
    case large(FilePath, sha256: [UInt8], size: Int64?)
    case deleteFile(FilePath)
    case deleteFolder(FilePath)
    case copy(from: FilePath, revision: String?, to: FilePath)
}

/// A blob on its way into history.
struct StagedBlob: Sendable {
    let id: ObjectID
    let size: Int64
    /// Nil when the bytes were put into the object store.
    let bytes: [UInt8]?
    /// Set when the content is a pointer to a large file.
    let pointer: LFSPointer?
}

/// A commit as it was asked for, checked line by line.
struct StagedCommit: Sendable {
    var title = ""
    var message = ""
    var parentCommit: String?
    var operations: [CommitOperation] = []
}

/// Turns the lines of a commit's body into operations, putting content where it will stay: bytes that no commit
/// refers to yet are invisible, so a commit that fails leaves nothing but garbage for collection.
struct CommitStaging: Sendable {
    /// Blobs up to this size live in the database.
    static let inlineLimit = 64 << 10
    /// The card is read in transactions, so it is kept in the database up to the size a card may have.
    static let cardLimit = 1 << 20
    /// Blobs held in memory before they are written out.
    private static let memoryLimit = 16 << 20
    private static let maximumOperations = 100_000

    let database: any Database
    let objects: any ObjectStore
    let maximumFile: Int64

    /// - Throws: ``HubFailure`` 400 or 413 for a body that breaks the rules.
    func read(_ stream: ByteStream, into repo: Repo) async throws -> StagedCommit {
        var body = CommitBody(stream, maximumFile: maximumFile)
        guard case .header(let header)? = try await body.next() else {
            throw HubFailure.badRequest("The first line of a commit must be its header")
        }
        var commit = try Self.start(header)
        var held: [StagedBlob] = []
        var heldBytes = 0
        while let line = try await body.next() {
            guard commit.operations.count < Self.maximumOperations else {
                throw HubFailure(
                    .contentTooLarge, .payloadTooLarge,
                    "A commit may have at most \(Self.maximumOperations) operations: split it")
            }
            let operation = try await stage(line, repo)
            commit.operations.append(operation)
            guard case .file(_, let blob) = operation, let bytes = blob.bytes else { continue }
            held.append(blob)
            heldBytes += bytes.count
            if heldBytes > Self.memoryLimit {
                try await spill(held, repo)
                let card = commit.operations.lastIndex(where: \.isCard)
                for index in commit.operations.indices where index != card { commit.operations[index].forgetBytes() }
                held = []
                heldBytes = 0
            }
        }
        return commit
    }

    private static func start(_ header: CommitLine.Header) throws -> StagedCommit {
        var commit = StagedCommit()
        let summary = (header.summary ?? "").split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        guard !summary.isEmpty else { throw HubFailure.badRequest("The commit's header has no summary") }
        guard summary.utf8.count <= 4096, (header.description ?? "").utf8.count <= 65_536 else {
            throw HubFailure.badRequest("The commit's summary or description is too long")
        }
        guard !summary.utf8.contains(0), !(header.description ?? "").utf8.contains(0) else {
            throw HubFailure.badRequest("The commit's summary or description holds a NUL character")
        }
        commit.title = summary
        commit.message = header.description ?? ""
        if let parent = header.parentCommit {
            guard (5...40).contains(parent.utf8.count), parent.allSatisfy(\.isHexDigit) else {
                throw HubFailure.badRequest("parentCommit must be 5 to 40 hex digits, not \"\(parent.prefix(60))\"")
            }
            commit.parentCommit = parent.lowercased()
        }
        return commit
    }

    private func stage(_ line: CommitLine, _ repo: Repo) async throws -> CommitOperation {
        switch line {
        case .file(let file):
            let path = try FilePath(file.path)
            return .file(path, try await stage(try Self.content(of: file), at: path, repo))
        case .lfsFile(let file):
            let path = try FilePath(file.path)
            guard (file.algo ?? "sha256") == "sha256" else {
                throw HubFailure.badRequest("\(path): algo must be sha256, not \"\(file.algo ?? "")\"")
            }
            guard let pointer = LFSPointer(sha256: file.oid.lowercased(), size: file.size ?? 0),
                let hash = LFSDigest.parse(pointer.sha256)
            else { throw HubFailure.badRequest("\(path): oid must be a SHA-256 in hex and size not negative") }
            return .large(path, sha256: hash, size: file.size)
        case .deletedFile(let file): return .deleteFile(try FilePath(file.path))
        case .deletedFolder(let folder):
            return .deleteFolder(
                try FilePath(folder.path.hasSuffix("/") ? String(folder.path.dropLast()) : folder.path))
        case .copyFile(let copy):
            guard (copy.srcRevision ?? "").utf8.count <= 255 else {
                throw HubFailure.badRequest("\(copy.path.prefix(200)): srcRevision is too long")
            }
            return .copy(
                from: try FilePath(copy.srcPath), revision: copy.srcRevision, to: try FilePath(copy.path))
        case .header: throw HubFailure.badRequest("The commit has two headers")
        case .unknown(let key): throw HubFailure.badRequest("The commit has the unknown key \"\(key)\"")
        }
    }

    private static func content(of file: CommitLine.File) throws -> [UInt8] {
        switch file.encoding ?? "utf-8" {
        case "base64":
            guard let data = Data(base64Encoded: file.content) else {
                throw HubFailure.badRequest("\(file.path.prefix(200)): the content is not valid base64")
            }
            return [UInt8](data)
        case "utf-8", "utf8": return Array(file.content.utf8)
        case let other:
            throw HubFailure.badRequest("\(file.path.prefix(200)): encoding must be base64 or utf-8, not \"\(other)\"")
        }
    }

    private func stage(_ bytes: [UInt8], at path: FilePath, _ repo: Repo) async throws -> StagedBlob {
        guard bytes.count <= maximumFile else {
            throw HubFailure(
                .contentTooLarge, .payloadTooLarge,
                "\(path) has \(bytes.count) bytes; files over \(maximumFile) must be uploaded as large files (LFS)")
        }
        let id = ObjectID.hash(.blob, bytes)
        let inline = bytes.count <= Self.inlineLimit || (path.value == "README.md" && bytes.count <= Self.cardLimit)
        if !inline {
            try await objects.put(
                try GitBlobKey.key(repo.id, id), ByteStream(ByteBuffer(bytes: bytes)),
                expecting: ObjectExpectation(length: Int64(bytes.count)))
        }
        let pointer = bytes.count <= LFSPointer.maximumByteCount ? try? LFSPointer(parsing: bytes) : nil
        return StagedBlob(id: id, size: Int64(bytes.count), bytes: inline ? bytes : nil, pointer: pointer)
    }

    /// Writes held blobs to the database before the commit does, so that a large commit stays small in memory. The
    /// last card stays in memory too, because the commit reads it.
    private func spill(_ blobs: [StagedBlob], _ repo: Repo) async throws {
        try await database.write { db in
            guard try ReposStore(db).find(id: repo.id) != nil else {
                throw HubFailure(.notFound, .repoNotFound, "The repo was deleted meanwhile")
            }
            try HistoryStore(db, repoID: repo.id).insert(blobs.map(\.object))
        }
    }
}

extension StagedBlob {
    var object: HistoryStore.NewObject { .init(id: id, kind: .blob, size: size, data: bytes) }
}

extension CommitOperation {
    fileprivate var isCard: Bool {
        if case .file(let path, _) = self { path.value == "README.md" } else { false }
    }

    /// Drops content that is stored by now.
    fileprivate mutating func forgetBytes() {
        guard case .file(let path, let blob) = self else { return }
        self = .file(path, StagedBlob(id: blob.id, size: blob.size, bytes: nil, pointer: blob.pointer))
    }
}
