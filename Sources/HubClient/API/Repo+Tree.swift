import HTTPTypes
import HubAPI

extension Repo {
    /// The files and folders of a revision, over all pages of the hub's answer.
    ///
    /// - Parameters:
    ///   - path: A folder; empty for the root.
    ///   - recursive: With what is in the folders, at every depth. Folders are listed as well.
    ///   - expand: With the last commit of each and what scanners found; slow for the hub, in small pages.
    ///   - revision: A branch, tag, ref or commit.
    ///   - limit: Entries in all; nil for all.
    /// - Returns: A list that throws ``HubError``: `repositoryNotFound`, `revisionNotFound`, `entryNotFound` for a
    ///   folder that isn't there, ….
    public func tree(
        _ path: String = "", recursive: Bool = false, expand: Bool = false, revision: Revision = .main,
        limit: Int? = nil
    ) -> HubList<TreeEntry> {
        let folder = path.split(separator: "/").joined(separator: "/")
        let call = HubCall.get(
            reference.api("tree", revision, folder),
            [("recursive", recursive ? "true" : "false"), ("expand", expand ? "true" : "false")],
            about: reference.subject(revision, file: folder))
        return hub.session.list(call, limit: limit)
    }

    /// What lies at some paths. Paths that the revision doesn't hold are left out.
    ///
    /// - Parameters:
    ///   - paths: Of files or folders, from the root of the repo; any number of them.
    ///   - revision: A branch, tag, ref or commit.
    ///   - expand: With the last commit of each and what scanners found.
    /// - Throws: ``HubError``: `repositoryNotFound`, `revisionNotFound`, ….
    public func paths(
        _ paths: [String], revision: Revision = .main, expand: Bool = false
    ) async throws(HubError) -> [TreeEntry] {
        var entries: [TreeEntry] = []
        var rest = paths[...]
        while !rest.isEmpty {
            // The Hub takes 1,000 at a time.
            let batch = rest.prefix(500)
            rest = rest.dropFirst(batch.count)
            entries += try await hub.session.answer(pathsCall(batch, revision, expand: expand)).values()
        }
        return entries
    }

    private func pathsCall(_ paths: ArraySlice<String>, _ revision: Revision, expand: Bool) -> HubCall {
        let form = paths.map { "paths=" + PercentEncoding.query($0) } + ["expand=\(expand)"]
        var call = HubCall(.post, .path(reference.api("paths-info", revision)))
        call.headers[.contentType] = "application/x-www-form-urlencoded"
        call.headers[.accept] = "application/json"
        call.body = .bytes(Array(form.joined(separator: "&").utf8))
        // A question, although it is a POST.
        call.repeats = .always
        call.subject = reference.subject(revision)
        return call
    }
}
