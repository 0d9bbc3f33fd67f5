import HTTPTypes
import Testing

@testable import HubServer

@Suite("Which requests are downloads")
struct DownloadRequestTests {
    @Test(
        arguments: [
            // A client that says so decides.
            ("1", nil, false, true), ("1", nil, true, true), ("true", nil, false, true), ("TRUE", nil, true, true),
            ("0", nil, false, false), ("false", nil, true, false), ("", nil, false, false), ("yes", nil, false, false),
            ("0", "hf_hub/1.0.0", false, false), ("1", "hf_hub/9.0.0", true, true),
            // Others count by either request.
            (nil, nil, false, true), (nil, nil, true, true), (nil, "curl/8", true, true),
            (nil, "unknown/None; hf_hub/0.36.0; python/3.13", true, true), (nil, "hf_hub/1.9", true, true),
            (nil, "x; hf_hub/2.3.9; y", true, true),
            // One that would have said so only looks.
            (nil, "x; hf_hub/2.4.0; python/3.13", true, false), (nil, "hf_hub/2.10.1", true, false),
            (nil, "hf_hub/3.0", true, false), (nil, "hf_hub/3", true, false), (nil, "hf_hub/2.4.0.dev0", true, false),
            (nil, "x; hf_hub/2.4.0", false, true),
            // Strange names.
            (nil, "hf_hub/", true, true), (nil, "hf_hub/x", true, true), (nil, "hf_hub/2", true, true),
            (nil, "hf_hub/99999999999999999999.1", true, true), (nil, "hf_hub", true, true),
        ] as [(String?, String?, Bool, Bool)])
    func counts(said: String?, agent: String?, isHead: Bool, counts: Bool) throws {
        var headers = HTTPFields()
        if let said { headers[try #require(HTTPField.Name("X-HF-Download-Counter"))] = said }
        if let agent { headers[.userAgent] = agent }
        #expect(DownloadRequest.counts(isHead: isHead, headers: headers) == counts)
    }
}
