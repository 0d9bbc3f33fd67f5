import HubAPI
import HubClient

/// What a command about a file's header was given: a file of this machine, or a repo and perhaps a file in it.
enum HeaderSource {
    case local(String)
    case remote(RepoTarget, file: String?)

    init(_ source: String, file: String?, type: RepoType?, revision: String?, on hub: Hub) throws(HubError) {
        if file == nil, LocalFile.exists(source) {
            self = .local(source)
            return
        }
        let target: RepoTarget
        do {
            target = try RepoTarget(source, type: type, revision: revision, on: hub)
        } catch {
            // What looks like a file, and isn't the id of a repo, was meant as one.
            if source.contains(".gguf") || source.contains(".safetensors"), !source.contains("://") {
                throw HubError(.entryNotFound, "there is no file \(source), and no repo can have that id")
            }
            throw error
        }
        guard file == nil || target.path == nil else {
            throw HubError(.invalidInput, "\(source) names a file, and so does the next argument")
        }
        self = .remote(target, file: file ?? target.path)
    }
}
