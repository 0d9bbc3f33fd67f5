import Testing

@testable import HubServer

@Suite("Excerpts")
struct ExcerptTests {
    private func marked(_ text: String, _ query: String) -> String {
        Excerpt(of: text, around: SearchWords(query)).pieces.map { $0.isMarked ? "[\($0.text)]" : $0.text }.joined()
    }

    @Test func marksWordsThatBeginSo() {
        #expect(marked("A tiny Model, models too", "model") == "A tiny [Model], [models] too")
        #expect(marked("remodel the model", "model tiny") == "remodel the [model]")
        #expect(marked("Ça été l'Été", "été") == "Ça [été] l'[Été]")
        #expect(marked("nothing here", "else") == "nothing here")
        #expect(marked("", "word") == "")
        #expect(marked("word", "word") == "[word]")
        #expect(marked("one two", "") == "one two")
    }

    @Test func showsTheSurroundings() {
        let far = String(repeating: "far away ", count: 200)
        let text = marked(far + "needle " + far, "needle")
        #expect(text.contains("[needle]") && text.count < 300 && text.hasPrefix("far") || text.hasPrefix("away"))
        // Not in the middle of a word, unless there is nothing else.
        let long = String(repeating: "x", count: 500)
        #expect(
            marked(long + " needle", "needle").hasPrefix("[needle]")
                || marked(long + " needle", "needle").hasPrefix(" [needle]"))
        #expect(marked(long, "y").count == 180)
        #expect(marked(long + " " + long, "needle") == String(repeating: "x", count: 180))
    }

    @Test func piecesAreTheText() {
        var random = SeededRandom(3)
        for _ in 0..<200 {
            let words = (0..<random.below(60)).map { _ in
                random.pick(["bert", "a", "é", "日本", "-", "\n", "bertha", "👩‍👩‍👧"])
            }
            let text = words.joined(separator: random.pick([" ", "", "."]))
            let whole = Excerpt(whole: text, marking: SearchWords("bert 日本"))
            #expect(whole.pieces.map(\.text).joined() == text)
            #expect(whole.pieces.allSatisfy { !$0.text.isEmpty })
            let part = Excerpt(of: text, around: SearchWords("bert 日本")).pieces.map(\.text).joined()
            #expect(text.contains(part) || part.isEmpty)
        }
    }
}
