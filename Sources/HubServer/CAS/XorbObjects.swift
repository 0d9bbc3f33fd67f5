import HubStorage
import NIOCore
import Xet

/// Xorbs as they lie in the object store: the bytes as they were sent, and beside them where each chunk is.
struct XorbObjects: Sendable {
    /// All bodies.
    static let bodies = "xorbs/"
    /// All layouts.
    static let layouts = "xorb-layouts/"

    let objects: any ObjectStore
    private let cache = BoundedCache<String, XorbLayout>(limit: 32 << 20)

    init(objects: any ObjectStore) {
        self.objects = objects
    }

    static func bodyKey(_ hash: XetHash, _ object: String) throws -> ObjectKey { try key(bodies, hash, object) }
    static func layoutKey(_ hash: XetHash, _ object: String) throws -> ObjectKey { try key(layouts, hash, object) }

    /// Two levels of folders keep each one small.
    private static func key(_ folder: String, _ hash: XetHash, _ object: String) throws -> ObjectKey {
        let text = hash.description
        return try ObjectKey("\(folder)\(text.prefix(2))/\(text.dropFirst(2).prefix(2))/\(text)-\(object)")
    }

    /// The xorb and the name's end that a key under ``bodies`` or ``layouts`` is made of.
    static func parse(_ key: ObjectKey) -> (hash: XetHash, object: String)? {
        guard let name = key.value.split(separator: "/").last else { return nil }
        let parts = name.split(separator: "-")
        guard parts.count == 2, let hash = XetHash(parts[0]) else { return nil }
        return (hash, String(parts[1]))
    }

    /// The layout of a stored xorb.
    ///
    /// - Throws: ``ObjectStoreError`` `.notFound` if there is none, ``XetError`` if it is damaged.
    func layout(_ xorb: StoredXorb) async throws -> XorbLayout {
        if let found = cache.find(xorb.object) { return found }
        var bytes: [UInt8] = []
        for try await piece in try await objects.read(Self.layoutKey(xorb.hash, xorb.object), range: nil) {
            bytes.append(contentsOf: piece.readableBytesView)
        }
        let layout = try XorbLayout(encoded: bytes, hash: xorb.hash)
        remember(layout, xorb.object)
        return layout
    }

    /// The layouts of all these xorbs.
    func layouts(_ xorbs: [XetHash: StoredXorb]) async throws -> [XetHash: XorbLayout] {
        var found: [XetHash: XorbLayout] = [:]
        found.reserveCapacity(xorbs.count)
        for (hash, xorb) in xorbs { found[hash] = try await layout(xorb) }
        return found
    }

    private func remember(_ layout: XorbLayout, _ object: String) {
        cache.insert(object, layout, cost: layout.count * 40 + 100)
    }

    /// Stores the layout of a xorb whose body is stored under the same name.
    func put(_ layout: XorbLayout, _ object: String) async throws {
        let bytes = layout.encoded
        try await objects.put(
            Self.layoutKey(layout.hash, object), ByteStream(ByteBuffer(bytes: bytes)),
            expecting: ObjectExpectation(length: Int64(bytes.count)))
        remember(layout, object)
    }

    /// Stored bytes of the xorb, which begin and end with whole chunks if `range` does.
    func read(_ xorb: StoredXorb, _ range: Range<Int>) async throws -> ByteStream {
        try await objects.read(
            Self.bodyKey(xorb.hash, xorb.object), range: Int64(range.lowerBound)..<Int64(range.upperBound))
    }

    /// Removes body and layout for good.
    func delete(_ hash: XetHash, _ object: String) async throws {
        try await objects.delete(Self.bodyKey(hash, object))
        try await objects.delete(Self.layoutKey(hash, object))
    }
}
