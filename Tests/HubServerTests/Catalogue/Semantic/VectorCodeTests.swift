import Testing

@testable import HubServer

@Suite("Vectors")
struct VectorCodeTests {
    static func random(_ dimensions: Int, _ random: inout SeededRandom) -> [Float] {
        (0..<dimensions).map { _ in Float(random.below(20_001) - 10_000) / 10_000 }
    }

    static func cosine(_ left: [Float], _ right: [Float]) -> Double {
        func product(_ left: [Float], _ right: [Float]) -> Double {
            zip(left, right).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }
        return product(left, right) / (product(left, left) * product(right, right)).squareRoot()
    }

    @Test("the error of the cosine is small")
    func error() throws {
        var random = SeededRandom(1)
        var total = 0.0
        for _ in 0..<300 {
            let left = Self.random(384, &random)
            let right = zip(left, Self.random(384, &random)).map { $0 * 0.6 + $1 * 0.4 }
            let error = abs(
                Double(try VectorCode(left).cosine(VectorCode(right))) - Self.cosine(left, right))
            #expect(error < 0.004)
            total += error
        }
        #expect(total / 300 < 0.0005)
    }

    @Test func extremes() throws {
        #expect(try VectorCode([Float.greatestFiniteMagnitude, 0]).bytes == [127, 0])
        #expect(try VectorCode([-Float.leastNonzeroMagnitude]).bytes == [-127])
        #expect(try VectorCode([1, 1e-30, -1]).bytes == [127, 0, -127])
        for values: [Float] in [
            [], [0], [.nan, 1], [.infinity, 1], [-.infinity], .init(repeating: 1, count: 4_097),
        ] {
            #expect(throws: VectorCode.Invalid.self) { try VectorCode(values) }
        }
        #expect(try VectorCode(.init(repeating: 1, count: 4_096)).dimensions == 4_096)
    }

    @Test func stored() throws {
        let code = try VectorCode([0.1, -0.7, 0.3])
        #expect(try VectorCode(stored: code.stored) == code)
        // Nobody writes -128, and sums must not overflow when somebody did.
        #expect(try VectorCode(stored: [0x80, 1]).bytes == [-127, 1])
        #expect(throws: VectorCode.Invalid.self) { try VectorCode(stored: []) }
        #expect(throws: VectorCode.Invalid.self) { try VectorCode(stored: [0, 0]) }
        #expect(throws: VectorCode.Invalid.self) { try VectorCode(stored: .init(repeating: 1, count: 4_097)) }
    }

    @Test("sums of the largest components fit", arguments: [1, 31, 32, 33, 384, 4_096])
    func product(_ dimensions: Int) throws {
        var matrix = VectorMatrix(dimensions: dimensions)
        let ones = try VectorCode(.init(repeating: 1, count: dimensions))
        let opposite = try VectorCode(.init(repeating: -1, count: dimensions))
        matrix.put(ones, stamp: 0, of: 1)
        matrix.put(opposite, stamp: 0, of: 2)
        for (query, id) in [(ones, Int64(1)), (opposite, 2)] {
            let found = matrix.nearest(to: query, count: 5)
            #expect(found.map(\.id) == [id])
            #expect(abs((found.first?.cosine ?? 0) - 1) < 0.0001)
        }
    }

    @Test("a matrix is what a plain table of vectors would be")
    func matrix() throws {
        var random = SeededRandom(2)
        var matrix = VectorMatrix(dimensions: 40)
        var plain: [Int64: VectorCode] = [:]
        for round in 0..<40 {
            for _ in 0..<100 {
                let id = Int64(random.below(2_500))
                if random.below(4) == 0 {
                    matrix.remove(id)
                    plain[id] = nil
                } else {
                    let code = try VectorCode(Self.random(40, &random))
                    matrix.put(code, stamp: Int64(round), of: id)
                    plain[id] = code
                }
            }
            let query = try VectorCode(Self.random(40, &random))
            let snapshot = matrix
            matrix.put(query, stamp: 0, of: -1)
            #expect(matrix.nearest(to: query, count: 1).first?.id == -1)
            matrix.remove(-1)
            #expect(snapshot.count == plain.count && matrix.count == plain.count)
            let all = plain.map { NearRepo(id: $0.key, cosine: $0.value.cosine(query)) }
                .filter { $0.cosine > 0 }.sorted { ($1.cosine, $0.id) < ($0.cosine, $1.id) }
            for searched in [snapshot, matrix] {
                #expect(searched.nearest(to: query, count: 10).map(\.id) == all.prefix(10).map(\.id))
                #expect(searched.nearest(to: query, count: 5_000).map(\.id) == all.map(\.id))
            }
            let few = Set((0..<50).map { _ in Int64(random.below(3_000)) })
            #expect(
                matrix.nearest(to: query, count: 10, among: few).map(\.id)
                    == all.filter { few.contains($0.id) }.prefix(10).map(\.id))
        }
        #expect(matrix.nearest(to: try VectorCode([1]), count: 3).isEmpty)
    }

    @Test func fusion() {
        #expect(RankFusion.fuse([]).isEmpty)
        #expect(RankFusion.fuse([[], []]).isEmpty)
        #expect(RankFusion.fuse([[7, 8, 7]]).map(\.id) == [7, 8])
        #expect(RankFusion.fuse([[7]]).map(\.score) == [1])
        let fused = RankFusion.fuse([[1, 2, 3], [3, 4, 1]])
        #expect(fused.map(\.id) == [1, 3, 2, 4])
        #expect(abs(fused[0].score - (1.0 / 61 + 1.0 / 63) * 61 / 2) < 1e-12)
        #expect(abs(fused[2].score - 61.0 / 62 / 2) < 1e-12)
        #expect(RankFusion.fuse([[5, 6], [5, 6]]).map(\.score).first == 1)
    }
}
