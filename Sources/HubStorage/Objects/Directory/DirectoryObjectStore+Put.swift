import NIOCore
import NIOPosix

extension DirectoryObjectStore {
    @discardableResult
    public func put(
        _ key: ObjectKey, _ bytes: ByteStream, expecting expectation: ObjectExpectation
    ) async throws -> StoredObject {
        let folder = temporaryPath
        let object = try await threads.runIfActive {
            try TemporaryObject(in: folder, hashing: expectation.wantsSHA256)
        }
        do {
            let length = try await receive(bytes, into: object, expecting: expectation)
            // A stream may simply end when its task is cancelled; that is not the end of the object.
            try Task.checkCancellation()
            let path = path(of: key)
            let parent = key.value.lastIndex(of: "/").map { String(key.value[..<$0]) } ?? ""
            let folders = folders
            let folderPath = parent.isEmpty ? objectsPath : "\(objectsPath)/\(parent)"
            let sha256 = try await threads.runIfActive {
                let sha256 = object.finishHash()
                if let expected = expectation.sha256, expected != sha256 {
                    throw ObjectStoreError(.hashMismatch, "the SHA-256 of “\(key)” is not the stated one")
                }
                try object.synchronize()
                try folders.make(parent)
                if try !object.publish(at: path) {
                    // Someone removed a folder we knew.
                    folders.forget()
                    try folders.make(parent)
                    guard try object.publish(at: path) else {
                        throw ObjectStoreError(.failed, "the folder of “\(path)” vanishes")
                    }
                }
                // Also when the object was there already: another put may not have come to this line yet.
                try DurableFolders.synchronize(folderPath)
                return sha256
            }
            return StoredObject(key: key, length: length, sha256: sha256)
        } catch {
            await discard(object)
            throw error
        }
    }

    /// Receives the next batch while the pool hashes and writes the previous one. Two buffers go back and forth.
    ///
    /// Returns the length when all is written.
    private func receive(
        _ bytes: ByteStream, into object: TemporaryObject, expecting expectation: ObjectExpectation
    ) async throws -> Int64 {
        let threads = threads
        return try await withThrowingTaskGroup(of: ByteBuffer.self) { group in
            var length: Int64 = 0
            var batch = ByteBuffer()
            var started = 0
            for try await piece in bytes {
                length += Int64(piece.readableBytes)
                try check(length, against: expectation)
                if batch.readableBytes == 0, piece.readableBytes >= Self.batchSize {
                    batch = piece
                } else {
                    batch.writeImmutableBuffer(piece)
                }
                guard batch.readableBytes >= Self.batchSize else { continue }
                var spare = started > 0 ? try await group.next() ?? ByteBuffer() : ByteBuffer()
                let full = batch
                group.addTask { try await threads.runIfActive { try object.append(full) } }
                started += 1
                spare.clear()
                batch = spare
            }
            if let expected = expectation.length, length != expected {
                throw ObjectStoreError(.lengthMismatch, "\(length) bytes instead of \(expected)")
            }
            try await group.waitForAll()
            let last = batch
            group.addTask { try await threads.runIfActive { try object.append(last) } }
            try await group.waitForAll()
            return length
        }
    }

    private func check(_ length: Int64, against expectation: ObjectExpectation) throws {
        if let expected = expectation.length, length > expected {
            throw ObjectStoreError(.lengthMismatch, "more than the stated \(expected) bytes")
        }
        if let maximum = expectation.maximumLength, length > maximum {
            throw ObjectStoreError(.tooLarge, "more than the permitted \(maximum) bytes")
        }
    }

    /// Removes the temporary file even when the task is cancelled, unlike `runIfActive`.
    private func discard(_ object: TemporaryObject) async {
        await withCheckedContinuation { continuation in
            threads.submit { _ in
                object.discard()
                continuation.resume()
            }
        }
    }
}
