/// One line of the commit body (`POST /api/{type}/{repo}/commit/{revision}`, `application/x-ndjson`).
public enum CommitLine: Sendable, Decodable {
    /// Comes first: what is said about the commit.
    case header(Header)
    /// A file with its content.
    case file(File)
    /// A large file, whose content was uploaded before.
    case lfsFile(LargeFile)
    /// A file to be removed.
    case deletedFile(Path)
    /// A folder to be removed with all that is in it.
    case deletedFolder(Path)
    /// A file of the repo that is to be in another place as well.
    case copyFile(Copy)
    /// A key that this protocol doesn't know.
    case unknown(String)

    /// What is said about the commit.
    public struct Header: Sendable, Decodable {
        /// The first line of the message.
        public let summary: String?
        /// What follows the first line.
        public let description: String?
        /// Five to forty hex digits: the commit the caller believes to be the head.
        public let parentCommit: String?
    }

    /// A file with its content.
    public struct File: Sendable, Decodable {
        /// From the root of the repo.
        public let path: String
        /// The bytes, in the encoding.
        public let content: String
        /// `base64` or `utf-8` (the default).
        public let encoding: String?
    }

    /// A large file by its hash.
    public struct LargeFile: Sendable, Decodable {
        /// From the root of the repo.
        public let path: String
        /// `sha256`.
        public let algo: String?
        /// 64 hex digits.
        public let oid: String
        /// Bytes; absent when the content is already the repo's.
        public let size: Int64?
    }

    /// A path and nothing else.
    public struct Path: Sendable, Decodable {
        /// From the root of the repo.
        public let path: String
    }

    /// A file that is to be in another place as well.
    public struct Copy: Sendable, Decodable {
        /// Where it is to be.
        public let path: String
        /// Where it is.
        public let srcPath: String
        /// The commit or branch that has it; nil for the one that the commit goes to.
        public let srcRevision: String?
    }

    private enum Key: String, CodingKey { case key, value }

    /// Reads an object with `key` and `value`.
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
    /// A file that is to be uploaded.
    public struct File: Sendable, Decodable {
        /// From the root of the repo.
        public let path: String
        /// Bytes of the whole file.
        public let size: Int64
        /// The first 512 bytes in base64.
        public let sample: String?
    }

    /// All that are to be uploaded.
    public let files: [File]
    /// The text of a `.gitignore` that the same upload brings.
    public let gitIgnore: String?
    /// The text of a `.gitattributes` that the same upload brings.
    public let gitAttributes: String?
}
