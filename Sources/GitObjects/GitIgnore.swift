/// Which paths a set of `.gitignore` files excludes, see `git help ignore`.
public struct GitIgnore: Sendable {
    /// The patterns of one `.gitignore` file.
    public struct File: Sendable, Hashable {
        let patterns: [PathPattern]

        /// Files with more bytes than this count as empty, to bound the work per path.
        public static let maximumByteCount = 1 << 20

        /// Reads a file; every text is a valid one.
        public init(parsing text: String) {
            self.init(parsing: Array(text.utf8))
        }

        /// Reads a file of any encoding that extends ASCII.
        public init(parsing bytes: [UInt8]) {
            guard bytes.count <= Self.maximumByteCount else {
                patterns = []
                return
            }
            patterns = patternLines(bytes).compactMap { line in
                let pattern = Self.trimmingTrailingSpaces(line)
                return line.first == .hash || pattern.isEmpty ? nil : PathPattern(pattern)
            }
        }

        /// Spaces at the end do not count unless a backslash is before them.
        private static func trimmingTrailingSpaces(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
            var end = line.startIndex
            var index = line.startIndex
            while index < line.endIndex {
                if line[index] == .backslash {
                    // A lone backslash at the end keeps everything before it too.
                    index = min(index + 2, line.endIndex)
                    end = index
                } else {
                    index += 1
                    if line[index - 1] != .space { end = index }
                }
            }
            return line[..<end]
        }
    }

    private let stack: PatternStack<PathPattern>

    /// The rules of a tree.
    /// - Parameter files: The files with their directories' paths (empty for the root), the strongest last for
    ///   one directory. Deeper directories are stronger than higher ones whatever the order.
    public init(_ files: [(directory: String, file: File)]) {
        stack = PatternStack(files.map { ($0.directory, $0.file.patterns) })
    }

    /// Whether a path, relative to the root and without a slash at its end, is excluded, by itself or because
    /// a directory above it is. What is in the index does not matter here.
    public func isIgnored(_ path: String, isDirectory: Bool) -> Bool {
        path.withBytes { bytes in
            for index in bytes.indices where bytes[index] == .slash {
                // Nothing below an excluded directory can be included again.
                if isExcluded(UnsafeBufferPointer(rebasing: bytes[..<index]), isDirectory: true) {
                    return true
                }
            }
            return isExcluded(bytes, isDirectory: isDirectory)
        }
    }

    /// What the last matching pattern says of a path, not looking at the directories above it.
    private func isExcluded(_ path: UnsafeBufferPointer<UInt8>, isDirectory: Bool) -> Bool {
        let basename = (path.lastIndex(of: .slash) ?? -1) + 1
        let verdict = stack.first(above: path) { patterns, offset -> Bool? in
            let relative = UnsafeBufferPointer(rebasing: path[offset...])
            return patterns.first { pattern in
                (isDirectory || !pattern.mustBeDirectory)
                    && pattern.matches(relative, basenameOffset: basename - offset)
            }.map { !$0.isNegative }
        }
        return verdict ?? false
    }
}
