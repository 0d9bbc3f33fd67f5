import Testing

/// That the code which the documentation shows is code that compiles.
@Suite struct DocumentationTests {
    @Test func everySampleIsAmongThoseThatCompile() throws {
        let compiled = try DocumentedSamples.compiled()
        let shown = try DocumentedSamples.shown()
        #expect(shown.count > 30)
        for sample in shown where !compiled.contains(sample.code) {
            Issue.record("\(sample.place) is in no …Samples.swift beside this file; put it there, too: \(sample.code)")
        }
    }
}
