#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The Swift code in the documentation, and in the files that stand for it in these tests.
///
/// Both are compared without white space and comments, so that a sample may be indented and wrapped otherwise.
struct DocumentedSamples {
    struct Sample {
        /// The file, and the line on which the code begins.
        let place: String
        let code: String
    }

    /// The package's folder.
    private static var package: String {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(4).joined(separator: "/")
    }

    /// What the documentation shows, in whatever folders it is.
    static func shown() throws -> [Sample] {
        let sources = try files(below: "Sources/HubClient") { $0.hasSuffix(".swift") || $0.hasSuffix(".md") }
        return try (sources + ["README.md", "docs/client.md"]).flatMap { try samples(in: $0) }
    }

    /// All that the files beside this one hold.
    static func compiled() throws -> String {
        let files = try files(below: "Tests/HubClientTests/Documentation") { $0.hasSuffix("Samples.swift") }
        return try files.map { normalized(try text($0)) }.joined()
    }

    private static func files(below folder: String, where isWanted: (String) -> Bool) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: "\(package)/\(folder)/").filter(isWanted).sorted()
            .map { "\(folder)/\($0)" }
    }

    private static func text(_ file: String) throws -> Substring {
        try String(contentsOfFile: "\(package)/\(file)", encoding: .utf8)[...]
    }

    /// The blocks that begin with ```` ```swift ````. Lines for a manifest are none of a program.
    private static func samples(in file: String) throws -> [Sample] {
        var samples: [Sample] = []
        var block: (line: Int, text: String)?
        for (index, line) in try text(file).split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.trimmingPrefix { $0 == " " }
            guard !file.hasSuffix(".swift") || line.hasPrefix("///") else {
                block = nil
                continue
            }
            let shown = file.hasSuffix(".swift") ? line.dropFirst(3).trimmingPrefix { $0 == " " } : line
            if let open = block {
                guard shown == "```" else {
                    block?.text += shown + "\n"
                    continue
                }
                block = nil
                if !open.text.hasPrefix(".package(") {
                    samples.append(Sample(place: "\(file):\(open.line)", code: normalized(open.text[...])))
                }
            } else if shown == "```swift" {
                block = (index + 2, "")
            }
        }
        return samples
    }

    /// Without white space, comments and imports.
    private static func normalized(_ text: Substring) -> String {
        text.split(separator: "\n").map { line in
            let line = line.trimmingPrefix { $0.isWhitespace }
            if line.hasPrefix("//") || line.hasPrefix("import ") { return "" }
            let code = line.firstRange(of: " //").map { line[..<$0.lowerBound] } ?? line
            return String(code.filter { !$0.isWhitespace })
        }
        .joined()
    }
}
