import HubAPI
import HubClient
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Every event as one line of JSON on standard error, for programs; of bytes at most ten a second and file.
final class ProgressEvents: ProgressDisplay {
    private let shown = Mutex<[String: ContinuousClock.Instant]>([:])

    func show(_ event: TransferEvent) {
        if case .bytes(let file, let completed, let total) = event, completed != total, !isDue(file) { return }
        if case .finished(let file, _) = event { shown.withLock { $0[file] = nil } }
        Terminal.print(Self.json(event).text + "\n", to: STDERR_FILENO)
    }

    func end() {}

    private func isDue(_ file: String) -> Bool {
        let now = ContinuousClock.now
        return shown.withLock { shown in
            if let last = shown[file], now - last < .milliseconds(100) { return false }
            shown[file] = now
            return true
        }
    }

    private static func json(_ event: TransferEvent) -> JSONValue {
        switch event {
        case .planned(let files, let bytes):
            return ["event": "planned", "files": .integer(Int64(files)), "bytes": .integer(bytes)]
        case .bytes(let file, let completed, let total):
            return [
                "event": "bytes", "file": .string(file), "completed": .integer(completed),
                "total": total.map(JSONValue.integer) ?? .null,
            ]
        case .finished(_, let file):
            guard case .object(let members) = file.json else { return file.json }
            return .object([JSONMember("event", "finished")] + members)
        case .restarted(let file, let reason):
            return ["event": "restarted", "file": .string(file), "reason": .string(reason)]
        }
    }
}

extension DownloadedFile {
    /// As commands print it.
    var json: JSONValue {
        [
            "file": .string(file), "path": .string(path), "size": .integer(size),
            "etag": etag.map(JSONValue.string) ?? .null, "commit": commit.map(JSONValue.string) ?? .null,
            "source": .string(source.word),
        ]
    }
}

extension DownloadedFile.Source {
    var word: String {
        switch self {
        case .cache: "cache"
        case .http: "http"
        case .xet: "xet"
        }
    }
}
