/// Patches as `git diff` prints them.
public enum UnifiedDiff {
    /// The lines before the hunks.
    /// - Parameters:
    ///   - change: What changed; for a change of type use `patch`, as git prints two patches then.
    ///   - hasHunks: Whether hunks follow. If not, the lines that name the two sides are left out.
    ///   - abbreviation: The number of digits of ids.
    public static func header(
        for change: TreeChange, hasHunks: Bool = true, abbreviation: Int = 7
    ) -> String {
        let oldPath = change.oldPath ?? change.path
        var output = "diff --git \(name("a/", oldPath)) \(name("b/", change.path))\n"
        switch (change.old, change.new) {
        case (nil, let new?): output += "new file mode \(new.mode.paddedOctal)\n"
        case (let old?, nil): output += "deleted file mode \(old.mode.paddedOctal)\n"
        case (let old?, let new?) where old.mode != new.mode:
            output += "old mode \(old.mode.paddedOctal)\nnew mode \(new.mode.paddedOctal)\n"
        default: break
        }
        if let oldPath = change.oldPath {
            if change.old?.id == change.new?.id { output += "similarity index 100%\n" }
            output += "rename from \(CQuoting.quoted(oldPath))\nrename to \(CQuoting.quoted(change.path))\n"
        }
        let oldID = change.old?.id ?? .zero
        let newID = change.new?.id ?? .zero
        if oldID != newID {
            let length = min(max(abbreviation, 4), ObjectID.hexCount)
            output += "index \(oldID.hex.prefix(length))..\(newID.hex.prefix(length))"
            if let mode = change.old?.mode, mode == change.new?.mode { output += " \(mode.paddedOctal)" }
            output += "\n"
        }
        if hasHunks {
            output += "--- \(change.old == nil ? "/dev/null" : label("a/", oldPath))\n"
            output += "+++ \(change.new == nil ? "/dev/null" : label("b/", change.path))\n"
        }
        return output
    }

    /// The whole patch of a change: the header and the hunks, or a line saying that binary content differs.
    /// - Parameters:
    ///   - old: The content of the old side, when there is one. Submodules have none.
    ///   - new: The content of the new side, when there is one.
    ///   - context: The number of unchanged lines shown around changes.
    public static func patch(
        for change: TreeChange, old: [UInt8]?, new: [UInt8]?, context: Int = 3, abbreviation: Int = 7
    ) -> String {
        if change.kind == .typeChanged {
            let deletion = TreeChange(path: change.path, kind: .deleted, old: change.old, new: nil)
            let addition = TreeChange(path: change.path, kind: .added, old: nil, new: change.new)
            return patch(for: deletion, old: old, new: nil, context: context, abbreviation: abbreviation)
                + patch(for: addition, old: nil, new: new, context: context, abbreviation: abbreviation)
        }
        let hunks = LineDiff.unified(
            old: content(change.old, old), new: content(change.new, new), context: context)
        let header = header(for: change, hasHunks: hunks?.isEmpty == false, abbreviation: abbreviation)
        if let hunks { return header + hunks }
        let oldName = change.old == nil ? "/dev/null" : name("a/", change.oldPath ?? change.path)
        let newName = change.new == nil ? "/dev/null" : name("b/", change.path)
        return header + "Binary files \(oldName) and \(newName) differ\n"
    }

    /// What is compared for a side; for a submodule it is a line with its commit.
    private static func content(_ side: TreeChange.Side?, _ bytes: [UInt8]?) -> [UInt8] {
        guard let side else { return [] }
        return side.mode == .submodule ? Array("Subproject commit \(side.id.hex)\n".utf8) : bytes ?? []
    }

    private static func name(_ prefix: String, _ path: String) -> String {
        CQuoting.quoted(prefix + path)
    }

    /// Readers of patches take a space for the start of a date, so a tab ends names that have one.
    private static func label(_ prefix: String, _ path: String) -> String {
        let name = name(prefix, path)
        return name.utf8.contains(.space) ? name + "\t" : name
    }
}
