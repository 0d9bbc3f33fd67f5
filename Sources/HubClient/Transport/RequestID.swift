import HTTPTypes
import HubAPI

extension HTTPFields {
    /// The id under which the server logged the request.
    var hubRequestID: String? { self[.requestID] ?? self[.amazonTraceID] ?? self[.cloudFrontID] }
}
