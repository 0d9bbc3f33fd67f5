import ArgumentParser

struct Completion: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a completion script for a shell.",
        discussion: """
            bash:  roost completion bash > ~/.local/share/bash-completion/completions/roost
            zsh:   roost completion zsh > ~/.zsh/completions/_roost    (a folder of $fpath)
            fish:  roost completion fish > ~/.config/fish/completions/roost.fish
            """)

    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash, zsh, fish
    }

    @Argument(help: "The shell.")
    var shell: Shell

    func run() {
        let shell: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        Terminal.print(Roost.completionScript(for: shell))
    }
}
