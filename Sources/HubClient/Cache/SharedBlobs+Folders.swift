#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension SharedBlobs {
    /// Makes the folder of a payload. Returns false if shared blobs can't live here.
    func prepare(for payload: String) -> Bool {
        guard prepareRoot() else { return false }
        let folder = FileSystem.folder(of: payload)
        guard mkdir(folder, 0o777) == 0 || errno == EEXIST,
            FileStatus(unfollowed: folder)?.kind == .folder
        else { return false }
        return (try? adoptMode(of: folder)) != nil
    }

    /// Makes the folder and marks it. One that holds anything else than what an interrupted marking left is
    /// somebody's own.
    private func prepareRoot() -> Bool {
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else { return false }
        if isMarked { return true }
        guard FileStatus(unfollowed: path)?.kind == .folder, removeAbandonedMarkers() else { return false }
        do {
            try adoptMode(of: path)
            try FileSystem.write(Self.markerContent, to: "\(path)/\(Self.marker)", mode: payloadMode)
        } catch {
            return isMarked
        }
        return isMarked
    }

    private func removeAbandonedMarkers() -> Bool {
        guard let names = try? FileSystem.names(in: path) else { return false }
        let isAbandoned = { (name: String) in
            guard name.hasPrefix("\(Self.marker)."), name.hasSuffix(".tmp"),
                CachePath.isHex(name.dropFirst(Self.marker.count + 1).dropLast(4), count: 8),
                FileStatus(unfollowed: "\(path)/\(name)")?.kind == .file,
                let content = try? FileSystem.read("\(path)/\(name)", limit: 64)
            else { return false }
            return Self.markerContent.starts(with: content)
        }
        guard names.allSatisfy(isAbandoned) else { return false }
        for name in names { unlink("\(path)/\(name)") }
        return (try? FileSystem.names(in: path))?.isEmpty ?? false
    }

    /// Payloads are never written to, and readable for whoever may enter the cache.
    private var payloadMode: UInt32 {
        let cacheMode = FileStatus(cache)?.mode ?? 0
        return 0o400 | (cacheMode & 0o010 != 0 ? 0o040 : 0) | (cacheMode & 0o001 != 0 ? 0o004 : 0)
    }

    /// Folders are as open as the cache itself.
    private func adoptMode(of folder: String) throws(HubError) {
        let wanted = FileStatus(cache).map { $0.mode & 0o3777 } ?? 0o700
        if FileStatus(unfollowed: folder)?.mode != wanted { try FileSystem.setMode(wanted, of: folder) }
    }

    func setPermissions(of blob: String, for payload: String) throws(HubError) {
        let mode = payloadMode
        try FileSystem.setMode(mode, of: blob)
        guard let group = FileStatus(FileSystem.folder(of: payload))?.group, FileStatus(blob)?.group != group else {
            return
        }
        // In a wrong group, what only the group may read would be nobody's.
        if chown(blob, uid_t.max, gid_t(group)) != 0, mode & 0o040 != 0, mode & 0o004 == 0 {
            throw .onDisk("set the group of", blob)
        }
    }
}
