import GitObjects
import HubAPI
import HubStorage

/// Contents that a repo gets while files of its history name them already: they were taken from it or damaged, and
/// somebody sends them again. No commit follows that would describe the repo with them.
struct RestoredContents {
    private let repoID: Int64
    private let shas: [[UInt8]]

    /// - Parameter arrived: Contents with their sizes. Of those in a commit it must be asked before the commit's
    ///   pointers are stored.
    init(_ arrived: [[UInt8]: Int64], in repoID: Int64, _ db: any SQLConnection) throws {
        self.repoID = repoID
        let pointers = arrived.compactMap { sha256, size -> (id: ObjectID, sha256: [UInt8])? in
            LFSPointer(sha256: LFSDigest.hex(sha256), size: size).map {
                (ObjectID.hash(.blob, $0.serialized()), sha256)
            }
        }
        // A pointer as every client writes it is one blob; whether the history has it costs one look-up.
        let named = try HistoryStore(db, repoID: repoID).present(pointers.map(\.id))
        shas = pointers.filter { named.contains($0.id) }.map(\.sha256)
    }

    /// Has the repo described again. To be called late in the transaction: it takes the repo's row.
    func describe(_ db: any SQLConnection) throws {
        guard !shas.isEmpty else { return }
        try LFSStore(db).recordStorage(of: repoID)
        try ContentFactsStore(db).forgetUnreadable(shas, of: repoID)
        try JobStore(db).enqueue(.describe, String(repoID), at: .now)
    }
}
