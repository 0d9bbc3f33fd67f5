import GitObjects
import HubStorage
import Testing

@testable import HubServer

@Suite struct TreeListingTests {
    private static func random(_ random: inout SeededRandom) throws -> TreeListing {
        let names = Set((0..<random.below(12)).map { _ in "f\(random.below(1000))" })
        let entries = names.sorted().map { name in
            TreeEntry(
                mode: random.pick([.regular, .executable, .symlink, .directory]), name: name,
                id: .hash(.blob, random.bytes(8)))
        }
        let tree = try Tree(entries)
        let sizes: [Int64] = [0, 1, 63, 64, 127, 128, 16_383, 1 << 20, 1 << 34, 1 << 44]
        let details = tree.entries.map { entry -> TreeListing.Detail in
            if entry.mode == .directory { return .folder }
            var detail = TreeListing.Detail(size: random.pick(sizes), large: nil)
            if random.below(3) == 0 { detail.large = .init(sha256: random.bytes(32), size: random.pick(sizes)) }
            return detail
        }
        return TreeListing(tree: tree, details: details)
    }

    @Test func comesBackAsItWas() throws {
        var random = SeededRandom(11)
        for _ in 0..<500 {
            let listing = try Self.random(&random)
            let read = try TreeListing(tree: listing.tree, encodedDetails: listing.encodedDetails())
            #expect(read.details == listing.details)
            #expect(read.tree == listing.tree)
            #expect(read.order == listing.order)
        }
    }

    @Test func foldersComeFirst() throws {
        var random = SeededRandom(12)
        for _ in 0..<100 {
            let listing = try Self.random(&random)
            let shown = Array(listing.entries)
            #expect(shown.count == listing.tree.entries.count)
            let folders = shown.prefix { $0.isFolder }
            #expect(!shown.dropFirst(folders.count).contains { $0.isFolder })
            for part in [Array(folders), Array(shown.dropFirst(folders.count))] {
                let names = part.map { Array($0.tree.name.utf8) }
                #expect(names == names.sorted { $0.lexicographicallyPrecedes($1) })
            }
            for entry in shown { #expect(listing.entry(named: entry.tree.name)?.tree == entry.tree) }
            #expect(listing.entry(named: "none") == nil)
        }
    }

    @Test func damagedBytesThrow() throws {
        var random = SeededRandom(13)
        for _ in 0..<200 {
            let listing = try Self.random(&random)
            let bytes = listing.encodedDetails()
            if !bytes.isEmpty {
                #expect(throws: DatabaseError.self) {
                    try TreeListing(
                        tree: listing.tree, encodedDetails: Array(bytes.dropLast(1 + random.below(bytes.count))))
                }
            }
            #expect(throws: DatabaseError.self) {
                try TreeListing(tree: listing.tree, encodedDetails: bytes + [0])
            }
        }
        let one = try Tree([TreeEntry(mode: .regular, name: "a", id: .hash(.blob, []))])
        // A number that never ends, and one that is no size.
        for bytes in [[UInt8](repeating: 0xFF, count: 20), [1] + [UInt8](repeating: 0, count: 32)] {
            #expect(throws: DatabaseError.self) { try TreeListing(tree: one, encodedDetails: bytes) }
        }
    }

    @Test func randomBytesNeverCrash() throws {
        var random = SeededRandom(14)
        for _ in 0..<2000 {
            let listing = try Self.random(&random)
            let bytes = random.bytes(random.below(60))
            if let read = try? TreeListing(tree: listing.tree, encodedDetails: bytes) {
                #expect(read.details.count == listing.tree.entries.count)
                #expect(read.details.allSatisfy { $0.size >= 0 && ($0.large?.size ?? 0) >= 0 })
            }
        }
    }
}

@Suite struct BoundedCacheTests {
    @Test func keepsWhatIsUsed() {
        let cache = BoundedCache<Int, Int>(limit: 1000)
        cache.insert(-1, -1, cost: 10)
        for key in 0..<10_000 {
            cache.insert(key, key, cost: 10)
            #expect(cache.find(-1) == -1)
            #expect(cache.find(key) == key)
        }
        #expect(cache.find(0) == nil)
    }

    @Test func holdsNoMoreThanItsLimit() {
        var random = SeededRandom(5)
        let cache = BoundedCache<Int, Int>(limit: 1000)
        for _ in 0..<5000 {
            let key = random.below(300)
            if random.below(2) == 0 { cache.insert(key, key, cost: 1 + random.below(200)) } else { _ = cache.find(key) }
        }
        // The costs are lost, but the least one is 1, so the number of values is bounded too.
        let equal = BoundedCache<Int, Int>(limit: 1000)
        for key in 0..<5000 { equal.insert(key, key, cost: 10) }
        #expect((0..<5000).filter { equal.find($0) != nil }.count <= 100)
    }

    @Test func valuesTooLargeAreNotKept() {
        let cache = BoundedCache<Int, Int>(limit: 1000)
        cache.insert(1, 1, cost: 250)
        #expect(cache.find(1) == nil)
        cache.insert(1, 1, cost: 249)
        #expect(cache.find(1) == 1)
    }

    @Test func theLatestValueHolds() {
        let cache = BoundedCache<Int, Int>(limit: 1000)
        #expect(cache.find(1) == nil)
        cache.insert(1, 5, cost: 10)
        for key in 2..<40 { cache.insert(key, key, cost: 10) }
        cache.insert(1, 6, cost: 10)
        #expect(cache.find(1) == 6)
        for key in 40..<80 { cache.insert(key, key, cost: 10) }
        let found = cache.find(1)
        #expect(found == nil || found == 6)
    }

    @Test func manyAtOnce() async {
        let cache = BoundedCache<Int, Int>(limit: 4000)
        await withTaskGroup { group in
            for seed in 0..<8 {
                group.addTask {
                    var random = SeededRandom(UInt64(seed))
                    for _ in 0..<5000 {
                        let key = random.below(200)
                        if let found = cache.find(key), found != key * 2 { Issue.record("\(key) has \(found)") }
                        cache.insert(key, key * 2, cost: 20)
                    }
                }
            }
        }
    }
}
