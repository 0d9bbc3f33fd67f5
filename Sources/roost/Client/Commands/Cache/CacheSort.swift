import ArgumentParser
import HubClient

/// `--sort`: a key, and the direction where it isn't the usual one of the key.
enum CacheSort: String, ExpressibleByArgument, CaseIterable {
    case accessed, modified, name, size
    case accessedUp = "accessed:asc"
    case accessedDown = "accessed:desc"
    case modifiedUp = "modified:asc"
    case modifiedDown = "modified:desc"
    case nameUp = "name:asc"
    case nameDown = "name:desc"
    case sizeUp = "size:asc"
    case sizeDown = "size:desc"

    func isBefore(_ left: CacheEntry, _ right: CacheEntry) -> Bool {
        switch self {
        case .accessed, .accessedDown: left.repo.lastAccessed > right.repo.lastAccessed
        case .accessedUp: left.repo.lastAccessed < right.repo.lastAccessed
        case .modified, .modifiedDown: left.lastModified > right.lastModified
        case .modifiedUp: left.lastModified < right.lastModified
        case .name, .nameUp: left.repo.cacheID.lowercased() < right.repo.cacheID.lowercased()
        case .nameDown: left.repo.cacheID.lowercased() > right.repo.cacheID.lowercased()
        case .size, .sizeDown: left.size > right.size
        case .sizeUp: left.size < right.size
        }
    }
}
