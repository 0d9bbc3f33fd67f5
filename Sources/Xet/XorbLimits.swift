/// Bounds of the Xet protocol on one xorb (Xet protocol, xorb format).
public enum XorbLimits {
    /// Chunks in a xorb.
    public static let maximumChunks = 8192
    /// Raw bytes of all chunks of a xorb.
    public static let maximumRawLength = 64 << 20
    /// Bytes of an uploaded body without footer: the raw bytes in the worst case, and a header for each chunk.
    public static let maximumBodyLength = maximumRawLength + maximumChunks * XorbChunkHeader.byteCount
    /// Raw bytes of one chunk.
    public static let maximumChunkLength = 131_072
    /// Stored bytes of one chunk, header excluded.
    public static let maximumPackedLength = 262_144
}
