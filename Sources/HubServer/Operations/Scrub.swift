package import HubAPI
import HubStorage
import NIOCore
import Xet

/// Something stored that is not what it should be, and who has it.
package struct Damage: Sendable, Hashable {
    package enum Kind: String, Sendable { case xorb, content }

    /// A file that can't be read, or not whole.
    package struct File: Sendable, Hashable {
        /// Such as `models/ann/bert`.
        package let repo: String
        /// The path some commit gave the file; nil before the first one.
        package let path: String?
        package let sha256: String
    }

    package let kind: Kind
    package let hash: String
    package let problem: String
    package let files: [File]
}

/// What a scrub has read and found.
package struct ScrubReport: Sendable {
    package internal(set) var xorbs = 0
    package internal(set) var contents = 0
    package internal(set) var bytes: Int64 = 0
    /// Xorbs that were marked as damaged and are whole.
    package internal(set) var healed = 0
    package internal(set) var damage: [Damage] = []

    package var json: JSONValue {
        [
            "xorbs": .integer(Int64(xorbs)), "contents": .integer(Int64(contents)), "bytes": .integer(bytes),
            "healed": .integer(Int64(healed)),
            "damaged": .array(
                damage.map { damage in
                    [
                        "kind": .string(damage.kind.rawValue), "hash": .string(damage.hash),
                        "problem": .string(damage.problem),
                        "files": .array(
                            damage.files.map { file in
                                [
                                    "repo": .string(file.repo), "path": file.path.map(JSONValue.string) ?? .null,
                                    "sha256": .string(file.sha256),
                                ]
                            }),
                    ]
                }),
        ]
    }
}

extension Server {
    /// Reads everything large that is stored, and compares it with its hashes. Xorbs that are damaged are marked, so
    /// that a client which sends one again heals it; those that are whole lose their mark.
    ///
    /// - Parameter progress: Called now and then with the bytes read and those there are.
    package func scrub(
        progress: @escaping @Sendable (_ done: Int64, _ total: Int64) -> Void = { _, _ in }
    ) async throws -> ScrubReport {
        var scrub = Scrub(database: database, objects: objects, progress: progress)
        return try await scrub.run()
    }
}

struct Scrub {
    private static let pageSize = 64

    let database: any Database
    let objects: any ObjectStore
    let progress: @Sendable (_ done: Int64, _ total: Int64) -> Void
    private var report = ScrubReport()
    private var total: Int64 = 0

    init(
        database: any Database, objects: any ObjectStore,
        progress: @escaping @Sendable (_ done: Int64, _ total: Int64) -> Void
    ) {
        self.database = database
        self.objects = objects
        self.progress = progress
    }

    mutating func run() async throws -> ScrubReport {
        total = try await database.read { db in try ScrubStore(db).storedBytes() }
        try await scrubXorbs()
        try await scrubContents()
        return report
    }

    // MARK: Xorbs

    private mutating func scrubXorbs() async throws {
        var last: XetHash?
        while true {
            let page = try await database.read { [last] db in try ScrubStore(db).xorbs(after: last, Self.pageSize) }
            for xorb in page {
                try Task.checkCancellation()
                let problem = try await Self.problem(of: xorb, objects)
                try await record(xorb, problem)
                report.xorbs += 1
                advance(xorb.storedBytes)
            }
            guard page.count == Self.pageSize else { return }
            last = page.last?.hash
        }
    }

    /// What is wrong with the stored bytes of a xorb; nil if nothing is.
    static func problem(of xorb: StoredXorb, _ objects: any ObjectStore) async throws -> String? {
        do {
            var inspector = XorbInspector()
            var length: Int64 = 0
            let body = try await objects.read(XorbObjects.bodyKey(xorb.hash, xorb.object), range: nil)
            for try await piece in body {
                length += Int64(piece.readableBytes)
                try piece.withUnsafeReadableBytes { try inspector.append($0) }
            }
            try Task.checkCancellation()
            let found = try inspector.finish(expecting: xorb.hash)
            guard length == xorb.storedBytes, inspector.storedLength == Int(length) else {
                return "it has \(length) bytes instead of \(xorb.storedBytes)"
            }
            var encoded: [UInt8] = []
            for try await piece in try await objects.read(XorbObjects.layoutKey(xorb.hash, xorb.object), range: nil) {
                encoded.append(contentsOf: piece.readableBytesView)
            }
            return encoded == found.encoded ? nil : "the list of its chunks is damaged"
        } catch let error as XetError {
            return "\(error)"
        } catch let error as ObjectStoreError where error.code == .notFound {
            return "its bytes or the list of its chunks are missing"
        }
    }

    private mutating func record(_ xorb: StoredXorb, _ problem: String?) async throws {
        guard problem != nil || xorb.damagedAt != nil else { return }
        let files = try await database.write { db -> [Damage.File]? in
            // What was removed or replaced while it was read is nobody's concern.
            guard let row = try XetStore(db).xorb(xorb.hash, locking: true), row.object == xorb.object, !row.isDeleting
            else { return nil }
            try ScrubStore(db).setDamaged(problem == nil ? nil : row.damagedAt ?? .now, xorb.hash)
            return try ScrubStore(db).files(using: xorb.hash)
        }
        guard let files else { return }
        if let problem {
            report.damage.append(
                Damage(kind: .xorb, hash: xorb.hash.description, problem: problem, files: files))
        } else {
            report.healed += 1
        }
    }

    // MARK: Whole contents

    private mutating func scrubContents() async throws {
        var last: [UInt8] = []
        while true {
            let page = try await database.read { [last] db in
                try ScrubStore(db).storedContents(after: last, Self.pageSize)
            }
            for content in page {
                try Task.checkCancellation()
                if let problem = try await Self.problem(of: content, objects) {
                    try await record(content, problem)
                }
                report.contents += 1
                advance(content.size)
            }
            guard page.count == Self.pageSize else { return }
            last = page.last?.sha256 ?? []
        }
    }

    static func problem(of content: LFSContentState, _ objects: any ObjectStore) async throws -> String? {
        var hash = ContentHasher()
        var length: Int64 = 0
        do {
            for try await piece in try await objects.read(LFSKeys.content(content.sha256), range: nil) {
                length += Int64(piece.readableBytes)
                piece.withUnsafeReadableBytes { hash.update($0) }
            }
        } catch let error as ObjectStoreError where error.code == .notFound {
            return "its bytes are missing"
        }
        try Task.checkCancellation()
        guard length == content.size else { return "it has \(length) bytes instead of \(content.size)" }
        return hash.sha256 == content.sha256 ? nil : "its bytes have another SHA-256"
    }

    private mutating func record(_ content: LFSContentState, _ problem: String) async throws {
        let files = try await database.read { db -> [Damage.File]? in
            // Removed while it was read.
            guard let row = try LFSStore(db).content(content.sha256), row.isStored, !row.isDeleting else { return nil }
            return try ScrubStore(db).files(whole: content.sha256)
        }
        guard let files else { return }
        report.damage.append(
            Damage(kind: .content, hash: LFSDigest.hex(content.sha256), problem: problem, files: files))
    }

    private mutating func advance(_ bytes: Int64) {
        report.bytes += bytes
        progress(report.bytes, max(total, report.bytes))
    }
}
