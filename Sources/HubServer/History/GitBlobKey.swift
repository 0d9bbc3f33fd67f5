import GitObjects
import HubStorage

/// Where blobs too large for the database lie: under their repo, so that deleting the repo deletes them.
enum GitBlobKey {
    static func prefix(_ repoID: Int64) -> String { "git/\(repoID)/" }

    static func key(_ repoID: Int64, _ id: ObjectID) throws -> ObjectKey {
        try ObjectKey("\(prefix(repoID))\(id.hex.prefix(2))/\(id.hex)")
    }
}
