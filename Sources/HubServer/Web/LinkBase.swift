/// What relative addresses in a repository's Markdown are relative to.
struct LinkBase: Sendable, Hashable {
    /// Before the path of a link: `/org/name/blob/main/`.
    let links: String
    /// Before the path of an image or film: `/org/name/resolve/main/`.
    let media: String
    /// The folder of the Markdown file in the repository: its names.
    var directory: [String] = []

    /// The address of a relative reference; one that climbs above the repository's root stays at the root.
    func resolve(_ reference: String, media isMedia: Bool) -> String {
        let cut = reference.firstIndex { $0 == "?" || $0 == "#" } ?? reference.endIndex
        var segments = directory.map { SitePath.segment($0)[...] }
        for segment in reference[..<cut].split(separator: "/") {
            // Browsers take an encoded dot for a dot.
            switch segment.lowercased().split(separator: "%2e", omittingEmptySubsequences: false)
                .joined(separator: ".")
            {
            case ".": break
            case "..": _ = segments.popLast()
            default: segments.append(segment)
            }
        }
        return (isMedia ? media : links) + segments.joined(separator: "/") + reference[cut...]
    }
}
