import HubAPI
import ModelFormats

extension HubError {
    /// Of a file whose beginning is not what its name promises, or that claims more than anybody's does.
    init(_ error: FormatError, in file: FileBeginning) {
        self.init(.decoding, "\(file.subject): \(error)")
    }
}
