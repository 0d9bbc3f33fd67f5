/// What may be taken out of a file as a name: no rule should make a tag of someone's prose.
enum WordRules {
    /// Letters, digits and a few signs, 64 at most.
    static func isWord(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."),
                    UInt8(ascii: "+"):
                    true
                default: false
                }
            }
    }
}

extension Evidence {
    /// Digital object identifiers of the card, without the address of the resolver: `10.57967/hf/0039`.
    var doi: [String] {
        texts("doi").map { text in
            for prefix in ["https://doi.org/", "http://doi.org/", "doi:"] where text.hasPrefix(prefix) {
                return String(text.dropFirst(prefix.count))
            }
            return text
        }
    }
}
