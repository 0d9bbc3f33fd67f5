import HubAPI
import ModelFormats
import RepoCards
import Testing

extension Corpus {
    static let spaces: [CorpusCase] = [
        CorpusCase(
            "gradio", .space,
            front: """
                title: Demo
                emoji: 🚀
                colorFrom: blue
                colorTo: pink
                sdk: gradio
                sdk_version: 5.0
                tags: [mcp-server]
                models: [gpt2, GPT2, openai/whisper-tiny, ../etc]
                datasets: rajpurkar/squad
                license: mit
                """
        ).with {
            $0.files = ["app.py"]
            $0.tags = ["gradio", "mcp-server", "region:us"]
            $0.check = { facts in
                #expect(facts.title == "Demo" && facts.emoji == "🚀")
                #expect(facts.colorFrom == "blue" && facts.colorTo == "pink")
                #expect(facts.sdk == "gradio" && facts.sdkVersion == "5.0" && facts.appFile == "app.py")
                #expect(facts.appPort == nil)
                #expect(facts.models == ["gpt2", "openai/whisper-tiny"] && facts.datasets == ["rajpurkar/squad"])
                #expect(facts.properties.isEmpty && facts.apps.isEmpty)
            }
        },
        CorpusCase("static", .space, front: "sdk: static\ntitle: Page").with {
            $0.files = ["index.html", "style.css"]
            $0.tags = ["static", "region:us"]
            $0.check = { #expect($0.appFile == "index.html") }
        },
        CorpusCase("docker", .space, front: "sdk: docker\napp_port: 7860\nsdk_version: '1'").with {
            $0.files = ["Dockerfile"]
            $0.tags = ["docker", "region:us"]
            $0.check = { facts in
                #expect(facts.appFile == "Dockerfile" && facts.appPort == 7860 && facts.sdkVersion == "1")
            }
        },
        CorpusCase("streamlit with a file of its own", .space, front: "sdk: streamlit\napp_file: src/main.py").with {
            $0.tags = ["streamlit", "region:us"]
            $0.check = { #expect($0.appFile == "src/main.py") }
        },
        CorpusCase("a port that is none", .space, front: "sdk: docker\napp_port: 99999").with {
            $0.tags = ["docker", "region:us"]
            $0.check = { #expect($0.appPort == nil) }
        },
        CorpusCase("no card", .space).with {
            $0.files = ["app.py"]
            $0.tags = ["region:us"]
            $0.check = { #expect($0.sdk == nil && $0.appFile == nil && $0.cardData == nil) }
        },
    ]
}
