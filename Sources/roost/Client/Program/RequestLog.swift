import Logging

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the client tells beside its answers, on standard error: warnings of a hub; on a terminal also that it waits
/// before it asks again; with `HF_DEBUG=1` every request, as curl would send it.
struct RequestLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level

    static let logger = Logger(label: "hub") { _ in
        RequestLog(
            logLevel: Environment.isTrue("HF_DEBUG") ? .debug : TerminalFacts.errors.isTerminal ? .info : .warning)
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line = DisplayText.safe("\(event.message)")
        for (key, value) in (event.metadata ?? [:]).sorted(by: { $0.key < $1.key }) {
            line += DisplayText.safe(" \(key)=\(value)")
        }
        if event.level >= .warning { line = "\(event.level.rawValue): \(line)" }
        ProgressBars.interject(line + "\n")
    }
}
