/// The rules for names of branches, tags and other references, from `git help check-ref-format`.
public enum RefName {
    /// Whether git takes a full name such as `refs/heads/main`.
    /// - Parameter allowOneLevel: Whether names without a slash, such as `HEAD`, are taken too.
    public static func isValid(_ name: String, allowOneLevel: Bool = false) -> Bool {
        name.withBytes { isValid(bytes: $0, allowOneLevel: allowOneLevel) }
    }

    /// Whether a short name is one git lets a branch have: valid after `refs/heads/`, and neither `HEAD` nor
    /// something that looks like an option.
    public static func isValidBranch(_ name: String) -> Bool {
        if name.utf8.first == .minus || name.hasSameBytes(as: "HEAD") { return false }
        return isValid("refs/heads/" + name)
    }

    /// Whether a short name is one git lets a tag have: valid after `refs/tags/` and not like an option.
    public static func isValidTag(_ name: String) -> Bool {
        name.utf8.first != .minus && isValid("refs/tags/" + name)
    }

    private static func isValid(bytes: UnsafeBufferPointer<UInt8>, allowOneLevel: Bool) -> Bool {
        if bytes.count == 1, bytes[0] == 0x40 { return false }
        if bytes.last == .dot { return false }
        var previous: UInt8 = 0
        for byte in bytes {
            if byte <= .space || byte == 0x7f || "~^:?*[\\".utf8.contains(byte) { return false }
            if byte == .dot, previous == .dot { return false }
            if byte == 0x7b, previous == 0x40 { return false }
            previous = byte
        }
        let components = bytes.split(separator: .slash, omittingEmptySubsequences: false)
        guard allowOneLevel || components.count > 1 else { return false }
        return components.allSatisfy { component in
            !component.isEmpty && component.first != .dot && !component.suffix(5).elementsEqual(".lock".utf8)
        }
    }
}
