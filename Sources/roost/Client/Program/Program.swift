import ArgumentParser
import HubClient
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The life of one call of the program: read the arguments, run the command, end with a code that tells what kind of
/// error it was.
enum Program {
    static func main<Root: AsyncParsableCommand>(_ root: Root.Type) async -> Never {
        // A task of its own, so that a signal can cancel it.
        let task = Task {
            do {
                var command = try await root.asyncParseAsRoot()
                if var asynchronous = command as? any AsyncParsableCommand {
                    try await asynchronous.run()
                } else {
                    try command.run()
                }
                exit(0)
            } catch {
                end(root, error)
            }
        }
        Signals.task.withLock { $0 = task }
        await task.value
        exit(0)
    }

    private static func end<Root: AsyncParsableCommand>(_ root: Root.Type, _ error: any Error) -> Never {
        if let signal = Signals.received {
            ErrorReport(interruptedBy: signal).print()
            exit(128 + signal)
        }
        if let error = error as? HubError {
            ErrorReport(error).print()
            exit(ExitClass(error.kind).rawValue)
        }
        let code = root.exitCode(for: error)
        // Help and the like, and commands that said already what is wrong.
        if code.isSuccess || error is ExitCode { root.exit(withError: error) }
        let isUsage = code == .validationFailure
        let exitClass = isUsage ? ExitClass.usage : .internal
        ErrorReport(code: isUsage ? "usage" : "internal", message: root.message(for: error)).print(
            forPeople: root.fullMessage(for: error))
        exit(exitClass.rawValue)
    }
}
