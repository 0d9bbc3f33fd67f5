#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Brings the bytes of one file to this machine, by Xet or HTTP, and leaves them whole and verified in a partial file.
struct FileTransfer {
    let hub: Hub
    /// What asks for all of it.
    let call: HubCall
    let expected: ExpectedContent
    /// What events call it.
    let file: String
    /// nil if it can't be had by Xet.
    var xet: XetFileReference?
    let policy: DownloadPolicy
    /// Told what happens; nil if nobody listens.
    let tell: (@Sendable (TransferEvent) -> Void)?

    /// What came of it: bytes under a temporary name, which nobody else can touch while this is kept.
    struct Result {
        fileprivate let partial: PartialFile
        let source: DownloadedFile.Source

        var size: Int64 { partial.length }

        /// Gives the bytes their final name, in one step.
        func move(to path: String, synchronizing: Bool) throws(HubError) {
            // An earlier run's file may have another user's permissions, which are of no use to this one.
            if partial.isOld,
                let mode = FileSystem.modeOfNewFile(in: FileSystem.folder(of: partial.path)),
                FileStatus(partial.path)?.mode != mode
            {
                try? FileSystem.setMode(mode, of: partial.path)
            }
            try FileSystem.move(partial.path, to: path)
            if synchronizing { try FileSystem.synchronize(FileSystem.folder(of: path)) }
        }
    }

    /// - Parameters:
    ///   - shared: Where another run may have left a part, and finds this one's again; nil if locks can't be trusted.
    ///   - unique: A path that nobody else has.
    func run(shared: String?, unique: String) async throws(HubError) -> Result {
        if let shared, let partial = try PartialFile.open(shared, expected: expected) {
            return try await run(partial, isShared: true)
        }
        guard let partial = try PartialFile.open(unique, expected: expected) else {
            throw .onDisk("write", unique, code: EWOULDBLOCK)
        }
        return try await run(partial, isShared: false)
    }

    private func run(_ partial: PartialFile, isShared: Bool) async throws(HubError) -> Result {
        let path = partial.path
        let resumes = policy.resumes && !policy.isForced && isShared
        let record = ResumeRecord(besides: path, of: expected, resuming: resumes)
        do throws(HubError) {
            if resumes { try await partial.inherit() } else { try partial.restart() }
            // What nothing identifies can only be gone on with if the server says that it is still the same.
            if partial.length > 0, expected.digest == nil, record.validator == nil {
                try partial.restart()
            }
            if let size = expected.size {
                try DiskSpace.check(size - partial.length, in: FileSystem.folder(of: path), for: subject)
            }
            let source = try await fill(partial, record)
            if policy.synchronizes { try partial.synchronize() }
            record.remove()
            return Result(partial: partial, source: source)
        } catch {
            // Kept for the next run: what came before a connection broke, the disk was full or somebody cancelled.
            if !isShared || partial.length == 0 || Self.isWorthless(after: error) {
                partial.remove()
                record.remove()
            }
            throw error
        }
    }

    /// Whether an error says that the bytes which lie here are of no use to anybody.
    private static func isWorthless(after error: HubError) -> Bool {
        if case .integrity = error.kind { return true }
        // What is forbidden now, to this token or through this proxy, may be allowed again.
        return error.status == 404 || error.status == 410
    }

    private func fill(_ partial: PartialFile, _ record: ResumeRecord) async throws(HubError) -> DownloadedFile.Source {
        let meter = tell.map { ProgressMeter(file: file, total: expected.size, tell: $0) }
        if let xet {
            let transfer = XetFileTransfer(
                hub: hub, reference: xet, subject: subject, partial: partial, meter: meter)
            if try await transfer.run() { return .xet }
        }
        var transfer = HTTPTransfer(hub.session, call, into: partial, resume: record, meter: meter)
        try await transfer.run()
        return .http
    }

    private var subject: String { call.subject ?? file }
}

extension FileTransfer {
    /// Of a repo's file.
    init(
        _ remote: RemoteFile, hub: Hub, policy: DownloadPolicy, tell: (@Sendable (TransferEvent) -> Void)?
    ) throws(HubError) {
        self.init(
            hub: hub, call: remote.call, expected: remote.expected(verifies: policy.verifies), file: remote.file,
            policy: policy, tell: tell)
        if hub.configuration.usesXet, let announced = remote.xet, let size = remote.size {
            xet = try XetFileReference(hash: announced.hash, size: size, readTokenRoute: announced.tokenRoute)
        }
    }
}
