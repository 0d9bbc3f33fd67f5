/// A repo and how near it is to a query.
struct NearRepo: Sendable, Hashable {
    let id: Int64
    /// The cosine of the angle between the two vectors.
    let cosine: Float
}

/// Keeps the nearest of many, at most `count`. It sorts only when twice as many have come, and refuses early what
/// can't be among them.
struct NearestRepos {
    private let count: Int
    private var found: [NearRepo] = []
    /// What is not above this can't be among the nearest. What points another way altogether is not near.
    private var threshold: Float = 0

    init(count: Int) {
        self.count = max(count, 1)
    }

    @inline(__always)
    mutating func offer(_ cosine: Float, _ id: @autoclosure () -> Int64) {
        guard cosine > threshold else { return }
        found.append(NearRepo(id: id(), cosine: cosine))
        if found.count >= 2 * count { shrink() }
    }

    /// Nearest first; equally near ones in the order of their ids.
    mutating func sorted() -> [NearRepo] {
        found.sort { ($1.cosine, $0.id) < ($0.cosine, $1.id) }
        if found.count > count { found.removeSubrange(count...) }
        return found
    }

    private mutating func shrink() {
        threshold = sorted().last?.cosine ?? threshold
    }
}
