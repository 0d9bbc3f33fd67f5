import HubAPI
import Xet

/// Work that goes on after the answer.
struct Job: Sendable, Hashable {
    enum Kind: String, Sendable, CaseIterable {
        /// Hash a Xet file, and take it from the repos that have it under another SHA-256. Subject: ``FileSubject``.
        case prove = "xet.prove"
        /// Store a large file that came whole as chunks. Subject: ``ContentSubject``.
        case convert = "xet.convert"
        /// Read what a repo's facts are derived from. Subject: the repo's id.
        case describe = "catalogue.describe"
        /// Turn repos' texts into vectors. Subject: a repo's id, or ``EmbeddingSweep/everything``.
        case embed = "catalogue.embed"
        /// Count downloads of the last 30 days and what trends, once a day. Subject: ``dailySubject``.
        case count = "catalogue.count"
        /// Collect garbage, once a day. Subject: ``dailySubject``.
        case collect = "gc"
        /// Remove the bytes that have been doomed for long enough. Subject: ``doomedSubject``.
        case remove = "gc.remove"
    }

    /// The subject of work that the whole hub does once a day.
    static let dailySubject = "daily"
    static let doomedSubject = "doomed"

    let kind: Kind
    let subject: String
    /// How often it was begun, this time included.
    let attempts: Int64
    /// When it was due.
    let runAt: Timestamp
}

/// What becomes of a job that went well.
enum JobOutcome: Sendable, Hashable {
    case done
    /// It is to be done again then.
    case again(at: Timestamp)
}

/// A failure that will not go away soon: the job is tried again after `delay`.
struct PostponedJob: Error, CustomStringConvertible {
    let delay: Duration
    let description: String

    init(for delay: Duration, _ description: String) {
        self.delay = delay
        self.description = description
    }
}

/// What the jobs about one content are about: a domain and a SHA-256.
struct ContentSubject: Sendable, Hashable {
    let domain: Int64
    let sha256: [UInt8]

    var text: String { "\(domain)/\(LFSDigest.hex(sha256))" }

    init(domain: Int64, sha256: [UInt8]) {
        self.domain = domain
        self.sha256 = sha256
    }

    init?(_ text: String) {
        let parts = text.split(separator: "/")
        guard parts.count == 2, let domain = Int64(parts[0]), let sha256 = LFSDigest.parse(parts[1]) else { return nil }
        self.init(domain: domain, sha256: sha256)
    }
}

/// What the jobs about one Xet file are about.
struct FileSubject: Sendable, Hashable {
    let domain: Int64
    let hash: XetHash

    var text: String { "\(domain)/\(hash)" }

    init(domain: Int64, hash: XetHash) {
        self.domain = domain
        self.hash = hash
    }

    init?(_ text: String) {
        let parts = text.split(separator: "/")
        guard parts.count == 2, let domain = Int64(parts[0]), let hash = XetHash(parts[1]) else { return nil }
        self.init(domain: domain, hash: hash)
    }
}
