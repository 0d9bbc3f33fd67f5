import Testing

@testable import HubClient

/// The expected values are what Python 3.11's `configparser` makes of the same text.
@Suite struct INIFileTests {
    private func read(_ text: String) -> [String: [String: String]]? {
        INIFile(text).map { file in
            Dictionary(
                uniqueKeysWithValues: file.sections.map { section in
                    (section.name, Dictionary(uniqueKeysWithValues: section.options.map { ($0.name, $0.value) }))
                })
        }
    }

    @Test(arguments: [
        ("", [:]), ("[a]\nhf_token = x\n\n", ["a": ["hf_token": "x"]]), ("[a]\r\nK: v\r\n", ["a": ["k": "v"]]),
        ("# c\n; d\n[a b]\nk=v\n", ["a b": ["k": "v"]]),
        ("[a]\nk = 1\n  2\n\n  3\n\nl = 4", ["a": ["k": "1\n2\n\n3", "l": "4"]]),
        ("[a]\nk = x = y : z\n", ["a": ["k": "x = y : z"]]), ("[a]\nk =\n", ["a": ["k": ""]]),
        ("[a]\nk = %(x)s\n", ["a": ["k": "%(x)s"]]), ("[a]b]\nk=1", ["a]b": ["k": "1"]]),
        ("[a] junk\nk=1", ["a": ["k": "1"]]),
        ("[DEFAULT]\nk=1\nl=2\n[a]\nk=3\n", ["a": ["k": "3", "l": "2"]]), ("[é ü]\nk=ñ", ["é ü": ["k": "ñ"]]),
        ("[a]\nk = 1 # not a comment\n", ["a": ["k": "1 # not a comment"]]), ("[a]\n\n[b]\n", ["a": [:], "b": [:]]),
        ("  [a]\n  k = 1\n", ["a": ["k": "1"]]), ("[a]\nk = 1\n  # c\n  2\n", ["a": ["k": "1\n2"]]),
    ])
    func readsWhatPythonReads(text: String, expected: [String: [String: String]]) {
        #expect(read(text) == expected)
    }

    @Test(arguments: [
        "k = 1\n", "[a]\n[a]\n", "[a]\nk=1\nK=2\n", "[a]\nno delimiter\n", "[a]\n= v\n", "[]\n", "\u{FEFF}[a]\n",
    ])
    func refusesWhatPythonRefuses(text: String) {
        #expect(INIFile(text) == nil)
    }

    @Test func writesWhatPythonWrites() {
        let file = INIFile(sections: [
            .init(name: "b", options: [.init(name: "hf_token", value: "x"), .init(name: "note", value: "1\n2")]),
            .init(name: "a b", options: [.init(name: "k", value: "")]), .init(name: "Z", options: []),
        ])
        #expect(file.text == "[Z]\n\n[a b]\nk = \n\n[b]\nhf_token = x\nnote = 1\n\t2\n\n")
    }

    @Test func writesDefaultsFirst() {
        let file = INIFile("[DEFAULT]\nk=1\nl=2\n[a]\nm=3\nk=4\n[b]\n")
        #expect(file?.text == "[a]\nk = 4\nl = 2\nm = 3\n\n[b]\nk = 1\nl = 2\n\n")
    }

    @Test func readsWhatItWrites() throws {
        let file = INIFile(sections: [
            .init(
                name: "a]b = c", options: [.init(name: "hf_token", value: "x=%y"), .init(name: "note", value: "1\n2")])
        ])
        #expect(INIFile(file.text) == file)
    }

    @Test(arguments: [("a", true), ("a]", true), ("é", true), ("", false), ("DEFAULT", false), ("a\nb", false)])
    func knowsNames(name: String, isValid: Bool) {
        #expect(INIFile.isValidName(name) == isValid)
    }
}
