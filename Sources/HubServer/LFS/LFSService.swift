import HubAPI
import HubStorage
import Logging

/// The rules of large files: who may send and fetch which content.
///
/// Content belongs to a repo when its bytes were received for that repo, and only then: that the hub has the
/// same bytes for another repo neither spares the sender the upload nor gives the asker a download.
struct LFSService: Sendable {
    /// Takes all files of these contents out of the repo's commits, inside the transaction that also takes
    /// the contents from the repo.
    typealias HistoryRewrite = @Sendable (Repo, Set<[UInt8]>, any SQLConnection) throws -> Void

    let database: any Database
    let objects: any ObjectStore
    let tickets: TicketSigner
    let multipartThreshold: Int64
    let partSize: Int64
    let rewriteHistory: HistoryRewrite?
    let logger: Logger
    let xetTokens: XetTokenService
    let completions = LFSCompletions()

    init(
        database: any Database, objects: any ObjectStore, tickets: TicketSigner, multipartThreshold: Int64,
        partSize: Int64, xetTokens: XetTokenService, logger: Logger, rewriteHistory: HistoryRewrite? = nil
    ) {
        self.database = database
        self.objects = objects
        self.tickets = tickets
        self.multipartThreshold = multipartThreshold
        self.partSize = partSize
        self.logger = logger
        self.xetTokens = xetTokens
        self.rewriteHistory = rewriteHistory
    }

    static let maximumObjectsInBatch = 1_000
    /// Also keeps all arithmetic on sizes far from overflow.
    static let maximumSize: Int64 = 1 << 44

    /// A large file may take hours, but the ticket is looked at only when its transfer begins.
    static let uploadLifetime = Duration.seconds(6 * 3600)
    /// For what comes after a transfer or between many; the right is asked again each time.
    static let followUpLifetime = Duration.seconds(24 * 3600)
    static let downloadLifetime = Duration.seconds(15 * 60)

    /// An address with a right in it.
    func href(
        _ purpose: Ticket.Purpose, _ object: LFSObject, of repo: Repo, for caller: Caller, at baseURL: String,
        lifetime: Duration, uploadID: String = "", part: Int64 = 0
    ) -> String {
        let ticket = Ticket(
            purpose: purpose, repoID: repo.id,
            holder: caller.holder,
            sha256: object.sha256, size: object.size, uploadID: uploadID, part: part,
            expiry: Timestamp(milliseconds: Timestamp.now.milliseconds + lifetime.components.seconds * 1000))
        return "\(baseURL)/lfs/\(purpose.path)/\(tickets.sign(ticket))"
    }
}

/// A content by its digest and length.
struct LFSObject: Sendable, Hashable {
    let sha256: [UInt8]
    let size: Int64
}

extension Ticket.Purpose {
    /// The word in the address that takes such a ticket.
    var path: String {
        switch self {
        case .upload: "upload"
        case .uploadPart: "upload-part"
        case .completeUpload: "complete"
        case .verify: "verify"
        case .download: "download"
        }
    }
}
