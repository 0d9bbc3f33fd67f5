extension RepoFolder {
    /// The commit that a revision named when the hub was last asked; a commit is itself.
    ///
    /// Files that can't be read or hold anything else, as half-written ones do, say nothing.
    func commit(of revision: Revision) -> String? {
        if revision.isCommit { return revision.name }
        guard let path = try? refPath(revision) else { return nil }
        return RefFile.commit(in: path)
    }

    /// Notes which commit a revision names now. Writes nothing if that is noted already, so that a cache that can't be
    /// written to serves what it has, and nothing for a commit.
    func setRef(_ revision: Revision, to commit: String) throws(HubError) {
        try check(commit)
        if revision.isCommit { return }
        let path = try refPath(revision)
        let bytes = Array(commit.utf8)
        if let old = try? FileSystem.read(path, limit: 128), old == bytes { return }
        try FileSystem.makeFolders(FileSystem.folder(of: path))
        try FileSystem.write(bytes, to: path)
    }

    var refsPath: String { "\(path)/refs" }

    private func refPath(_ revision: Revision) throws(HubError) -> String {
        try CachePath.check(revision.name, "revision")
        return "\(refsPath)/\(revision.name)"
    }
}

extension RepoFolder {
    /// Whether the hub said that a commit has no such file.
    func isKnownMissing(_ commit: String, _ file: String) -> Bool {
        guard let path = try? missingPath(commit, file) else { return false }
        return FileStatus.isFile(path)
    }

    /// Notes that a commit has no such file. Not worth an error when it fails: the hub is asked again.
    func markMissing(_ commit: String, _ file: String) {
        guard let path = try? missingPath(commit, file), !FileStatus.isFile(path) else { return }
        try? FileSystem.makeFolders(FileSystem.folder(of: path))
        try? FileSystem.touch(path)
    }

    private func missingPath(_ commit: String, _ file: String) throws(HubError) -> String {
        try check(commit)
        try CachePath.check(file)
        return "\(path)/.no_exist/\(commit)/\(file)"
    }
}

/// The file of a branch, tag or ref: it holds a commit.
enum RefFile {
    /// The commit; nil if the file is missing or holds anything else.
    static func commit(in path: String) -> String? {
        guard let bytes = try? FileSystem.read(path, limit: 128) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        let commit = text.hasSuffix("\n") ? String(text.dropLast()) : text
        return Revision(commit).isCommit ? commit : nil
    }

    /// Whether a file among the refs is one: not what a write that was broken off leaves, `<ref>.<8 hex digits>.tmp`,
    /// nor what systems put there.
    static func isRef(_ name: String) -> Bool {
        let parts = name.split(separator: ".")
        let isTemporary = parts.count > 1 && parts.last == "tmp" && CachePath.isHex(parts[parts.count - 2], count: 8)
        return !isTemporary && !HelperFile.isHelper(FileSystem.name(of: name))
    }
}

/// What systems put into folders on their own.
enum HelperFile {
    static func isHelper(_ name: String) -> Bool { [".DS_Store", "Thumbs.db", "desktop.ini"].contains(name) }
}
