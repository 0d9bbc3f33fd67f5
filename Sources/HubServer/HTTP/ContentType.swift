import HubAPI

/// What a file is served as. Only types that a browser can't be harmed by are named; the rest is text or bytes.
enum ContentType {
    private static let bySuffix: [String: String] = [
        "json": "application/json", "txt": "text/plain; charset=utf-8", "md": "text/plain; charset=utf-8",
        "csv": "text/csv; charset=utf-8", "yaml": "text/plain; charset=utf-8", "yml": "text/plain; charset=utf-8",
        "py": "text/plain; charset=utf-8", "jsonl": "text/plain; charset=utf-8", "pdf": "application/pdf",
        "html": "text/plain; charset=utf-8", "js": "text/plain; charset=utf-8", "css": "text/plain; charset=utf-8",
        "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
        "svg": "image/svg+xml", "mp3": "audio/mpeg", "wav": "audio/wav", "flac": "audio/flac", "ogg": "audio/ogg",
        "mp4": "video/mp4", "webm": "video/webm", "gitattributes": "text/plain; charset=utf-8",
        "gitignore": "text/plain; charset=utf-8",
    ]

    static func guess(_ path: String) -> String {
        let name = FilePath.split(path, omittingEmpty: true).last ?? ""
        guard let dot = name.lastIndex(of: ".") else { return "text/plain; charset=utf-8" }
        return bySuffix[name[name.index(after: dot)...].lowercased()] ?? "application/octet-stream"
    }

    /// The file's own name, in the old form and in that of RFC 6266.
    static func disposition(_ path: String, download: Bool) -> String {
        let name = FilePath.split(path, omittingEmpty: true).last.map(String.init) ?? path
        let plain = String(
            name.unicodeScalars.map {
                (0x20..<0x7F).contains($0.value) && $0 != "\"" && $0 != "\\" ? Character($0) : "_"
            })
        return (download ? "attachment" : "inline")
            + "; filename*=UTF-8''\(PercentCoding.encode(segment: name)); filename=\"\(plain)\";"
    }
}
