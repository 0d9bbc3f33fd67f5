import HubClient

/// Files and folders with lines that show what lies in what.
struct FileTree {
    private final class Node {
        var children: [String: Node] = [:]
        var size: Int64?
        var isFolder = false
    }

    private let root = Node()
    private let sizeText: ((Int64) -> String)?

    /// - Parameter size: How a size is written; nil for none.
    init(_ entries: [TreeEntry], size: ((Int64) -> String)?) {
        sizeText = size
        root.isFolder = true
        for entry in entries {
            var node = root
            for part in entry.path.split(separator: "/") {
                node.isFolder = true
                let child = node.children[String(part)] ?? Node()
                node.children[String(part)] = child
                node = child
            }
            node.size = entry.file?.size
            if entry.folder != nil { node.isFolder = true }
        }
    }

    static func sizeWidth(_ entries: [TreeEntry], _ sizeText: (Int64) -> String) -> Int {
        entries.compactMap { $0.file.map { sizeText($0.size).count } }.max() ?? 0
    }

    /// - Parameter sizeWidth: Of the column of sizes.
    func lines(_ sizeWidth: Int) -> [String] {
        var lines: [String] = []
        // A stack instead of recursion: hubs decide how deep folders lie.
        var open: [(children: ArraySlice<(key: String, value: Node)>, indent: String)] = [(sorted(root), "")]
        while let (children, indent) = open.popLast() {
            guard let child = children.first else { continue }
            let rest = children.dropFirst()
            open.append((rest, indent))
            let size = sizeText.map { text in
                DisplayText.padded(child.value.size.map(text) ?? "", to: sizeWidth, right: true) + "  "
            }
            let name = DisplayText.safe(child.key) + (child.value.isFolder ? "/" : "")
            lines.append("\(size ?? "")\(indent)\(rest.isEmpty ? "└── " : "├── ")\(name)")
            open.append((sorted(child.value), indent + (rest.isEmpty ? "    " : "│   ")))
        }
        return lines
    }

    private func sorted(_ node: Node) -> ArraySlice<(key: String, value: Node)> {
        node.children.sorted { $0.key < $1.key }[...]
    }
}
