import HubAPI
import Testing

@testable import HubClient

@Suite struct RepoURITests {
    struct Case: Sendable {
        let text: String
        let type: RepoType
        let id: String
        let revision: String?
        let path: String

        init(_ text: String, _ type: RepoType, _ id: String, _ revision: String? = nil, _ path: String = "") {
            (self.text, self.type, self.id, self.revision, self.path) = (text, type, id, revision, path)
        }
    }

    @Test(arguments: [
        // Plain ids are of the kind that was asked for.
        Case("a/b", .space, "a/b"), Case("gpt2", .space, "gpt2"),
        // URIs say the kind themselves.
        Case("hf://a/b", .model, "a/b"), Case("hf://models/a/b", .model, "a/b"), Case("hf://gpt2", .model, "gpt2"),
        Case("hf://datasets/a/b", .dataset, "a/b"), Case("hf://spaces/a/b/", .space, "a/b"),
        Case("hf:///a/b", .model, "a/b"), Case("hf://datasets/squad@v1", .dataset, "squad", "v1"),
        Case("hf://datasets/a/b/train.csv", .dataset, "a/b", nil, "train.csv"),
        Case("hf://a/b/folder/file 1.txt", .model, "a/b", nil, "folder/file 1.txt"),
        Case("hf://a/b@v1", .model, "a/b", "v1"), Case("hf://a/b@v1/x/y", .model, "a/b", "v1", "x/y"),
        // Refs of pull requests and conversions are taken whole, and only those.
        Case("hf://a/b@refs/pr/10", .model, "a/b", "refs/pr/10"),
        Case("hf://a/b@refs/pr/10/x.txt", .model, "a/b", "refs/pr/10", "x.txt"),
        Case("hf://datasets/a/b@refs/convert/parquet/default", .dataset, "a/b", "refs/convert/parquet", "default"),
        Case("hf://a/b@refs/convert/duckdb.v1-2", .model, "a/b", "refs/convert/duckdb.v1-2"),
        Case("hf://a/b@refs/heads/x", .model, "a/b", "refs", "heads/x"),
        Case("hf://a/b@refs/pr/x", .model, "a/b", "refs", "pr/x"),
        Case("hf://a/b@refs%2Fpr%2F3", .model, "a/b", "refs/pr/3"),
        Case("hf://a/b@feature%2Fx/y", .model, "a/b", "feature/x", "y"),
        Case("hf://a/b@50%25/y", .model, "a/b", "50%", "y"),
        // An @ in a file's name is part of it.
        Case("hf://a/b/file@1.txt", .model, "a/b", nil, "file@1.txt"),
        Case("hf://a/b@v1/file@2.txt", .model, "a/b", "v1", "file@2.txt"),
        // Pages of this hub and of the Hub.
        Case("http://hub.test:8080/hf/a/b", .model, "a/b"),
        Case("hub.test:8080/hf/a/b", .model, "a/b"),
        Case("HTTP://Hub.Test:8080/hf/datasets/a/b/", .dataset, "a/b"),
        Case("http://hub.test:8080/hf/a/b/tree/v1", .model, "a/b", "v1"),
        Case("http://hub.test:8080/hf/a/b/tree", .model, "a/b"),
        Case("http://hub.test:8080/hf/spaces/a/b/blob/main/x/y.py#L3", .space, "a/b", "main", "x/y.py"),
        Case("http://hub.test:8080/hf/a/b/resolve/main/a%20b%23.txt?download=true", .model, "a/b", "main", "a b#.txt"),
        Case("https://huggingface.co/a/b/raw/refs/pr/1/x", .model, "a/b", "refs/pr/1", "x"),
        Case("https://huggingface.co/a/b/blame/refs%2Fpr%2F1/x", .model, "a/b", "refs/pr/1", "x"),
        Case("huggingface.co/datasets/a/b/tree/feature%2Fx/y", .dataset, "a/b", "feature/x", "y"),
        Case("https://hf.co/models/a/b", .model, "a/b"),
        Case("https://huggingface.co/a/b/blob/100%2525/x", .model, "a/b", "100%25", "x"),
    ])
    func readable(expected: Case) throws {
        let uri = try RepoURI(parsing: expected.text, type: .space, endpoint: "http://hub.test:8080/hf/")
        #expect(uri.type == expected.type)
        #expect(uri.id.description == expected.id)
        #expect(uri.revision?.name == expected.revision)
        #expect(uri.path == expected.path)
        // What is written is read as the same.
        #expect(try RepoURI(parsing: uri.description) == uri)
        if uri.id.namespace != nil {
            #expect(try RepoURI(parsing: uri.webAddress(on: "https://huggingface.co"), type: .model).id == uri.id)
        }
    }

    @Test(arguments: [
        "", "hf://", "hf:///", "hf://datasets", "hf://datasets/", "hf://dataset/a/b", "hf://model/a/b",
        "hf://buckets/a/b", "hf://kernels/a/b", "hf://a/b@", "hf://a/b@/x", "hf://@v1", "hf://a/b//x", "hf://a/b/../x",
        "hf://a/b/./x", "hf://a b/c", "hf://a/b@v%2", "hf://a/b@%FF", "hf://a/b.git", "a/b/c", "a/b@v1", "HF://a/b",
        "https://huggingface.co", "https://huggingface.co/a", "https://huggingface.co/datasets/squad",
        "https://huggingface.co/a/b/discussions/1", "https://huggingface.co/a/b/commit/abc",
        "https://example.com/a/b", "http://hub.test:9090/hf/a/b", "https://huggingface.co/a/b/blob/main/%2E%2E/x",
        "https://huggingface.co/a/b/blob/%FF/x",
    ])
    func unreadable(text: String) {
        let error = #expect(throws: HubError.self) {
            try RepoURI(parsing: text, endpoint: "http://hub.test:8080/hf")
        }
        #expect(error?.kind == .invalidInput)
    }

    @Test(arguments: [
        (RepoURI(type: .model, id: RepoID(namespace: "a", name: "b")), "hf://models/a/b", "https://h/a/b"),
        (
            RepoURI(type: .dataset, id: RepoID(namespace: "a", name: "b"), revision: "refs/pr/1", path: "x/y"),
            "hf://datasets/a/b@refs/pr/1/x/y", "https://h/datasets/a/b/blob/refs/pr/1/x/y"
        ),
        (
            RepoURI(type: .space, id: RepoID(namespace: "a", name: "b"), revision: "f/x%", path: ""),
            "hf://spaces/a/b@f%2Fx%25", "https://h/spaces/a/b/tree/f%2Fx%25"
        ),
        (
            RepoURI(type: .model, id: RepoID(namespace: "a", name: "b"), path: "a b#.txt"),
            "hf://models/a/b/a b#.txt", "https://h/a/b/blob/main/a%20b%23.txt"
        ),
    ])
    func written(uri: RepoURI, text: String, page: String) {
        #expect(uri.description == text)
        #expect(uri.webAddress(on: "https://h/") == page)
    }

    @Test func `A hub makes a handle of what is parsed`() throws {
        let hub = Hub.answering(TableTransport([:]))
        let location = try hub.repo(parsing: "hf://datasets/squad@v1/train.csv")
        guard case .dataset(let repo) = location.repo else {
            Issue.record("a dataset is no dataset")
            return
        }
        #expect(repo.id.description == "squad")
        #expect(location.revision == "v1")
        #expect(location.path == "train.csv")
        #expect(try hub.repo(parsing: "a/b").repo.reference.description == "model a/b")
        #expect(try hub.repo(parsing: "a/b", type: .space).repo.reference.description == "space a/b")
    }

    @Test(arguments: [
        (RepoType.model, "gpt2", "/api/models/gpt2", "/gpt2"), (.model, "a/b", "/api/models/a/b", "/a/b"),
        (.dataset, "a/b", "/api/datasets/a/b", "/datasets/a/b"), (.space, "a/b", "/api/spaces/a/b", "/spaces/a/b"),
    ])
    func addresses(type: RepoType, id: String, api: String, web: String) throws {
        let repo = RepoReference(type: type, id: try #require(RepoID(id)))
        #expect(repo.apiPath == api)
        #expect(repo.api("tree", "refs/pr/1", "a b/c#") == api + "/tree/refs%2Fpr%2F1/a%20b%2Fc%23")
        #expect(repo.api("refs") == api + "/refs")
        #expect(repo.resolve("a b/[c]^|#?%.txt", "x/y") == web + "/resolve/x%2Fy/a%20b/%5Bc%5D%5E%7C%23%3F%25.txt")
        #expect(repo.resolve("é+&=", .main) == web + "/resolve/main/%C3%A9%2B%26%3D")
    }
}
