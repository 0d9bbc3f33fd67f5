#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The folder in which a server keeps everything that is its own. Nobody but its user may look inside.
struct DataFolder: Sendable {
    /// Absolute, so that it stays right when the working directory changes.
    let path: String

    /// Makes the folder if it is missing, and checks that it can be written to.
    init(_ path: String) throws {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw DataFolderError(description: "the data folder's path is empty or holds a NUL")
        }
        try Self.make(path)
        guard let absolute = realpath(path, nil) else { throw DataFolderError("find the data folder", path) }
        defer { free(absolute) }
        self.path = String(cString: absolute)
        guard access(path, R_OK | W_OK | X_OK) == 0 else {
            throw DataFolderError("write to the data folder", self.path)
        }
    }

    /// Makes a folder below this one, for the server's user only.
    func makeFolder(_ name: String) throws -> String {
        let path = path + "/" + name
        try Self.make(path)
        return path
    }

    private static func make(_ path: String) throws {
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFDIR else {
                throw DataFolderError(description: "\"\(path)\" can't hold data: it is not a folder")
            }
            return
        }
        guard errno == ENOENT else { throw DataFolderError("open the data folder", path) }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try make(String(path[..<slash]))
        }
        // Another process may be making it at the same moment.
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw DataFolderError("make the data folder", path)
        }
    }
}

/// What is wrong with the data folder or its secrets, as a sentence for the operator.
struct DataFolderError: Error, CustomStringConvertible {
    let description: String

    init(description: String) { self.description = description }

    /// The error of the system call that just failed.
    init(_ action: String, _ path: String, errno number: CInt = errno) {
        description = "can't \(action) \"\(path)\": \(String(cString: strerror(number)))"
    }
}
