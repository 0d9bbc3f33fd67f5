import HubAPI
import HubClient
import Testing

@Suite struct ListTests {
    @Test func `Every filter of models has its word in the query`() async throws {
        let filters: [(ModelFilter, String)] = [
            (.author("google"), "author=google"), (.search("bert base"), "search=bert%20base"),
            (.tag("region:us"), "filter=region%3Aus"), (.task(.fillMask), "pipeline_tag=fill-mask"),
            (.task("a-new-task"), "pipeline_tag=a-new-task"), (.library("transformers"), "filter=transformers"),
            (.language("fr"), "filter=fr"), (.license("apache-2.0"), "filter=license%3Aapache-2.0"),
            (.trained(on: "ns/data"), "filter=dataset%3Ans%2Fdata"),
            (.arxiv("1810.04805"), "filter=arxiv%3A1810.04805"), (.gated(true), "gated=true"),
            (.gated(false), "gated=false"), (.app("ollama"), "apps=ollama"),
            (.inferenceProvider("together"), "inference_provider=together"), (.warm, "inference=warm"),
            (.parameters(min: 1_000_000_000), "num_parameters=min%3A1000000000"),
            (.parameters(max: 7), "num_parameters=max%3A7"),
            (.parameters(min: 1, max: 7), "num_parameters=min%3A1%2Cmax%3A7"),
            (.parameters("min:1B,max:7.5B"), "num_parameters=min%3A1B%2Cmax%3A7.5B"),
            (.base("a/b"), "filter=base_model%3Aa%2Fb"),
            (.base("a/b", relation: "quantized"), "filter=base_model%3Aquantized%3Aa%2Fb"),
        ]
        for (filter, query) in filters {
            let transport = TableTransport(["GET /api/models?\(query)": .json("[]")])
            #expect(try await Hub.answering(transport).models(filter).collect().isEmpty)
            #expect(transport.asked == ["GET /api/models?\(query)"])
        }
    }

    @Test func `Every filter of datasets and Spaces has its word in the query`() async throws {
        let datasets: [(DatasetFilter, String)] = [
            (.author("ns"), "author=ns"), (.search("qa"), "search=qa"), (.language("en"), "filter=language%3Aen"),
            (.taskCategory("qa"), "filter=task_categories%3Aqa"), (.taskID("x"), "filter=task_ids%3Ax"),
            (.sizeCategory("1K<n<10K"), "filter=size_categories%3A1K%3Cn%3C10K"),
            (.multilinguality("monolingual"), "filter=multilinguality%3Amonolingual"),
            (.languageCreators("found"), "filter=language_creators%3Afound"),
            (.modality("text"), "filter=modality%3Atext"), (.format("parquet"), "filter=format%3Aparquet"),
            (.library("pandas"), "filter=library%3Apandas"), (.benchmark(), "filter=benchmark%3Aofficial"),
            (.gated(true), "gated=true"),
        ]
        for (filter, query) in datasets {
            let transport = TableTransport(["GET /api/datasets?\(query)": .json("[]")])
            #expect(try await Hub.answering(transport).datasets(filter).collect().isEmpty)
        }
        let spaces: [(SpaceFilter, String)] = [
            (.author("ns"), "author=ns"), (.search("x"), "search=x"), (.sdk("gradio"), "filter=gradio"),
            (.model("a/b"), "models=a%2Fb"), (.dataset("a/b"), "datasets=a%2Fb"), (.linked, "linked=true"),
        ]
        for (filter, query) in spaces {
            let transport = TableTransport(["GET /api/spaces?\(query)": .json("[]")])
            #expect(try await Hub.answering(transport).spaces(filter).collect().isEmpty)
        }
    }

    @Test func `Order, properties and sizes are in the query`() async throws {
        let transport = TableTransport([
            "GET /api/models?author=a&filter=x&filter=y&sort=downloads&direction=1&expand=likes&expand=model-index"
                + "&full=true&cardData=true&config=true&limit=7": .json(#"[{"id":"a/b","likes":3}]"#)
        ])
        let models = Hub.answering(transport).models(
            .author("a"), .tag("x"), .tag("y"), sort: .downloads.ascending, expand: [.likes, .modelIndex], full: true,
            cardData: true, config: true, limit: 9, pageSize: 7)
        let found = try await models.collect()
        #expect(found.map(\.id) == ["a/b"])
        #expect(found.map(\.likes) == [3])
    }

    @Test(
        arguments: [
            (nil, nil, nil), (5, nil, "5"), (5000, nil, "1000"), (nil, 50, "50"), (nil, 5000, "1000"), (20, 50, "20"),
            (50, 20, "20"),
        ] as [(Int?, Int?, String?)])
    func pageSizes(pageSize: Int?, limit: Int?, asked: String?) async throws {
        let query = asked.map { "?limit=\($0)" } ?? ""
        let transport = TableTransport(["GET /api/spaces\(query)": .json("[]")])
        _ = try await Hub.answering(transport).spaces(limit: limit, pageSize: pageSize).collect()
        #expect(transport.asked == ["GET /api/spaces\(query)"])
    }

    /// Three pages of two.
    private static func pages() -> TableTransport {
        TableTransport([
            "GET /api/datasets": .json(
                #"[{"id":"n/1"},{"id":"n/2"}]"#, link: #"<http://hub.test/api/datasets?cursor=b>; rel="next""#),
            "GET /api/datasets?cursor=b": .json(
                #"[{"id":"n/3"},{"id":"n/4"}]"#, link: #"<http://hub.test/api/datasets?cursor=c>; rel="next""#),
            "GET /api/datasets?cursor=c": .json(#"[{"id":"n/5"}]"#),
            "GET /api/datasets?limit=3": .json(
                #"[{"id":"n/1"},{"id":"n/2"}]"#, link: #"<http://hub.test/api/datasets?cursor=b>; rel="next""#),
        ])
    }

    @Test func `All pages are read in order`() async throws {
        let transport = Self.pages()
        var ids: [String] = []
        for try await dataset in Hub.answering(transport).datasets() { ids.append(dataset.id) }
        #expect(ids == ["n/1", "n/2", "n/3", "n/4", "n/5"])
        #expect(transport.asked.count == 3)
    }

    @Test func `A limit is the total and cuts the last page`() async throws {
        let transport = Self.pages()
        var pages: [[String]] = []
        for try await page in Hub.answering(transport).datasets(limit: 3).pages { pages.append(page.map(\.id)) }
        #expect(pages == [["n/1", "n/2"], ["n/3"]])
        #expect(transport.asked == ["GET /api/datasets?limit=3", "GET /api/datasets?cursor=b"])
    }

    @Test func `No more pages are asked for than are read`() async throws {
        let transport = Self.pages()
        let list = Hub.answering(transport).datasets()
        #expect(transport.asked.isEmpty)
        #expect(try await list.collect(max: 2).map(\.id) == ["n/1", "n/2"])
        #expect(transport.asked.count == 1)
        #expect(try await list.collect(max: 0).isEmpty)
        #expect(transport.asked.count == 1)
        for try await dataset in list where dataset.id == "n/3" { break }
        #expect(transport.asked.count == 3)
    }

    @Test func `A limit of nothing asks nobody`() async throws {
        let transport = TableTransport([:])
        #expect(try await Hub.answering(transport).datasets(limit: 0).collect().isEmpty)
        #expect(transport.asked.isEmpty)
    }

    @Test func `What is no list is an error that names the request`() async throws {
        let transport = TableTransport([
            "GET /api/models": .json(#"{"models":[]}"#), "GET /api/spaces": .text("<html>"),
        ])
        let hub = Hub.answering(transport)
        let error = await #expect(throws: HubError.self) { try await hub.models().collect() }
        #expect(error?.kind == .decoding)
        #expect(
            error?.message
                == "The hub's answer to GET http://hub.test/api/models can't be understood: it is no array")
        let html = await #expect(throws: HubError.self) { try await hub.spaces().collect() }
        #expect(html?.kind == .decoding)
    }

    @Test func `An item without an id is an error that says which`() async throws {
        let transport = TableTransport(["GET /api/models": .json(#"[{"id":"a/b"},{"likes":1}]"#)])
        let error = await #expect(throws: HubError.self) { try await Hub.answering(transport).models().collect() }
        #expect(error?.message.hasSuffix("can't be understood: 1: a repo without an “id”") == true)
    }
}
