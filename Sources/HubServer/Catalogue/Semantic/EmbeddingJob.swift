import HubAPI
import HubStorage
import Logging

/// Keeps repos' vectors in step with their texts and with the configured model.
struct EmbeddingJob: Sendable {
    /// Texts in one request: few enough for a model on a small machine to be done with in time.
    private static let batch = 32
    /// A text that every model takes. While it is refused, a refusal says nothing about other texts.
    private static let probe = "test"

    let database: any Database
    let client: EmbeddingClient
    let logger: Logger

    /// Embeds those of the repos whose text or model is not that of their vector. Returns how many have one now.
    ///
    /// - Throws: ``PostponedJob`` when the endpoint can't do it now.
    @discardableResult
    func embed(repoIDs: [Int64]) async throws -> Int {
        let sources = try await database.read { db in try VectorStore(db).sources(repoIDs) }
        return try await embed(sources.filter(isStale))
    }

    /// Whether a repo's vector, or the note that its text was refused, is missing, or of another model or text.
    func isStale(_ source: VectorStore.Source) -> Bool {
        !source.text.value.isEmpty
            && source.origin != VectorStore.Origin(model: client.model, textHash: source.text.hash)
    }

    @discardableResult
    func embed(_ stale: [VectorStore.Source]) async throws -> Int {
        var count = 0
        for start in stride(from: 0, to: stale.count, by: Self.batch) {
            let batch = Array(stale[start..<min(start + Self.batch, stale.count)])
            do {
                count += try await store(batch)
            } catch let error as EmbeddingError {
                // Jobs that failed together don't come back together.
                throw PostponedJob(for: .seconds(60) * Double.random(in: 1...2), error.description)
            }
        }
        return count
    }

    private func store(_ batch: [VectorStore.Source]) async throws -> Int {
        let codes = try await codes(batch)
        let vectors = zip(batch, codes).map { source, code in
            VectorStore.NewVector(
                repoID: source.repoID,
                origin: VectorStore.Origin(model: client.model, textHash: source.text.hash),
                vector: code?.stored ?? VectorStore.refused)
        }
        do {
            try await put(vectors)
        } catch let error as DatabaseError where error.code == .foreignKeyViolation {
            // A repo was deleted between the question whether it is there and the answer; now it is not.
            try await put(vectors)
        }
        return codes.count { $0 != nil }
    }

    private func put(_ vectors: [VectorStore.NewVector]) async throws {
        try await database.write { db in try VectorStore(db).put(vectors, at: .now) }
    }

    // MARK: Texts that are refused

    /// A vector for each text; nil for one that the endpoint refuses however short it is made.
    private func codes(_ batch: [VectorStore.Source]) async throws -> [VectorCode?] {
        do {
            return try await client.embed(batch.map(\.text.value))
        } catch let error as EmbeddingError where error.mayBeOfText {
            // One text can spoil a batch: if it is not the endpoint, then one by one they show which.
            try await checkEndpoint()
            var codes: [VectorCode?] = []
            for source in batch { codes.append(try await code(source)) }
            return codes
        }
    }

    /// Throws when the endpoint refuses whatever it is sent. Only what is refused while it takes other texts is
    /// remembered as refused.
    private func checkEndpoint() async throws { _ = try await client.embed([Self.probe]) }

    private func code(_ source: VectorStore.Source) async throws -> VectorCode? {
        let text = source.text.value
        for attempt in [text] + EmbeddingText.shortened(text) {
            do {
                return try await client.embed([attempt]).first
            } catch let error as EmbeddingError where error.mayBeOfText {
                continue
            }
        }
        try await checkEndpoint()
        logger.warning("the embeddings endpoint refuses a repo's text", metadata: ["repo": "\(source.repoID)"])
        return nil
    }
}
