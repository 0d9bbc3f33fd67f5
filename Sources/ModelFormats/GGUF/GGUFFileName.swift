/// What the name of a GGUF file tells: how it was quantized, which part of a model it is, and whether it is a model.
public struct GGUFFileName: Sendable, Hashable {
    /// One file of a model that was split: `name-00002-of-00003.gguf`.
    public struct Shard: Sendable, Hashable {
        /// The name up to the hyphen, with the folder.
        public let prefix: String
        /// From 1 to `count`.
        public let number: Int
        /// How many files there are of it.
        public let count: Int
    }

    /// Files that a model is used with, but that are none themselves.
    public enum Auxiliary: String, Sendable, Hashable, CaseIterable {
        /// The part of a model that sees or hears.
        case projector = "mmproj"
        /// The importance matrix for quantizing.
        case importanceMatrix = "imatrix"
        /// A small model that guesses ahead for a large one: here several tokens at a time.
        case multiTokenPrediction = "mtp-"
        /// A small model that guesses ahead, by EAGLE-3.
        case eagle3 = "eagle3-"
        /// A small model that guesses ahead, of the kind `dflash`.
        case dflash = "dflash-"
        /// A small model that guesses ahead, of the kind `dspark`.
        case dspark = "dspark-"
    }

    /// The path that was read.
    public let path: String
    /// `Q4_K_M`, `UD-Q2_K_XL`, `BF16`, … in upper case; nil if the path has no word of that kind.
    public let quantization: String?
    /// Which part it is of a model that was split; nil for a whole one.
    public let shard: Shard?
    /// Nil for a model.
    public let auxiliary: Auxiliary?

    /// Nil if the path does not end in `.gguf`, in any case.
    public init?(_ path: String) {
        guard path.utf8.count > Self.ending.count,
            path.utf8.suffix(Self.ending.count).elementsEqual(Self.ending, by: { $0 | 0x20 == $1 | 0x20 })
        else { return nil }
        self.path = path
        // A folder may give the label that the files in it lack; the last match wins, so that the name goes first.
        quantization = GGUFQuantization.label(in: path)
        shard = Self.shard(of: path)
        let name = PathName.last(of: path).lowercased()
        auxiliary = Auxiliary.allCases.first { name.contains($0.rawValue) }
    }

    /// What follows the last slash.
    public var name: String { PathName.last(of: path) }

    private static let ending = Array(".gguf".utf8)

    private static func shard(of path: String) -> Shard? {
        let bytes = Array(path.utf8.dropLast(ending.count))
        // -00001-of-00002
        let tail = 15
        guard bytes.count > tail else { return nil }
        let start = bytes.count - tail
        guard bytes[start] == UInt8(ascii: "-"), bytes[start + 6..<start + 10].elementsEqual("-of-".utf8),
            let number = decimal(bytes[start + 1..<start + 6]), let count = decimal(bytes[start + 10..<start + 15]),
            number >= 1, number <= count
        else { return nil }
        return Shard(prefix: String(decoding: bytes[..<start], as: UTF8.self), number: number, count: count)
    }

    private static func decimal(_ digits: ArraySlice<UInt8>) -> Int? {
        var number = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return number
    }
}
