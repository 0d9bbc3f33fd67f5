extension FileSystem {
    /// Everything below a folder that is no folder itself, in the order of paths. Links are not followed.
    static func walk(_ root: String, _ visit: (_ name: String, _ path: String) -> Void) throws(HubError) {
        var pending = [""]
        while let folder = pending.popLast() {
            var folders: [String] = []
            for name in try names(in: "\(root)/\(folder)") {
                guard let status = FileStatus(unfollowed: "\(root)/\(folder)\(name)") else { continue }
                if status.kind == .folder {
                    folders.append("\(folder)\(name)/")
                } else {
                    visit("\(folder)\(name)", "\(root)/\(folder)\(name)")
                }
            }
            pending += folders.reversed()
        }
    }
}
