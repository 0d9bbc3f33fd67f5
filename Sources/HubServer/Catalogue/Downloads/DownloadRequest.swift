import HTTPTypes
import HubAPI

/// Whether a request for a file is a download that counts.
enum DownloadRequest {
    /// A client that wants a file asks for its head and then for its content, or reads the content elsewhere: both
    /// count, as on the Hub, and ``DownloadCounter`` takes what comes close together for one.
    static func counts(isHead: Bool, headers: HTTPFields) -> Bool {
        // Clients from 2.4 on say of each request whether it is part of a download.
        if let said = headers[.downloadCounter] {
            return ["1", "true"].contains(said.lowercased())
        }
        // Such a client would have said so; it only looks whether the file is there.
        return !(isHead && speaksCounter(headers[.userAgent] ?? ""))
    }

    /// `…; hf_hub/2.4.0; …`, in the words of huggingface_hub.
    private static func speaksCounter(_ agent: String) -> Bool {
        guard let start = agent.range(of: "hf_hub/") else { return false }
        let numbers = agent[start.upperBound...].prefix { $0.isNumber || $0 == "." }.split(separator: ".")
            .compactMap { Int($0) }
        return numbers.first.map { $0 > 2 || ($0 == 2 && numbers.dropFirst().first ?? 0 >= 4) } ?? false
    }
}

extension DownloadCounter {
    /// Whose downloads close together are one: a user, wherever they are, or who has the address.
    enum Visitor: Hashable, Sendable {
        case user(Int64)
        case address([UInt8])
    }

    func record(_ repo: Repo, by request: HubRequest) {
        let visitor: Visitor =
            if let user = request.caller.user {
                .user(user.account.id)
            } else {
                .address(request.client?.customer ?? [])
            }
        record(repo.id, caller: visitor)
    }
}

extension StringProtocol {
    fileprivate func range(of text: String) -> Range<Index>? { ranges(of: text).first }
}
