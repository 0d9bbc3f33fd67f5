#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension ObjectStoreError {
    /// The error of the system call that just failed.
    static func system(_ action: String, _ path: String, errno number: CInt = errno) -> ObjectStoreError {
        let code: Code =
            switch number {
            case ENOSPC, EDQUOT: .outOfSpace
            case ENAMETOOLONG: .invalidKey
            default: .failed
            }
        return ObjectStoreError(code, "can't \(action) “\(path)”: \(String(cString: strerror(number)))")
    }
}
