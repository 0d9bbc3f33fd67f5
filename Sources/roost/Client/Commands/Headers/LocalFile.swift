import HubClient
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The first bytes of a file of this machine.
struct LocalFile: ~Copyable {
    let path: String
    /// Bytes.
    let size: Int64
    private let descriptor: FileDescriptor

    static func exists(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    init(_ path: String) throws(HubError) {
        do {
            let descriptor = try FileDescriptor.open(FilePath(path), .readOnly)
            do {
                size = try descriptor.seek(offset: 0, from: .end)
            } catch {
                try? descriptor.close()
                throw error
            }
            self.descriptor = descriptor
        } catch {
            throw Self.failure(path, error)
        }
        self.path = path
    }

    deinit { try? descriptor.close() }

    /// So many bytes from the beginning, or all of a shorter file.
    func beginning(_ count: Int) throws(HubError) -> [UInt8] {
        let count = Int(min(Int64(count), size))
        do {
            let bytes = try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                while filled < count {
                    let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                    let read = try descriptor.read(fromAbsoluteOffset: Int64(filled), into: rest)
                    if read == 0 { return }
                    filled += read
                }
            }
            return bytes
        } catch {
            throw Self.failure(path, error)
        }
    }

    private static func failure(_ path: String, _ error: any Error) -> HubError {
        HubError(.fileSystem(code: (error as? Errno)?.rawValue ?? 0), "can't read \(path): \(error)")
    }
}
