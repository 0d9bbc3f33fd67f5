/// What a client tells about files and xorbs, and what a server answers about chunks it knows (Xet protocol, shards).
public struct Shard: Sendable, Hashable {
    /// How a file is made of chunks.
    public struct File: Sendable, Hashable {
        public var hash: XetHash
        public var segments: [Segment]
        /// The verification hash of each segment.
        public var verification: [XetHash]?
        /// The SHA-256 of the content as its sender gave it: 32 bytes in the usual order.
        public var sha256: [UInt8]?

        public init(
            hash: XetHash, segments: [Segment], verification: [XetHash]? = nil, sha256: [UInt8]? = nil
        ) {
            self.hash = hash
            self.segments = segments
            self.verification = verification
            self.sha256 = sha256
        }
    }

    /// The chunks of a xorb.
    public struct Xorb: Sendable, Hashable {
        /// One chunk.
        public struct Chunk: Sendable, Hashable {
            /// The chunk's hash; in answers with a key, hashed once more by it.
            public var hash: XetHash
            /// Raw bytes of the xorb before this chunk.
            public var rawStart: UInt32
            public var rawLength: UInt32
            public var flags: UInt32

            public init(hash: XetHash, rawStart: UInt32, rawLength: UInt32, flags: UInt32 = 0) {
                self.hash = hash
                self.rawStart = rawStart
                self.rawLength = rawLength
                self.flags = flags
            }
        }

        public var hash: XetHash
        public var flags: UInt32
        /// Bytes of all chunks.
        public var rawLength: UInt32
        /// Bytes of the stored object; clients that upload leave it zero.
        public var storedLength: UInt32
        public var chunks: [Chunk]

        public init(
            hash: XetHash, flags: UInt32 = 0, rawLength: UInt32, storedLength: UInt32 = 0, chunks: [Chunk]
        ) {
            self.hash = hash
            self.flags = flags
            self.rawLength = rawLength
            self.storedLength = storedLength
            self.chunks = chunks
        }
    }

    /// The end of answers, and of what older clients upload. Where the sections lie is not kept: they are read in order.
    public struct Footer: Sendable, Hashable {
        /// The key of the chunk hashes; zero if they are plain.
        public var hmacKey: Blake3.Key
        /// Seconds since 1970.
        public var created: UInt64
        /// Seconds since 1970, from which on a client does not use the shard.
        public var keyExpiry: UInt64
        /// Bytes of the stored xorbs.
        public var storedOnDisk: UInt64
        /// Bytes of the files.
        public var materialized: UInt64
        /// Raw bytes of the xorbs.
        public var stored: UInt64

        public init(
            hmacKey: Blake3.Key, created: UInt64, keyExpiry: UInt64, storedOnDisk: UInt64, materialized: UInt64,
            stored: UInt64
        ) {
            self.hmacKey = hmacKey
            self.created = created
            self.keyExpiry = keyExpiry
            self.storedOnDisk = storedOnDisk
            self.materialized = materialized
            self.stored = stored
        }
    }

    public var files: [File]
    public var xorbs: [Xorb]
    /// Nil in uploads.
    public var footer: Footer?

    public init(files: [File] = [], xorbs: [Xorb] = [], footer: Footer? = nil) {
        self.files = files
        self.xorbs = xorbs
        self.footer = footer
    }

    /// An answer to a question for chunks: the xorbs that hold them, with their chunk hashes behind a key.
    ///
    /// `created` and `expiry` are seconds since 1970. With the key `.zero` the hashes are plain.
    public static func dedupAnswer(
        xorbs: [XorbLayout], key: Blake3.Key, created: UInt64, expiry: UInt64
    ) -> [UInt8] {
        var footer = Footer(
            hmacKey: key, created: created, keyExpiry: expiry, storedOnDisk: 0, materialized: 0, stored: 0)
        var shard = Shard()
        for layout in xorbs {
            footer.storedOnDisk += UInt64(layout.storedLength)
            footer.stored += UInt64(layout.rawLength)
            shard.xorbs.append(Xorb(layout, key: key))
        }
        shard.footer = footer
        return shard.encoded()
    }
}

extension Shard.Xorb {
    /// The description of a stored xorb, with chunk hashes behind a key unless it is zero.
    public init(_ layout: XorbLayout, key: Blake3.Key = .zero) {
        self.init(
            hash: layout.hash, rawLength: UInt32(layout.rawLength), storedLength: UInt32(layout.storedLength),
            chunks: (0..<layout.count).map { index in
                let hash = layout.hash(at: index)
                return Chunk(
                    hash: key == .zero ? hash : hash.keyed(by: key), rawStart: UInt32(layout.rawStart(at: index)),
                    rawLength: UInt32(layout.rawLength(of: index..<index + 1)))
            })
    }
}
