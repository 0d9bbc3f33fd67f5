package import HubAPI

/// How long things stay that nothing refers to.
package struct GarbagePolicy: Sendable {
    /// What clients may remember: their uploads for three weeks, the answers of the chunk index for a few days.
    package static let memoryOfClients = Duration.seconds(21 * 24 * 3600)

    /// For registered files and xorbs.
    package let grace: Duration
    /// For large files of a repo that no commit has.
    var uncommitted: Duration
    /// For xorbs that no file ever used: uploads that were cut off.
    var unreferenced = Duration.seconds(48 * 3600)
    /// Between the moment nothing needs some bytes and their removal, so that those who have just been told where they
    /// are can read them.
    var doom = Duration.seconds(3600)
    /// For bytes that no row tells of: an upload stores them before its row.
    var orphan = Duration.seconds(24 * 3600)

    package init(grace: Duration = GarbagePolicy.memoryOfClients) {
        self.grace = grace
        uncommitted = grace
        unreferenced = min(unreferenced, grace)
    }
}

/// What garbage collection has done.
package struct GarbageReport: Sendable, Hashable {
    /// Large files taken from repos whose commits do not have them.
    package internal(set) var bindings = 0
    /// Uploads that were never committed.
    package internal(set) var registrations = 0
    /// Xet files.
    package internal(set) var files = 0
    /// Xorbs that a domain has no more.
    package internal(set) var links = 0
    /// Xorbs and whole contents that nothing needs from now on; a later run removes them.
    package internal(set) var doomed = 0
    package internal(set) var doomedBytes: Int64 = 0
    /// Xorbs whose bytes were removed.
    package internal(set) var xorbs = 0
    /// Whole contents whose bytes were removed.
    package internal(set) var contents = 0
    /// Objects removed of which no row told.
    package internal(set) var orphans = 0
    package internal(set) var freedBytes: Int64 = 0
    /// Repos whose history could not be read; nothing was taken from them.
    package internal(set) var unreadableRepos = 0

    static func += (left: inout GarbageReport, right: GarbageReport) {
        left.bindings += right.bindings
        left.registrations += right.registrations
        left.files += right.files
        left.links += right.links
        left.doomed += right.doomed
        left.doomedBytes += right.doomedBytes
        left.xorbs += right.xorbs
        left.contents += right.contents
        left.orphans += right.orphans
        left.freedBytes += right.freedBytes
        left.unreadableRepos += right.unreadableRepos
    }

    package var json: JSONValue {
        [
            "largeFiles": .integer(Int64(bindings)),
            "registrations": .integer(Int64(registrations)),
            "xetFiles": .integer(Int64(files)),
            "xorbsReleased": .integer(Int64(links)),
            "doomed": .integer(Int64(doomed)),
            "doomedBytes": .integer(doomedBytes),
            "xorbs": .integer(Int64(xorbs)),
            "contents": .integer(Int64(contents)),
            "orphans": .integer(Int64(orphans)),
            "freedBytes": .integer(freedBytes),
            "unreadableRepos": .integer(Int64(unreadableRepos)),
        ]
    }
}

/// Garbage is being collected already, here or on another node.
package struct GarbageCollectionRuns: Error, CustomStringConvertible {
    package var description: String {
        "garbage is being collected at this moment by the server or another command: try again when that has ended"
    }
}
