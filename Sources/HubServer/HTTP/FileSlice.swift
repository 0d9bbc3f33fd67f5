import HubStorage
import Hummingbird
import NIOCore
import NIOHTTP1
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A part of a file on this machine, sent by `sendfile` so that the bytes never enter the process.
///
/// The typed HTTP pipeline carries buffers only, so the file region is written beside it: from the context of the
/// HTTP/1.1 encoder, after the head, whose Content-Length has fixed the framing. That is right on plain HTTP/1.1
/// connections alone; where there is no such encoder the file is read in pieces.
struct FileSlice: Sendable {
    /// What one `sendfile` call covers, so that a client that stopped reading is noticed and shutdown needn't
    /// wait for a gigabyte.
    private static let pieceLength: Int64 = 4 << 20
    private static let readLength: Int64 = 1 << 20
    /// A client that takes less than a piece in this time (14 kB/s) has stopped reading.
    private static let pieceDeadline = TimeAmount.minutes(5)

    private let path: String
    private let range: Range<Int64>

    /// - Throws: ``ObjectStoreError`` `.notFound` now, so that a missing file is an error before the answer begins.
    init(path: String, range: Range<Int64>) throws {
        guard access(path, R_OK) == 0 else {
            throw ObjectStoreError(.notFound, "the stored content at \(path) is missing")
        }
        self.path = path
        self.range = range
    }

    func body(on channel: any Channel) -> ResponseBody {
        ResponseBody(contentLength: Int(range.count64)) { writer in
            let handle = try open()
            do {
                try await send(handle, on: channel, &writer)
            } catch {
                try? handle.close()
                throw error
            }
            try handle.close()
            try await writer.finish(nil)
        }
    }

    private func open() throws -> NIOFileHandle { try NIOFileHandle(_deprecatedPath: path) }

    @concurrent private func send(
        _ handle: NIOFileHandle, on channel: any Channel, _ writer: inout any ResponseBodyWriter
    ) async throws {
        var start = range.lowerBound
        let plain = try await channel.eventLoop.submit {
            (try? channel.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)) != nil
        }.get()
        while start < range.upperBound {
            let end = min(start + (plain ? Self.pieceLength : Self.readLength), range.upperBound)
            if plain {
                let region = FileRegion(fileHandle: handle, readerIndex: Int(start), endIndex: Int(end))
                try await Self.sendFile(region, on: channel)
            } else {
                let piece = try await NonBlockingFileIO(threadPool: .singleton).read(
                    fileHandle: handle, fromOffset: start, byteCount: Int(end - start),
                    allocator: ByteBufferAllocator())
                try await writer.write(piece)
            }
            start = end
        }
    }

    private static func sendFile(_ region: FileRegion, on channel: any Channel) async throws {
        try await channel.eventLoop.flatSubmit {
            do {
                let encoder = try channel.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
                let deadline = channel.eventLoop.scheduleTask(in: pieceDeadline) {
                    channel.close(promise: nil)
                }
                let sent = channel.eventLoop.makePromise(of: Void.self)
                encoder.writeAndFlush(NIOAny(IOData.fileRegion(region)), promise: sent)
                sent.futureResult.whenComplete { _ in deadline.cancel() }
                return sent.futureResult
            } catch {
                return channel.eventLoop.makeFailedFuture(error)
            }
        }.get()
    }
}
