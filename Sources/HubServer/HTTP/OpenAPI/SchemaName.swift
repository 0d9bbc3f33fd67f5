import HubAPI

/// The schemas that several routes share, by the names they have in `/openapi.json`.
enum SchemaName: String, Sendable, CaseIterable {
    case error = "Error"
    case modelInfo = "ModelInfo"
    case datasetInfo = "DatasetInfo"
    case spaceInfo = "SpaceInfo"
    case repoUrl = "RepoUrl"
    case repoSettings = "RepoSettings"
    case ownedRepo = "OwnedRepo"
    case sibling = "Sibling"
    case gated = "Gated"
    case treeEntry = "TreeEntry"
    case commitInfo = "CommitInfo"
    case commitEntry = "CommitEntry"
    case commitLine = "CommitLine"
    case gitRef = "GitRef"
    case refs = "Refs"
    case success = "Success"
    case whoAmI = "WhoAmI"
    case user = "User"
    case organization = "Organization"
    case member = "Member"
    case largeFile = "LargeFile"
    case lfsObject = "LFSObject"
    case lfsError = "LFSError"
    case xetToken = "XetToken"
    case xetTerm = "XetTerm"
    case xetRange = "XetRange"
    case tag = "Tag"

    var schema: JSONSchema {
        switch self {
        case .error: HubSchemas.error
        case .success: HubSchemas.success
        case .tag: HubSchemas.tag
        case .modelInfo: RepoSchemas.info(.model)
        case .datasetInfo: RepoSchemas.info(.dataset)
        case .spaceInfo: RepoSchemas.info(.space)
        case .repoUrl: RepoSchemas.url
        case .repoSettings: RepoSchemas.settings
        case .ownedRepo: RepoSchemas.owned
        case .sibling: RepoSchemas.sibling
        case .gated: RepoSchemas.gated
        case .treeEntry: FileSchemas.treeEntry
        case .commitInfo: FileSchemas.commitInfo
        case .commitEntry: FileSchemas.commitEntry
        case .commitLine: FileSchemas.commitLine
        case .gitRef: FileSchemas.gitRef
        case .refs: FileSchemas.refs
        case .whoAmI: AccountSchemas.whoAmI
        case .user: AccountSchemas.user
        case .organization: AccountSchemas.organization
        case .member: AccountSchemas.member
        case .largeFile: TransferSchemas.largeFile
        case .lfsObject: TransferSchemas.lfsObject
        case .lfsError: TransferSchemas.lfsError
        case .xetToken: TransferSchemas.xetToken
        case .xetTerm: TransferSchemas.xetTerm
        case .xetRange: TransferSchemas.xetRange
        }
    }

    /// The schema that describes a repo of a type.
    static func info(_ type: RepoType) -> SchemaName {
        switch type {
        case .model: .modelInfo
        case .dataset: .datasetInfo
        case .space: .spaceInfo
        }
    }
}
