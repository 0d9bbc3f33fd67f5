/// One line of the commit body (`POST /api/{type}/{repo}/commit/{revision}`, `application/x-ndjson`).
public enum CommitLine: Sendable, Decodable {
    case header(Header)
    case file(File)
    case lfsFile(LargeFile)
    case deletedFile(Path)
    case deletedFolder(Path)
    case copyFile(Copy)
    /// A key that this protocol doesn't know.
    case unknown(String)

    public struct Header: Sendable, Decodable {
        public let summary: String?
        public let description: String?
        /// Five to forty hex digits: the commit the caller believes to be the head.
        public let parentCommit: String?
    }

    public struct File: Sendable, Decodable {
        public let path: String
        public let content: String
        /// `base64` or `utf-8` (the default).
        public let encoding: String?
    }

    public struct LargeFile: Sendable, Decodable {
        public let path: String
        public let algo: String?
        /// 64 hex digits.
        public let oid: String
        /// Bytes; absent when the content is already the repo's.
        public let size: Int64?
    }

    public struct Path: Sendable, Decodable {
        public let path: String
    }

    public struct Copy: Sendable, Decodable {
        public let path: String
        public let srcPath: String
        public let srcRevision: String?
    }

    private enum Key: String, CodingKey { case key, value }

    public init(from decoder: any Decoder) throws {
        let line = try decoder.container(keyedBy: Key.self)
        switch try line.decode(String.self, forKey: .key) {
        case "header": self = .header(try line.decode(Header.self, forKey: .value))
        case "file": self = .file(try line.decode(File.self, forKey: .value))
        case "lfsFile": self = .lfsFile(try line.decode(LargeFile.self, forKey: .value))
        case "deletedFile", "deletedEntry": self = .deletedFile(try line.decode(Path.self, forKey: .value))
        case "deletedFolder": self = .deletedFolder(try line.decode(Path.self, forKey: .value))
        case "copyFile": self = .copyFile(try line.decode(Copy.self, forKey: .value))
        case let other: self = .unknown(other)
        }
    }
}

/// The body of `POST /api/{type}/{repo}/preupload/{revision}`.
public struct PreuploadRequest: Sendable, Decodable {
    public struct File: Sendable, Decodable {
        public let path: String
        /// Bytes of the whole file.
        public let size: Int64
        /// The first 512 bytes in base64.
        public let sample: String?
    }

    public let files: [File]
    /// The text of a `.gitignore` that the same upload brings.
    public let gitIgnore: String?
    /// The text of a `.gitattributes` that the same upload brings.
    public let gitAttributes: String?
}
