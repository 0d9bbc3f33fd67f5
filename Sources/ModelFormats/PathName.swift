/// The parts of a path in a repo. Slashes are bytes: as a character, one that a combining mark follows is none.
enum PathName {
    /// What follows the last slash.
    static func last(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
        return String(path[path.utf8.index(after: slash)...])
    }

    /// What precedes the last slash; empty for a file in the root.
    static func folder(of path: String) -> String {
        path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? ""
    }
}
