import HubAPI

/// What a dataset is said to be and how to cite it.
enum DatasetText {
    private static let longestDescription = 1000
    private static let longestCitation = 8192

    /// From `dataset_infos.json`, else the beginning of the card's text.
    static func description(_ evidence: Evidence) -> String? {
        if let text = info(evidence, "description") { return String(text.prefix(longestDescription)) }
        guard let body = evidence.contents.card?.body else { return nil }
        var text = ""
        var isInside = false
        for line in body.prefix(64 << 10).split(whereSeparator: \.isNewline) {
            let line = line.trimmingPrefix(while: \.isWhitespace)
            if isEntry(line) { break }
            if line.hasPrefix("```") || line.hasPrefix("~~~") { isInside.toggle() }
            // Headings, code, pictures, tables and markup say little without the rest of the page.
            if isInside || line.isEmpty || "#`~<|![-*".contains(line.first ?? " ") { continue }
            text += (text.isEmpty ? "" : " ") + line
            if text.utf8.count >= longestDescription { break }
        }
        return text.isEmpty ? nil : clean(text.prefix(longestDescription))
    }

    /// From `dataset_infos.json`, else the first entry of BibTeX in the card.
    static func citation(_ evidence: Evidence) -> String? {
        if let text = info(evidence, "citation") { return String(text.prefix(longestCitation)) }
        guard let body = evidence.contents.card?.body else { return nil }
        let lines = body.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard let start = lines.firstIndex(where: isEntry) else { return nil }
        var citation = ""
        var depth = 0
        for line in lines[start...] {
            citation += (citation.isEmpty ? "" : "\n") + line
            for byte in line.utf8 {
                if byte == UInt8(ascii: "{") { depth += 1 }
                if byte == UInt8(ascii: "}") { depth -= 1 }
            }
            if depth <= 0 { return citation.utf8.count <= longestCitation ? clean(citation[...]) : nil }
            if citation.utf8.count > longestCitation { return nil }
        }
        return nil
    }

    /// `@article{`
    private static func isEntry(_ line: Substring) -> Bool {
        let line = line.trimmingPrefix(while: \.isWhitespace)
        guard line.hasPrefix("@"), let brace = line.firstIndex(of: "{") else { return false }
        let kind = line[line.index(after: line.startIndex)..<brace]
        return (4...20).contains(kind.utf8.count) && kind.utf8.allSatisfy { (0x61...0x7A).contains($0 | 0x20) }
    }

    private static func info(_ evidence: Evidence, _ key: String) -> String? {
        guard case .object(let configs) = evidence.document("dataset_infos.json") else { return nil }
        return configs.lazy.compactMap { $0.value[key]?.string }.first { !$0.isEmpty }.map { clean($0[...]) }
    }

    private static func clean(_ text: Substring) -> String { String(text).replacing("\0", with: " ") }
}
