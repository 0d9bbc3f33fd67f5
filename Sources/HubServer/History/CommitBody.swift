import HTTPTypes
import HubAPI
import HubStorage
import NIOCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The body of a commit request, read line by line as it arrives: one line is in memory, never the whole.
struct CommitBody {
    /// The longest line: a file of the largest allowed size in base64, and room for its path.
    private let maximumLine: Int
    private var iterator: ByteStream.AsyncIterator
    private var pending = ByteBuffer()
    private var number = 0
    private var ended = false

    init(_ stream: ByteStream, maximumFile: Int64) {
        self.iterator = stream.makeAsyncIterator()
        self.maximumLine = Int(maximumFile) / 3 * 4 + (64 << 10)
    }

    /// The next line, or nil at the end. Empty lines are passed over.
    ///
    /// - Throws: ``HubFailure`` 400 naming the line that is broken, 413 for one that is too long.
    mutating func next() async throws -> CommitLine? {
        while let line = try await nextLine() {
            number += 1
            guard line.readableBytes > 0 else { continue }
            do {
                let decoded = try JSONDecoder().decode(CommitLine.self, from: Data(line.readableBytesView))
                if case .unknown(let key) = decoded {
                    throw HubFailure.badRequest(
                        "Line \(number) of the commit has the unknown key \"\(key.prefix(100))\": it must be header, "
                            + "file, lfsFile, deletedFile, deletedFolder or copyFile")
                }
                return decoded
            } catch let error as DecodingError {
                throw HubFailure.badRequest("Line \(number) of the commit can't be read: \(error.sentence)")
            }
        }
        return nil
    }

    private mutating func nextLine() async throws -> ByteBuffer? {
        var searched = 0
        while true {
            let view = pending.readableBytesView.dropFirst(searched)
            if let end = view.firstIndex(of: UInt8(ascii: "\n")) {
                let length = end - pending.readerIndex
                let line = pending.readSlice(length: length)
                pending.moveReaderIndex(forwardBy: 1)
                return line
            }
            searched = pending.readableBytes
            guard searched <= maximumLine else {
                throw HubFailure(
                    .contentTooLarge, .payloadTooLarge,
                    "Line \(number + 1) of the commit is longer than \(maximumLine) bytes: upload the file as a "
                        + "large file (LFS) instead")
            }
            if ended {
                defer { pending.clear() }
                return searched > 0 ? pending : nil
            }
            pending.discardReadBytes()
            if var piece = try await iterator.next() {
                pending.writeBuffer(&piece)
            } else {
                ended = true
            }
        }
    }
}
