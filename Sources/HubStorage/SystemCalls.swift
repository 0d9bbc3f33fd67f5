#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// `open(2)`, callable from types that have a method of the same name.
func systemOpen(_ path: String, _ flags: CInt, _ mode: mode_t = 0) -> CInt { open(path, flags, mode) }

/// `close(2)`, callable from types that have a method of the same name.
@discardableResult
func systemClose(_ descriptor: CInt) -> CInt { close(descriptor) }

/// Repeats a system call that a signal interrupted.
func retryingInterrupted<Result: FixedWidthInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        guard result == -1, errno == EINTR else { return result }
    }
}
