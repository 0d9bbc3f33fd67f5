import HubClient
import Logging
import Testing

/// The code of “Handling errors”.
@Suite(.timeLimit(.minutes(2))) struct ErrorSamples: QuietSamples {
    private func configured(_ configuration: inout HubConfiguration) {
        configuration.retries = 2
        configuration.connectTimeout = .seconds(5)
        configuration.readTimeout = .seconds(30)
    }

    private func logged() throws {
        var logger = Logger(label: "hub")
        logger.logLevel = .debug
        let hub = Hub(try .environment(), logger: logger)
        print(hub)
    }

    private func byKind(_ model: Repo<Model>) async {
        do {
            let file = try await model.download("model.safetensors")
            print(file.path)
        } catch {
            switch error.kind {
            case .gated: print("Ask for access on the repo's page first")
            case .repositoryNotFound: print("No such repo, or the token may not see it")
            case .rateLimited(let wait): print("Too many requests; again in \(wait ?? .seconds(60))")
            case .integrity(let expected, let actual): print("\(actual) came instead of \(expected)")
            case .outOfSpace: print("The disk is full")
            default: print(error)
            }
        }
    }

    @Test func whatMayBeMissing() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["README.md": .text("# Card")])
            let model = try bench.model

            if try await model.exists(file: "README.md") {
                print(try await model.card())
            }

            #expect(bench.faults.requests("GET", "README.md").count == 1)
        }
    }
}
