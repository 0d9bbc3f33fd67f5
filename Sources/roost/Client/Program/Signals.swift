import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Ctrl-C and SIGTERM end a command by cancelling it, so that it leaves everything in order. A second one ends it at
/// once.
enum Signals {
    /// What is cancelled.
    static let task = Mutex<Task<Void, Never>?>(nil)
    private static let signal = Mutex<Int32>(0)
    private static let sources = Mutex<[any DispatchSourceSignal]>([])

    /// The signal that came, if one did.
    static var received: Int32? { signal.withLock { $0 == 0 ? nil : $0 } }

    /// Begins to listen. Commands that have their own way with signals, as `serve`, never call this.
    static func cancelTheCommand() {
        sources.withLock { sources in
            guard sources.isEmpty else { return }
            for number in [SIGINT, SIGTERM] {
                systemSignal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
                source.setEventHandler { handle(number) }
                source.resume()
                sources.append(source)
            }
        }
    }

    private static func handle(_ number: Int32) {
        let isFirst = signal.withLock { signal in
            defer { signal = number }
            return signal == 0
        }
        guard isFirst else { _exit(128 + number) }
        task.withLock { $0?.cancel() }
    }

    private static func systemSignal(_ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
        #if canImport(Glibc)
            _ = Glibc.signal(number, handler)
        #elseif canImport(Musl)
            _ = Musl.signal(number, handler)
        #elseif canImport(Darwin)
            _ = Darwin.signal(number, handler)
        #endif
    }
}
