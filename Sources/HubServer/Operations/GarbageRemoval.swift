import HubAPI
import HubStorage
import Xet

/// The removal of bytes: those of doomed rows, and those of no row.
struct GarbageRemoval: Sendable {
    private static let pageSize = 64
    /// Whole contents lie under their SHA-256, so that a remover which slept could remove the bytes of a later upload.
    /// It gives up after this time, and nobody takes its removals up before the longer one has passed.
    private static let patience = Duration.seconds(10 * 60)
    static let staleness = Duration.seconds(15 * 60)

    let collector: GarbageCollector
    let policy: GarbagePolicy
    var isDryRun = false

    private var database: any Database { collector.database }
    private var objects: any ObjectStore { collector.objects }

    /// What a run at this moment would remove.
    func rehearse() async throws -> GarbageReport {
        let doomed = Timestamp.now.adding(.zero - policy.doom)
        var report = try await database.read { db in
            var report = GarbageReport()
            for xorb in try XetStore(db).removableXorbs(doomedBefore: doomed, after: nil, limit: .max) {
                report.xorbs += 1
                report.freedBytes += xorb.storedBytes
            }
            for content in try LFSStore(db).removable(doomedBefore: doomed, stale: .now, after: [], limit: .max) {
                report.contents += 1
                report.freedBytes += content.size
            }
            return report
        }
        report += try await removeOrphans()
        return report
    }

    // MARK: Doomed bytes

    func removeXorbs() async throws -> GarbageReport {
        let limit = Timestamp.now.adding(.zero - policy.doom)
        var report = GarbageReport()
        var last: XetHash?
        while true {
            let page = try await database.read { [last] db in
                try XetStore(db).removableXorbs(doomedBefore: limit, after: last, limit: Self.pageSize)
            }
            let begun = try await database.write { db in
                try page.compactMap { try XetStore(db).beginRemoval($0.hash, doomedBefore: limit) }
            }
            for xorb in begun {
                try await collector.xorbs.delete(xorb.hash, xorb.object)
                report.xorbs += 1
                report.freedBytes += xorb.storedBytes
            }
            if !begun.isEmpty {
                try await database.write { db in for xorb in begun { try XetStore(db).endRemoval(xorb) } }
            }
            guard page.count == Self.pageSize else { return report }
            last = page.last?.hash
        }
    }

    func removeContents() async throws -> GarbageReport {
        let now = Timestamp.now
        let limit = now.adding(.zero - policy.doom)
        let stale = now.adding(.zero - Self.staleness)
        var report = GarbageReport()
        var last: [UInt8] = []
        while true {
            let page = try await database.read { [last] db in
                try LFSStore(db).removable(doomedBefore: limit, stale: stale, after: last, limit: Self.pageSize)
            }
            for content in page {
                report += try await remove(content.sha256, content.size) { db, now in
                    try LFSStore(db).beginRemoval(content.sha256, doomedBefore: limit, stale: stale, at: now)
                }
            }
            guard page.count == Self.pageSize else { return report }
            last = page.last?.sha256 ?? []
        }
    }

    /// Removes a whole content if `begin` lets it.
    private func remove(
        _ sha256: [UInt8], _ size: Int64,
        begin: @escaping @Sendable (_ db: any SQLConnection, _ now: Timestamp) throws -> Bool
    ) async throws -> GarbageReport {
        var report = GarbageReport()
        let now = Timestamp.now
        guard try await database.write({ db in try begin(db, now) }) else { return report }
        guard Timestamp.now < now.adding(Self.patience) else { return report }
        try await objects.delete(try LFSKeys.content(sha256))
        try await database.write { db in try LFSStore(db).endRemoval(sha256, at: .now) }
        report.contents += 1
        report.freedBytes += size
        return report
    }

    // MARK: Bytes of no row

    func removeOrphans() async throws -> GarbageReport {
        var report = GarbageReport()
        for folder in [XorbObjects.bodies, XorbObjects.layouts] {
            report += try await forEachOldPage(of: folder, removeOrphanedXorbs)
        }
        report += try await forEachOldPage(of: LFSKeys.contents, removeOrphanedContents)
        return report
    }

    private func forEachOldPage(
        of folder: String, _ remove: ([ListedObject]) async throws -> GarbageReport
    ) async throws -> GarbageReport {
        let limit = Timestamp.now.adding(.zero - policy.orphan).milliseconds
        var report = GarbageReport()
        var page: [ListedObject] = []
        for try await object in try await objects.list(prefix: folder) where object.modified <= limit {
            page.append(object)
            guard page.count == 256 else { continue }
            report += try await remove(page)
            page = []
        }
        // A listing that was cut off ends without an error.
        try Task.checkCancellation()
        report += try await remove(page)
        return report
    }

    /// A xorb's row names its bytes; all others are left over from uploads that were cut off or replaced.
    private func removeOrphanedXorbs(_ page: [ListedObject]) async throws -> GarbageReport {
        let named = page.compactMap { object in XorbObjects.parse(object.key).map { (object, $0.hash, $0.object) } }
        let rows = try await database.read { [hashes = Set(named.map(\.1))] db in try XetStore(db).xorbs(hashes) }
        var report = GarbageReport()
        for (object, hash, name) in named where rows[hash]?.object != name {
            if !isDryRun { try await objects.delete(object.key) }
            report.orphans += 1
            report.freedBytes += object.length
        }
        return report
    }

    private func removeOrphanedContents(_ page: [ListedObject]) async throws -> GarbageReport {
        let named = page.compactMap { object in LFSKeys.sha256(of: object.key).map { (object, $0) } }
        let kept = try await database.read { [shas = named.map(\.1)] db in
            Set(try LFSStore(db).contents(shas).filter { $0.isStored || $0.isDeleting }.map(\.sha256))
        }
        var report = GarbageReport()
        for (object, sha256) in named where !kept.contains(sha256) {
            if !isDryRun {
                let removed = try await remove(sha256, object.length) { db, now in
                    try LFSStore(db).beginRemoval(ofOrphan: sha256, size: object.length, at: now)
                }
                guard removed.contents == 1 else { continue }
            }
            report.orphans += 1
            report.freedBytes += object.length
        }
        return report
    }
}

/// When there will be something to remove.
struct NextRemoval {
    let policy: GarbagePolicy

    /// Nil if nothing is doomed.
    func time(_ db: any SQLConnection) throws -> Timestamp? {
        let contents = LFSStore(db)
        return [
            try XetStore(db).earliestDoom()?.adding(policy.doom),
            try contents.earliestDoom(isDeleting: false)?.adding(policy.doom),
            try contents.earliestDoom(isDeleting: true)?.adding(GarbageRemoval.staleness),
        ].compactMap { $0 }.min()
    }
}
