import HubAPI

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Questions to the person at the terminal.
enum Prompt {
    /// Asks on standard error; nil at the end of the input.
    static func ask(_ question: String) -> String? {
        Terminal.print(question, to: STDERR_FILENO)
        return readLine(strippingNewline: true)?.trimming { $0 == " " }
    }

    /// Asks on the terminal without showing what is typed.
    static func askSecret(_ question: String) -> String? {
        guard let answer = getpass(question) else { return nil }
        defer { memset(answer, 0, strlen(answer)) }
        return String(cString: answer)
    }
}

enum ErrorNumber {
    static let noEntry: Int32 = ENOENT
}

extension Timestamp {
    /// This moment.
    static var present: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
