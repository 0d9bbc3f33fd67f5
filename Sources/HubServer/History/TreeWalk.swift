import GitObjects
import HubAPI

/// Lists a folder, or everything below it, a page at a time: folders first, each by name. The cursor is the last
/// path shown, so a page costs its own length however far in it lies.
struct TreeWalk {
    struct Item {
        let path: String
        let entry: TreeListing.Entry
    }

    let reader: HistoryReader
    let recursive: Bool
    let limit: Int
    private(set) var items: [Item] = []

    init(reader: HistoryReader, recursive: Bool, limit: Int) {
        self.reader = reader
        self.recursive = recursive
        self.limit = limit
    }

    /// - Parameters:
    ///   - prefix: The folder's path with a slash, or nothing for the root.
    ///   - cursor: The path the page before ended with.
    /// - Returns: The cursor of the next page, if there is more.
    mutating func page(_ tree: ObjectID, prefix: String, after cursor: String?) throws -> String? {
        let rest = cursor.map {
            $0.utf8.starts(with: prefix.utf8) ? $0.utf8.dropFirst(prefix.utf8.count) : $0.utf8[...]
        }
        let after = rest.map { FilePath.split(Substring($0), omittingEmpty: true).map(String.init) } ?? []
        let full = try visit(tree, prefix, after)
        return full ? items.last?.path : nil
    }

    /// True when the page was full and more was left.
    private mutating func visit(_ tree: ObjectID, _ prefix: String, _ after: [String]) throws -> Bool {
        let listing = try reader.listing(tree)
        var places = listing.order[...]
        if let name = after.first {
            // The entry the last page ended with, or ended inside of.
            guard let place = listing.tree.place(of: name).flatMap(places.firstIndex(of:)) else {
                throw HubFailure.badRequest("\"cursor\" does not belong to this listing")
            }
            let entry = listing.entry(at: places[place])
            if entry.isFolder, recursive {
                let rest = Array(after.dropFirst())
                if try visit(entry.tree.id, prefix + name + "/", rest) { return true }
            }
            places = places[(place + 1)...]
        }
        for place in places {
            guard items.count < limit else { return true }
            let entry = listing.entry(at: place)
            items.append(Item(path: prefix + entry.tree.name, entry: entry))
            if entry.isFolder, recursive, try visit(entry.tree.id, prefix + entry.tree.name + "/", []) { return true }
        }
        return false
    }
}
