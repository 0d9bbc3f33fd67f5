import Foundation
import Testing

@testable import Xet

/// Bodies that hf_xet 1.8.0 really sent.
@Suite struct ClientBodiesTests {
    struct Artifact: Decodable {
        struct Xorb: Decodable { var hash, base64: String }
        var name, xet_hash, sha256: String
        var size: UInt64
        var file_base64: String?
        var xorbs: [Xorb]
        var shard_upload_body_base64: [String]
    }
    struct File: Decodable { var artifacts: [Artifact] }

    let artifacts: [Artifact]

    init() throws { artifacts = try VectorFile.load("hf_xet_1.8.0_real_bodies.json", as: File.self).artifacts }

    static func content(_ artifact: Artifact) throws -> [UInt8] {
        if let text = artifact.file_base64 { return [UInt8](try #require(Data(base64Encoded: text))) }
        let size = Int(artifact.size)
        if artifact.name.hasPrefix("zeros") { return [UInt8](repeating: 0, count: size) }
        let sentence = Array("The quick brown fox jumps over the lazy dog. ".utf8)
        return (0..<size).map { sentence[$0 % sentence.count] }
    }

    @Test func filesRebuildFromTheirShards() throws {
        #expect(artifacts.count == 5)
        for artifact in artifacts {
            var layouts: [XetHash: XorbLayout] = [:]
            var bodies: [XetHash: [UInt8]] = [:]
            for xorb in artifact.xorbs {
                let body = [UInt8](try #require(Data(base64Encoded: xorb.base64)))
                let hash = try #require(XetHash(xorb.hash))
                layouts[hash] = try Samples.inspect(body, expecting: hash)
                bodies[hash] = body
                #expect(layouts[hash]?.storedLength == body.count)
            }
            for text in artifact.shard_upload_body_base64 {
                let bytes = [UInt8](try #require(Data(base64Encoded: text)))
                let shard = try Shard(bytes)
                #expect(shard.encoded() == bytes, "\(artifact.name)")
                for xorb in shard.xorbs { try xorb.check(#require(layouts[xorb.hash])) }
                #expect(shard.files.count == 1)
                let file = shard.files[0]
                #expect(file.hash.description == artifact.xet_hash)
                #expect(hex(try #require(file.sha256)) == artifact.sha256)
                #expect(try file.check { layouts[$0] } == artifact.size)
                let content = try Self.content(artifact)
                let plan = try Reconstruction.plan(file.segments, range: nil) { layouts[$0] }
                #expect(try PlanReader.read(plan, count: content.count, bodies: bodies) == content)

                // The same content packed here has the same names and reads the same.
                let listed = try #require(shard.xorbs.first)
                let chunks = try Samples.decode(#require(bodies[listed.hash]))
                let own = Samples.xorb(chunks)
                #expect(own.layout.hash == listed.hash)
                #expect(try Samples.decode(own.body) == chunks)
            }
        }
    }

    @Test func mutationsNeverPassAsAnotherContent() throws {
        var generator = SplitMix64(seed: 9)
        for artifact in artifacts {
            for xorb in artifact.xorbs {
                let body = [UInt8](try #require(Data(base64Encoded: xorb.base64)))
                let hash = try #require(XetHash(xorb.hash))
                let chunks = try Samples.decode(body)
                for _ in 0..<300 {
                    let mutant = Mutation.mutate(body, using: &generator)
                    guard (try? Samples.inspect(mutant, expecting: hash)) != nil else { continue }
                    #expect(try Samples.decode(mutant) == chunks)
                }
            }
        }
    }
}
