import HTTPTypes
import HubAPI
import Logging
import Synchronization

/// Passes on what a hub says in `X-HF-Warning: topic; text`, once for each topic.
final class ServerWarnings: Sendable {
    /// A hub that invents topics must not fill the memory.
    private static let most = 100
    private let told = Mutex<Set<String>>([])

    func tell(_ headers: HTTPFields, _ logger: Logger) {
        for value in headers[values: .hubWarning] {
            let parts = value.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
            let topic = parts.count == 2 ? String(parts[0]) : ""
            let text = String((parts.last ?? "").trimmingPrefix { $0.isWhitespace })
            let isNew = told.withLock { told in
                guard !text.isEmpty, told.count < Self.most else { return false }
                return told.insert(topic).inserted
            }
            if isNew { logger.warning("\(text)") }
        }
    }
}
