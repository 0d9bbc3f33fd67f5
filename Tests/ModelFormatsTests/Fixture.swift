import Foundation

/// Files beside the tests that other programs wrote; `make.py` there makes them.
enum Fixture {
    static func bytes(_ name: String) throws -> [UInt8] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")
        return try [UInt8](Data(contentsOf: folder.appendingPathComponent(name)))
    }
}
