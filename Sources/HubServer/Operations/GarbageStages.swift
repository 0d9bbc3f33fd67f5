import GitObjects
import HubAPI
import HubStorage
import Xet

/// The steps of a collection in their order: each makes garbage of what only its garbage used.
struct GarbageStages: Sendable {
    let policy: GarbagePolicy
    let now: Timestamp

    private var limit: Timestamp { now.adding(.zero - policy.grace) }

    func run(on database: any Database) async throws -> GarbageReport {
        var report = try await bindings.run(on: database)
        report += try await registrations.run(on: database)
        report += try await files.run(on: database)
        report += try await links.run(on: database)
        report += try await xorbs.run(on: database)
        report += try await contents.run(on: database)
        report += try await goneContents.run(on: database)
        return report
    }

    func run(within db: any SQLConnection) throws -> GarbageReport {
        var report = try bindings.run(within: db)
        report += try registrations.run(within: db)
        report += try files.run(within: db)
        report += try links.run(within: db)
        report += try xorbs.run(within: db)
        report += try contents.run(within: db)
        return report
    }

    // MARK: Large files that no commit has

    /// One repo at a time: the histories of many would not fit into memory.
    private var bindings: GarbageStage<UnreachableContents> {
        let limit = now.adding(.zero - policy.uncommitted)
        let kept = self.limit
        return GarbageStage(
            pageSize: 1,
            find: { db, last, count in
                var repoID = last?.repoID ?? .min
                var page: [UnreachableContents] = []
                while page.count < count,
                    let (next, old) = try Self.oldBindings(after: repoID, before: limit, db)
                {
                    repoID = next
                    var search = UnreachableContents(repoID: next, candidates: old, since: kept)
                    do {
                        try search.search(db)
                    } catch let error where Self.isDamage(error) {
                        // Passed on with all its candidates: the removal meets the same error and counts it.
                        search = UnreachableContents(repoID: next, candidates: old, since: kept)
                    }
                    guard !search.candidates.isEmpty else { continue }
                    page.append(search)
                }
                return page
            },
            remove: { db, searches in
                var report = GarbageReport()
                for search in searches { report += try Self.unbind(search, db) }
                return report
            })
    }

    /// The next repo that has large files from before the limit, with these.
    private static func oldBindings(
        after repoID: Int64, before limit: Timestamp, _ db: any SQLConnection
    ) throws -> (repoID: Int64, contents: Set<[UInt8]>)? {
        let next = try db.row(
            "SELECT repo_id FROM repo_lfs WHERE repo_id > ? AND pushed_at < ? ORDER BY repo_id LIMIT 1",
            .integer(repoID), .integer(limit.milliseconds))
        guard let next = try next?.integer("repo_id") else { return nil }
        let rows = try db.rows(
            "SELECT sha256 FROM repo_lfs WHERE repo_id = ? AND pushed_at < ?", .integer(next),
            .integer(limit.milliseconds))
        return (next, Set(try rows.map { try $0.blob("sha256") }))
    }

    private static func unbind(_ found: UnreachableContents, _ db: any SQLConnection) throws -> GarbageReport {
        var report = GarbageReport()
        var search = found
        // Held: commits that are under way and name one of them have either ended, and are seen below, or will find
        // it missing.
        let held = try LFSStore(db).bound(search.repoID, search.candidates.sorted(by: Self.precedes), locking: true)
        search.restrict(to: Set(held.keys))
        do {
            try search.search(db)
        } catch let error where isDamage(error) {
            report.unreadableRepos += 1
            return report
        }
        guard !search.candidates.isEmpty else { return report }
        report.bindings += try LFSStore(db).unbind(search.repoID, Array(search.candidates))
        try LFSStore(db).recordStorage(of: search.repoID)
        try EventsStore(db).append(
            "gc.largeFiles", repoID: search.repoID, actorID: nil,
            detail: ["oids": .array(search.candidates.map { LFSDigest.hex($0) }.sorted().map(JSONValue.string))])
        return report
    }

    private static func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool { left.lexicographicallyPrecedes(right) }

    /// An error of what is stored, as opposed to one of the database.
    private static func isDamage(_ error: any Error) -> Bool {
        error is GitError || (error as? DatabaseError)?.code == .unexpectedValue
    }

    // MARK: Xet

    private var registrations: GarbageStage<[SQLValue]> {
        GarbageStage(
            find: { [limit] db, _, count in
                try XetStore(db).registrations(before: limit, limit: count)
            },
            remove: { [limit] db, keys in
                var report = GarbageReport()
                report.registrations = try XetStore(db).removeRegistrations(keys, before: limit)
                return report
            })
    }

    private var files: GarbageStage<FileSubject> {
        GarbageStage(
            find: { [limit] db, last, count in
                try XetStore(db).unusedFiles(before: limit, after: last, limit: count)
            },
            remove: { [limit] db, files in
                var report = GarbageReport()
                for file in files where try XetStore(db).removeUnusedFile(file, before: limit) { report.files += 1 }
                return report
            })
    }

    private var links: GarbageStage<FileSubject> {
        let unreferenced = now.adding(.zero - policy.unreferenced)
        return GarbageStage(
            find: { [limit] db, last, count in
                try XetStore(db).unusedLinks(
                    before: limit, unreferenced: unreferenced, after: last,
                    limit: count)
            },
            remove: { [limit] db, links in
                var report = GarbageReport()
                for link in links
                where try XetStore(db).removeUnusedLink(link, before: limit, unreferenced: unreferenced) {
                    report.links += 1
                }
                return report
            })
    }

    private var xorbs: GarbageStage<StoredXorb> {
        GarbageStage(
            find: { db, last, count in
                try XetStore(db).unneededXorbs(after: last?.hash, limit: count)
            },
            remove: { [now] db, xorbs in
                var report = GarbageReport()
                for xorb in xorbs where try XetStore(db).doom(xorb.hash, at: now) {
                    report.doomed += 1
                    report.doomedBytes += xorb.storedBytes
                }
                return report
            })
    }

    // MARK: Whole contents

    private var contents: GarbageStage<[UInt8]> {
        GarbageStage(
            find: { db, last, count in
                try LFSStore(db).unneeded(after: last ?? [], limit: count)
            },
            remove: { [now] db, contents in
                var report = GarbageReport()
                for sha256 in contents {
                    guard let bytes = try LFSStore(db).doom(sha256, at: now), bytes > 0 else { continue }
                    report.doomed += 1
                    report.doomedBytes += bytes
                }
                return report
            })
    }

    private var goneContents: GarbageStage<[UInt8]> {
        let limit = now.adding(.zero - policy.orphan)
        return GarbageStage(
            find: { db, last, count in
                try LFSStore(db).forgettable(
                    goneBefore: limit, after: last ?? [], limit: count)
            },
            remove: { db, contents in
                for sha256 in contents { try LFSStore(db).forget(sha256, goneBefore: limit) }
                return GarbageReport()
            })
    }
}
