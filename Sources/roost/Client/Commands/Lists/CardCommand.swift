import ArgumentParser
import HubAPI
import HubClient
import RepoCards

/// `models card`, `datasets card`, `spaces card`: the repo's README.md, or one of its two parts.
struct CardCommand<Kind: RepoKind>: HubCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "card", abstract: "Show the card of a \(Kind.type.rawValue): its README.md.",
            discussion: "With --json it prints the metadata, the text, or both, as an object.")
    }

    @Argument(help: "The repo, or an hf:// URI.")
    var repoID: String

    @Option(help: "A branch, a tag, a ref or a commit. (default: main)")
    var revision: String?

    @Flag(help: "Only the metadata at its top.")
    var metadata = false

    @Flag(help: "Only the text below the metadata.")
    var text = false

    @OptionGroup var hubOptions: HubOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard !metadata || !text else { throw ValidationError("--metadata and --text exclude each other.") }
    }

    func run(_ hub: Hub, _ output: Output) async throws {
        let target = try RepoTarget(repoID, type: Kind.type, revision: revision, on: hub).withoutPath()
        let content = try await Repo<Kind>(hub: hub, id: target.id).card(revision: target.revisionOrMain)
        guard output.format == .json || metadata || text else { return Self.write(content[...], output) }
        let parts = FrontMatter.split(content)
        if output.format != .json { return Self.write(metadata ? parts.yaml ?? "" : parts.body, output) }
        let data = try Self.data(of: content, target)
        if metadata {
            output.line(data.text)
        } else if text {
            output.line(JSONValue.object([JSONMember("text", .string(String(parts.body)))]).text)
        } else {
            output.line((["metadata": data, "text": .string(String(parts.body))] as JSONValue).text)
        }
    }

    /// As it is, and with an end of its last line.
    private static func write(_ text: Substring, _ output: Output) {
        output.write(text.isEmpty || text.hasSuffix("\n") ? String(text) : text + "\n")
    }

    private static func data(of content: String, _ target: RepoTarget) throws(HubError) -> JSONValue {
        do throws(CardError) {
            return try RepoCard.parse(content).data
        } catch {
            throw HubError(
                .decoding, "the metadata in the card of \(target.type.rawValue) \(target.id) is not valid: \(error)",
                suggestion: "Without --json it is shown as it is.")
        }
    }
}
