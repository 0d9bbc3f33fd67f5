/// Lists the GGUF files of repos, for pages and scripts.
struct GGUFListingService: Sendable {
    let branches: MainBranches

    /// Whoever may see a gated repo may see which files it has; so it is with trees.
    func listing(_ reference: RepoReference, caller: Caller) async throws -> GGUFListing {
        let branch = try await branches.open(reference, .names, caller: caller)
        return GGUFListing(
            commit: branch.commit.id, files: try await branches.files(branch, where: GGUFListing.isListed))
    }
}
