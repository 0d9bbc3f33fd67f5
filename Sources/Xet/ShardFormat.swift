/// Constants of the shard format, in which everything but the footer is records of 48 bytes.
enum ShardFormat {
    static let recordLength = 48
    static let version: UInt64 = 2
    static let footerLength = 200
    static let footerVersion: UInt64 = 1
    /// Flag of a file: a verification hash for each segment follows.
    static let verification: UInt32 = 0x8000_0000
    /// Flag of a file: the SHA-256 of its content follows.
    static let metadata: UInt32 = 0x4000_0000

    /// The first 32 bytes: "HFRepoMetaData", zero, and a number that marks the format.
    static let tag =
        Array("HFRepoMetaData\0".utf8) + [
            0x55, 0x69, 0x67, 0x45, 0x6A, 0x7B, 0x81, 0x57, 0x83, 0xA5, 0xBD, 0xD9, 0x5C, 0xCD, 0xD1, 0x4A, 0xA9,
        ]
}
