import HubAPI
import ModelFormats
import RepoCards

extension Corpus {
    static let datasets: [CorpusCase] = [
        CorpusCase(
            "squad", .dataset,
            front: """
                pretty_name: SQuAD
                annotations_creators: [crowdsourced]
                language_creators: [crowdsourced, found]
                language: [en]
                license: cc-by-sa-4.0
                multilinguality: [monolingual]
                size_categories: [10K<n<100K]
                source_datasets: [extended|wikipedia]
                task_categories: [question-answering]
                task_ids: [extractive-qa]
                paperswithcode_id: squad
                tags: [reading]
                """,
            body: """
                # Dataset Card for SQuAD

                Questions about articles, from [a paper](https://arxiv.org/abs/1606.05250).

                ```
                @article{rajpurkar2016,
                  title = {{SQuAD}},
                }
                ```
                """
        ).with {
            $0.files = [
                "README.md:7", "plain_text/train-00000-of-00001.parquet:100",
                "plain_text/validation-00000-of-00001.parquet:20",
            ]
            $0.parquet = [
                "plain_text/train-00000-of-00001.parquet": table(
                    87_599, ("id", "string"), ("answers", "struct"),
                    features: #"{"id":{"dtype":"string","_type":"Value"}}"#),
                "plain_text/validation-00000-of-00001.parquet": table(10_570, ("id", "string")),
            ]
            $0.tags = [
                "task_categories:question-answering", "task_ids:extractive-qa", "annotations_creators:crowdsourced",
                "language_creators:crowdsourced", "language_creators:found", "multilinguality:monolingual",
                "source_datasets:extended|wikipedia", "language:en", "license:cc-by-sa-4.0",
                "size_categories:10K<n<100K", "format:parquet", "modality:text", "library:datasets",
                "library:pandas", "library:mlcroissant", "library:polars", "arxiv:1606.05250", "region:us", "reading",
            ]
            $0.properties = [
                "citation": #""@article{rajpurkar2016,\n  title = {{SQuAD}},\n}""#,
                "description":
                    #""Questions about articles, from [a paper](https://arxiv.org/abs/1606.05250).""#,
                "paperswithcode_id": #""squad""#, "mainSize": "127",
            ]
        },
        CorpusCase("csv without a card", .dataset).with {
            $0.files = ["data.csv"]
            $0.tags = [
                "format:csv", "modality:tabular", "library:datasets", "library:pandas", "library:mlcroissant",
                "library:polars", "region:us",
            ]
            $0.properties = ["mainSize": "10", "citation": "null", "description": "null"]
        },
        CorpusCase(
            "csv with its columns written down", .dataset,
            front: """
                dataset_info:
                  features:
                  - {name: text, dtype: string}
                  - {name: label, dtype: {class_label: {names: {'0': neg, '1': pos}}}}
                  splits:
                  - {name: train, num_bytes: 10, num_examples: 900}
                  - {name: test, num_bytes: 10, num_examples: 99}
                """
        ).with {
            $0.files = ["train.csv", "test.csv"]
            $0.tags = [
                "size_categories:n<1K", "format:csv", "modality:text", "library:datasets", "library:pandas",
                "library:mlcroissant", "library:polars", "region:us",
            ]
        },
        CorpusCase(
            "many files of JSON lines", .dataset, front: "language: [en, fr]\ntask_categories: [text-generation]"
        )
        .with {
            $0.files = ["data/a.jsonl.gz", "data/b.jsonl.gz", "data/c.jsonl.gz", ".gitattributes"]
            $0.tags = [
                "task_categories:text-generation", "language:en", "language:fr", "format:json", "modality:text",
                "library:datasets", "library:dask", "library:mlcroissant", "library:polars", "region:us",
            ]
        },
        CorpusCase("numbers", .dataset).with {
            $0.files = ["train.parquet"]
            $0.parquet = ["train.parquet": table(2_000_000, ("x", "int64"), ("y", "float32"), ("n", "string"))]
            $0.tags = [
                "size_categories:1M<n<10M", "format:parquet", "modality:tabular", "modality:text",
                "library:datasets", "library:pandas", "library:mlcroissant", "library:polars", "region:us",
            ]
        },
        CorpusCase("series of numbers beside embeddings", .dataset).with {
            $0.files = ["data/train-00000-of-00002.parquet", "data/train-00001-of-00002.parquet"]
            $0.parquet = [
                "data/train-00000-of-00002.parquet": table(500, ("signal", "list<float32>"), ("emb", "list<float32>")),
                "data/train-00001-of-00002.parquet": table(499, ("signal", "list<float32>"), ("emb", "list<float32>")),
            ]
            $0.tags = [
                "size_categories:n<1K", "format:parquet", "modality:timeseries", "library:datasets", "library:dask",
                "library:mlcroissant", "library:polars", "region:us",
            ]
        },
        CorpusCase("only embeddings", .dataset).with {
            $0.files = ["a.parquet"]
            $0.parquet = ["a.parquet": table(10, ("embedding", "list<float32>"))]
            $0.tags = [
                "size_categories:n<1K", "format:parquet", "library:datasets", "library:pandas",
                "library:mlcroissant", "library:polars", "region:us",
            ]
        },
        CorpusCase("pictures in tables", .dataset).with {
            $0.files = ["data/train-00000-of-00001.parquet"]
            $0.parquet = [
                "data/train-00000-of-00001.parquet": table(
                    60_000, ("image", "struct"), ("label", "int64"), ("n", "int64"),
                    features:
                        #"""
                        {"image":{"_type":"Image"},"label":{"dtype":"int64","_type":"Value"},"n":{"dtype":"int64",\#
                        "_type":"Value"}}
                        """#
                )
            ]
            $0.tags = [
                "size_categories:10K<n<100K", "format:parquet", "modality:image", "library:datasets",
                "library:pandas", "library:mlcroissant", "library:polars", "region:us",
            ]
        },
        CorpusCase("one file of four was not read", .dataset).with {
            $0.files = ["a.parquet:100", "b.parquet:100", "c.parquet:100", "d.parquet:100"]
            $0.parquet = ["a": 0, "b": 0, "c": 0].reduce(into: [:]) {
                $0[$1.key + ".parquet"] = table(300, ("a", "string"))
            }
            $0.tags = [
                "size_categories:1K<n<10K", "format:parquet", "modality:text", "library:datasets", "library:dask",
                "library:mlcroissant", "library:polars", "region:us",
            ]
        },
        CorpusCase("a folder of pictures", .dataset, front: "license: cc0-1.0").with {
            $0.files = (0..<12).map { "train/cat/\($0).JPG" } + ["train/metadata.csv"]
            $0.tags = [
                "license:cc0-1.0", "format:imagefolder", "modality:image", "library:datasets", "library:mlcroissant",
                "region:us",
            ]
        },
        CorpusCase("a few figures beside a table", .dataset).with {
            $0.files = ["data.json", "fig1.png", "fig2.png"]
            $0.documents = [:]
            $0.tags = [
                "format:imagefolder", "library:datasets", "library:mlcroissant", "region:us",
            ]
        },
        CorpusCase("a folder of sounds", .dataset).with {
            $0.files = ["test/1.wav", "test/2.wav", "train/1.wav", "train/2.wav", "train/3.wav"]
            $0.tags = [
                "format:audiofolder", "modality:audio", "library:datasets", "library:mlcroissant", "region:us",
            ]
        },
        CorpusCase("webdataset", .dataset).with {
            $0.files = ["shard-000.tar", "shard-001.tar"]
            $0.tags = [
                "format:webdataset", "library:datasets", "library:webdataset", "library:mlcroissant", "region:us",
            ]
        },
        CorpusCase("plain text", .dataset, front: "language: is").with {
            $0.files = ["train.txt", "valid.txt"]
            $0.tags = [
                "language:is", "format:text", "modality:text", "library:datasets", "library:mlcroissant", "region:us",
            ]
        },
        CorpusCase("films and papers", .dataset).with {
            $0.files = ["a.mp4", "b.mp4", "c.pdf"]
            $0.tags = [
                "modality:document", "modality:video", "library:datasets", "library:mlcroissant", "region:us",
            ]
        },
        CorpusCase("lance", .dataset).with {
            $0.files = ["data.lance/data/0.lance", "data.lance/_versions/1.manifest"]
            $0.tags = ["format:lance", "library:datasets", "library:mlcroissant", "library:lance", "region:us"]
        },
        CorpusCase(
            "a robot's", .dataset,
            front: """
                tags: [LeRobot, aloha]
                task_categories: [robotics]
                configs:
                - config_name: default
                  data_files: data/*/*.parquet
                """
        ).with {
            $0.files = [
                "data/chunk-000/file-000.parquet", "data/chunk-000/file-001.parquet", "meta/info.json",
                "meta/tasks.parquet", "videos/a.mp4",
            ]
            $0.parquet = [
                "data/chunk-000/file-000.parquet": table(
                    400, ("observation.state", "list<float32>"), ("timestamp", "float32"), ("index", "int64")),
                "data/chunk-000/file-001.parquet": table(500, ("timestamp", "float32")),
                "meta/tasks.parquet": table(1, ("task", "string")),
            ]
            $0.tags = [
                "task_categories:robotics", "size_categories:n<1K", "format:parquet", "modality:tabular",
                "modality:timeseries", "modality:video", "library:datasets", "library:dask", "library:mlcroissant",
                "library:polars", "library:lerobot", "region:us", "LeRobot", "aloha",
            ]
        },
        CorpusCase(
            "many languages", .dataset,
            front: """
                language: [en, de, zh-Hant]
                multilinguality: [multilingual, translation]
                configs:
                - config_name: de
                  data_files: [{split: train, path: de/train-*.parquet}, {split: test, path: de/test-*.parquet}]
                - config_name: en
                  default: true
                  data_files: [{split: train, path: en/*.parquet}]
                """
        ).with {
            $0.files = [
                "de/test-0.parquet", "de/train-0.parquet", "en/train-0.parquet", "en/train-1.parquet", "extra.csv",
            ]
            $0.tags = [
                "multilinguality:multilingual", "multilinguality:translation", "language:en", "language:de",
                "language:zh-hant", "format:parquet", "library:datasets", "library:dask", "library:mlcroissant",
                "library:polars", "region:us",
            ]
        },
        CorpusCase("forced by the card's tags", .dataset, front: "tags: [geospatial, Polars, finance]").with {
            $0.files = ["maps.bin"]
            $0.tags = [
                "modality:geospatial", "library:polars", "region:us", "geospatial", "Polars", "finance",
            ]
        },
        CorpusCase("with the infos of old", .dataset).with {
            $0.files = ["dataset_infos.json", "my_dataset.py"]
            $0.documents = [
                "dataset_infos.json": """
                {"default":{"description":"Old but good.","citation":"@misc{old}","features":
                {"image":{"_type":"Image"},"caption":{"dtype":"string","id":null,"_type":"Value"}},
                "splits":{"train":{"num_examples":150000},"test":{"num_examples":10000}}}}
                """
            ]
            $0.tags = ["size_categories:100K<n<1M", "modality:image", "modality:text", "region:us"]
            $0.properties = ["description": #""Old but good.""#, "citation": #""@misc{old}""#]
        },
        CorpusCase("nothing at all", .dataset).with {
            $0.tags = ["region:us"]
            $0.properties = ["mainSize": "0"]
        },
    ]
}
