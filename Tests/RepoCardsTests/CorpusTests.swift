import HubAPI
import RepoCards
import Testing

@Suite struct CorpusTests {
    static let cases: [CorpusCase] =
        Corpus.transformers + Corpus.quantized + Corpus.libraries + Corpus.datasets + Corpus.spaces + Corpus.oddities

    @Test(arguments: cases) func derivesTheFactsOf(_ example: CorpusCase) throws {
        let contents = try example.contents
        let facts = RepoFacts.derive(contents)
        #expect(facts.tags == example.tags)
        #expect(facts.libraryName == example.library)
        #expect(facts.pipelineTag == example.pipeline)
        #expect(facts.parameters == example.parameters)
        if let apps = example.apps { #expect(facts.apps == apps) }
        for (name, json) in example.properties {
            let value = facts.properties.first { $0.key == name }?.value
            #expect(value?.text ?? "null" == json, "\(name)")
        }
        example.check(facts)
    }

    @Test(arguments: cases) func isTheSameInAnyOrderOfFiles(_ example: CorpusCase) throws {
        let contents = try example.contents
        let facts = RepoFacts.derive(contents)
        #expect(RepoFacts.derive(contents) == facts)
        var other = contents
        other.files.reverse()
        #expect(RepoFacts.derive(other) == facts)
        other.files.shuffle()
        #expect(RepoFacts.derive(other) == facts)
        #expect(Set(facts.tags).count == facts.tags.count)
    }

    @Test func hasNamesOfItsOwn() {
        #expect(Set(Self.cases.map(\.testDescription)).count == Self.cases.count)
        #expect(Self.cases.count >= 60)
    }
}
