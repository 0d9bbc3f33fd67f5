#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension RepoFolder {
    /// `symlink(2)`, which returns 0 or an error's number. Tests put what other file systems do in its place.
    @TaskLocal static var symlink: @Sendable (_ target: String, _ path: String) -> CInt = { target, path in
        systemLink(target, path)
    }

    /// Gives content that is whole and verified its final name, in one step: whatever had the name, a file or a link to
    /// a shared blob, is replaced and never written to.
    ///
    /// - Parameter synchronizing: First waits until the bytes would survive a loss of power. Without it a crash of the
    ///   machine may leave a short blob; only for content whose size is compared whenever it is used.
    func finish(_ partial: String, as etag: String, synchronizing: Bool = true) async throws(HubError) {
        try await FinishedFile.place(partial, at: blobPath(etag), synchronizing: synchronizing)
    }

    /// Lets a snapshot have a blob under a file's name. Several processes may do so at once.
    ///
    /// - Parameter isNewBlob: No other snapshot can have the blob yet. Where there are no links it is moved then, and
    ///   copied otherwise.
    func link(
        blob etag: String, into commit: String, as file: String, isNewBlob: Bool = false
    ) async throws(HubError) {
        let pointer = try pointerPath(commit, file)
        let blob = blobPath(etag)
        try FileSystem.makeFolders(FileSystem.folder(of: pointer))
        if cache.usesSymlinks, try linkPointer(pointer, to: relativeTarget(of: etag, for: file)) { return }
        // A blob that is a link itself belongs to other repos as well.
        if isNewBlob, FileStatus(unfollowed: blob)?.kind == .file {
            try FileSystem.move(blob, to: pointer)
        } else {
            let temporary = "\(path)/blobs/\(FileSystem.randomHex()).copy.incomplete"
            try await BlockingWork.run { _ throws(HubError) in
                try FileSystem.copy(blob, to: pointer, temporary: temporary)
            }
        }
    }

    /// `../../blobs/<etag>`, with one more step up for each folder that the file is in.
    private func relativeTarget(of etag: String, for file: String) -> String {
        let depth = file.utf8.count { $0 == UInt8(ascii: "/") }
        return String(repeating: "../", count: depth + 2) + "blobs/" + CachePath.blobName(etag)
    }

    /// Returns false if the file system has no links.
    private func linkPointer(_ pointer: String, to target: String) throws(HubError) -> Bool {
        switch Self.symlink(target, pointer) {
        case 0:
            return true
        case EEXIST:
            if FileSystem.linkTarget(pointer) == target { return true }
        case let failure:
            guard Self.meansNoLinks(failure) else { throw .onDisk("make the link", pointer, code: failure) }
            return false
        }
        // Another blob, or a file from a time without links: replaced in one step, so that readers always find one.
        // The other name lies outside of the snapshot, where nobody takes it for one of its files.
        let temporary = "\(path)/blobs/.\(FileSystem.randomHex()).link"
        let failure = Self.symlink(target, temporary)
        guard failure == 0 else {
            // That a name is taken is found before that there are no links.
            guard Self.meansNoLinks(failure) else { throw .onDisk("make the link", temporary, code: failure) }
            return false
        }
        do {
            try FileSystem.move(temporary, to: pointer)
        } catch {
            unlink(temporary)
            throw error
        }
        return true
    }

    private static func meansNoLinks(_ failure: CInt) -> Bool {
        [EPERM, ENOTSUP, EOPNOTSUPP, ENOSYS].contains(failure)
    }
}

/// `symlink(2)` outside of the type whose property has its name.
private func systemLink(_ target: String, _ path: String) -> CInt { symlink(target, path) == 0 ? 0 : errno }

/// A file that was written under a temporary name and gets its own.
enum FinishedFile {
    static func place(_ partial: String, at path: String, synchronizing: Bool) async throws(HubError) {
        guard synchronizing else { return try place(partial, at: path) }
        try await BlockingWork.run { _ throws(HubError) in
            try FileSystem.synchronize(partial)
            try place(partial, at: path)
        }
    }

    private static func place(_ partial: String, at path: String) throws(HubError) {
        // The partial may be another process's, with another umask. File systems without permissions refuse to set
        // them; the file is as good without.
        if let mode = FileSystem.modeOfNewFile(in: FileSystem.folder(of: partial)), FileStatus(partial)?.mode != mode {
            try? FileSystem.setMode(mode, of: partial)
        }
        try FileSystem.move(partial, to: path)
    }
}
