import HubAPI
import RepoCards
import Testing

@Suite struct DatasetLayoutTests {
    /// `config/split: files` of all, in order; a star marks the config that is loaded by default.
    private func layout(_ files: [String], _ yaml: String = "") throws -> [String] {
        let card = try RepoCard.parse("---\n\(yaml)\n---\n")
        return DatasetLayout.configs(card: card.data, files: files.map { RepoFile(path: $0, size: 1) }).flatMap {
            config in
            config.splits.map {
                config.name + (config.isDefault ? "*" : "") + "/\($0.name): " + $0.files.joined(separator: " ")
            }
        }
    }

    @Test(.timeLimit(.minutes(20)))
    func patternsMayNotTakeLong() throws {
        let names = (100..<1_100).map { String(repeating: "a", count: 240) + "\($0)" } + ["x.csv"]
        func configs(_ patterns: [String]) throws -> [String] {
            let configs = (patterns + ["*.csv"]).enumerated().map { "- config_name: c\($0)\n  data_files: \"\($1)\"\n" }
            return try layout(names, "configs:\n" + configs.joined())
        }
        // Each of these takes some ten thousand steps for each file.
        let slow = "*" + String(repeating: "a", count: 127) + "[b]"
        #expect(try configs(Array(repeating: slow, count: 10)).isEmpty)
        // A usual card finds its files at the end, too.
        #expect(try configs((0..<1_000).map { "*_\($0).csv" }) == ["c1000*/train: x.csv"])
    }

    @Test func manyConfigsShareAFolder() throws {
        let names = (100..<400).map { "\($0).csv" }
        let yaml = "configs:\n" + (0..<1_500).map { "- config_name: c\($0)\n" }.joined()
        #expect(try layout(names, yaml).count == 1_500)
    }

    @Test func takesShardsByTheirNames() throws {
        #expect(
            try layout([
                "data/extra-00000-of-00001.parquet", "data/test-00000-of-00001-0abc.parquet",
                "data/train-00001-of-00002.parquet", "data/train-00000-of-00002.parquet", "train.parquet",
            ]) == [
                "default*/train: data/train-00000-of-00002.parquet data/train-00001-of-00002.parquet",
                "default*/test: data/test-00000-of-00001-0abc.parquet",
                "default*/extra: data/extra-00000-of-00001.parquet",
            ])
    }

    @Test(arguments: [
        // Folders say more than files.
        (
            ["train/a.csv", "dev/test.csv"],
            ["default*/train: train/a.csv", "default*/validation: dev/test.csv"]
        ),
        (["my-train/x.csv", "b.csv"], ["default*/train: my-train/x.csv"]),
        (
            ["a_training.csv", "eval2.csv", "val.csv", "x.csv"],
            [
                "default*/train: a_training.csv", "default*/validation: val.csv", "default*/test: eval2.csv",
            ]
        ),
        // A word inside of another one is none.
        (["retrain.csv", "trainer.csv"], ["default*/train: retrain.csv trainer.csv"]),
        (["b.csv", "a.csv"], ["default*/train: a.csv b.csv"]),
        ([".hidden/train.csv", "__MACOSX/train.csv", "README.md", "dataset_infos.json", "script.py"], []),
        // Files of other kinds are beside the data.
        (["train.csv", "test.csv", "labels.json"], ["default*/train: train.csv", "default*/test: test.csv"]),
        ([], []),
    ])
    func infersSplits(_ files: [String], _ expected: [String]) throws {
        #expect(try layout(files) == expected)
    }

    @Test(arguments: [
        ("data_files: '*.csv'", ["c*/train: a.csv b.csv"]),
        ("data_files: [b.csv, a.csv, none.csv]", ["c*/train: a.csv b.csv"]),
        ("data_files: {train: a.csv, dev: ['b.csv']}", ["c*/train: a.csv", "c*/dev: b.csv"]),
        (
            "data_files: [{split: x, path: 'd/**/*.csv'}, {split: y, path: ['d/e/*']}]",
            ["c*/x: d/e/f.csv d/g.csv", "c*/y: d/e/f.csv"]
        ),
        ("data_dir: d", ["c*/train: d/e/f.csv d/g.csv"]),
        ("data_dir: d\n  data_files: '*.csv'", ["c*/train: d/g.csv"]),
        ("data_files: '**'", ["c*/train: a.csv b.csv d/e/f.csv d/g.csv"]),
        ("data_files: 'hf://x/*'", []),
        ("data_files: '../*'", []),
        ("data_files: 7", []),
        ("data_files: [{split: 'not a name', path: a.csv}]", []),
    ])
    func followsTheCard(_ entry: String, _ expected: [String]) throws {
        let files = ["a.csv", "b.csv", "d/e/f.csv", "d/g.csv", ".x/a.csv", "README.md"]
        #expect(try layout(files, "configs:\n- config_name: c\n  \(entry)") == expected)
    }

    @Test func marksTheDefaultConfig() throws {
        let yaml = """
            configs:
            - {config_name: one, data_files: a.csv}
            - {config_name: two, data_files: b.csv, default: true}
            - {config_name: one, data_files: b.csv}
            - {config_name: empty, data_files: z.csv}
            - oops
            """
        #expect(try layout(["a.csv", "b.csv"], yaml) == ["one/train: a.csv", "two*/train: b.csv"])
    }

    @Test(.timeLimit(.minutes(20))) func isNoPlaceForBombs() throws {
        let bomb = String(repeating: "*a", count: 300) + "b"
        let deep = String(repeating: "**/", count: 200) + "x.csv"
        let name = String(repeating: "a", count: 4000) + ".csv"
        let path = String(repeating: "d/", count: 1000) + "y.csv"
        var configs = ""
        for index in 0..<600 { configs += "- config_name: c\(index)\n  data_files:\n  - '\(bomb)'\n  - '\(deep)'\n" }
        let files = [name, path] + (0..<300).map { "f\($0)/a.csv" }
        let clock = ContinuousClock()
        var found: [String] = []
        let time = try clock.measure { found = try layout(files, "configs:\n" + configs) }
        #expect(found.isEmpty)
        #expect(time < .seconds(30), "\(time)")
    }
}
