import HTTPTypes
import HubAPI
import HubStorage
import Testing

@testable import HubServer

@Suite("LFS routes")
struct LFSRoutesTests {
    private func table() async throws -> RouteTable {
        var table = RouteTable()
        let fixture = try await LFSFixture()
        let reader = XetReader(database: fixture.database, xorbs: XorbObjects(objects: fixture.objects))
        LFSRoutes(
            service: fixture.service(), contents: ContentAnswer(objects: fixture.objects, reader: reader)
        ).add(to: &table)
        return table
    }

    @Test(
        "git's addresses of each type of repo, with bare names too",
        arguments: [
            ("ann/model.git", "/{repo}.git", "ann/model"), ("gpt2.git", "/{repo}.git", "gpt2"),
            ("datasets/ann/d.git", "/datasets/{repo}.git", "ann/d"),
            ("spaces/s.git", "/spaces/{repo}.git", "s"),
        ])
    func git(_ remote: String, _ template: String, _ repo: String) async throws {
        let table = try await table()
        for (method, rest) in [
            (HTTPRequest.Method.post, "objects/batch"), (.post, "locks/verify"), (.get, "locks"),
            (.post, "locks"),
        ] {
            let path = "\(remote)/info/lfs/\(rest)"
            guard case .found(let match) = try table.match(method, path.split(separator: "/")) else {
                Issue.record("no route for \(path)")
                continue
            }
            #expect(match.route.template == "\(template)/info/lfs/\(rest)")
            #expect(match.parameters["repo"] == repo)
        }
    }

    @Test("every purpose of a ticket has its address")
    func transfers() async throws {
        let table = try await table()
        for purpose in Ticket.Purpose.allCases {
            let path = "lfs/\(purpose.path)/x"
            let method: HTTPRequest.Method =
                switch purpose {
                case .upload, .uploadPart: .put
                case .completeUpload, .verify: .post
                case .download: .head
                }
            guard case .found(let match) = try table.match(method, path.split(separator: "/")) else {
                Issue.record("no route for \(path)")
                continue
            }
            #expect(match.parameters["ticket"] == "x")
        }
    }

    @Test("failures carry git-lfs's message, and 401 the scheme it asks a password for")
    func failures() {
        let refused = LFSAnswers.inGitForm(.unauthorized("Sign in"))
        #expect(refused.headers[.wwwAuthenticate] == "Basic realm=\"Roost\"")
        #expect(refused.details == [JSONMember("message", "Sign in")])
        #expect(LFSAnswers.inGitForm(.forbidden("No")).headers[.wwwAuthenticate] == nil)
    }
}
