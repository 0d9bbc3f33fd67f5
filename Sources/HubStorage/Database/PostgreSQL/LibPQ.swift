#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// PostgreSQL's client library, loaded when the first session begins: it brings some twenty other libraries, and
/// neither a hub on SQLite nor a client needs any of them.
///
/// The functions that Roost calls, as `libpq-fe.h` of version 14 declares them (the first with pipelines).
final class LibPQ: Sendable {
    typealias Connection = OpaquePointer
    typealias Result = OpaquePointer
    typealias Text = UnsafePointer<CChar>
    typealias Texts = UnsafePointer<Text?>
    typealias Numbers = UnsafePointer<CInt>
    typealias NoticeProcessor = @convention(c) (UnsafeMutableRawPointer?, Text?) -> Void

    // Connections
    let connectdbParams: @convention(c) (_ keywords: Texts, _ values: Texts, _ expandsName: CInt) -> Connection?
    let conninfoParse:
        @convention(c) (Text, _ message: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> UnsafeMutableRawPointer?
    let conninfoFree: @convention(c) (UnsafeMutableRawPointer?) -> Void
    let freemem: @convention(c) (UnsafeMutableRawPointer?) -> Void
    let status: @convention(c) (Connection) -> CInt
    let errorMessage: @convention(c) (Connection) -> Text?
    let setNoticeProcessor: @convention(c) (Connection, NoticeProcessor?, UnsafeMutableRawPointer?) -> NoticeProcessor?
    let finish: @convention(c) (Connection) -> Void

    // Statements
    let exec: @convention(c) (Connection, Text) -> Result?
    let enterPipelineMode: @convention(c) (Connection) -> CInt
    let pipelineSync: @convention(c) (Connection) -> CInt
    let sendPrepare: @convention(c) (Connection, _ name: Text, _ sql: Text, _ count: CInt, UnsafePointer<Oid>?) -> CInt
    let sendDescribePrepared: @convention(c) (Connection, _ name: Text) -> CInt
    let sendQueryParams:
        @convention(c) (
            Connection, _ sql: Text, _ count: CInt, UnsafePointer<Oid>?, _ values: Texts?, _ lengths: Numbers?,
            _ formats: Numbers?, _ resultFormat: CInt
        ) -> CInt
    let sendQueryPrepared:
        @convention(c) (
            Connection, _ name: Text, _ count: CInt, _ values: Texts?, _ lengths: Numbers?, _ formats: Numbers?,
            _ resultFormat: CInt
        ) -> CInt
    let consumeInput: @convention(c) (Connection) -> CInt
    let getResult: @convention(c) (Connection) -> Result?

    // Results
    let clear: @convention(c) (Result?) -> Void
    let resultStatus: @convention(c) (Result) -> CInt
    let resultErrorField: @convention(c) (Result, _ field: CInt) -> Text?
    let resultErrorMessage: @convention(c) (Result) -> Text?
    let cmdStatus: @convention(c) (Result) -> Text?
    let cmdTuples: @convention(c) (Result) -> Text?
    let nparams: @convention(c) (Result) -> CInt
    let paramtype: @convention(c) (Result, CInt) -> Oid
    let nfields: @convention(c) (Result) -> CInt
    let ftype: @convention(c) (Result, CInt) -> Oid
    let fname: @convention(c) (Result, CInt) -> Text?
    let ntuples: @convention(c) (Result) -> CInt
    let getisnull: @convention(c) (Result, _ row: CInt, _ column: CInt) -> CInt
    let getlength: @convention(c) (Result, _ row: CInt, _ column: CInt) -> CInt
    let getvalue: @convention(c) (Result, _ row: CInt, _ column: CInt) -> UnsafePointer<UInt8>?

    typealias Oid = UInt32

    /// `CONNECTION_OK`.
    static let connectionOK: CInt = 0

    /// `ExecStatusType`, as far as it matters.
    enum Status {
        static let badResponse: CInt = 5
        static let fatalError: CInt = 7
        static let pipelineSync: CInt = 10
        static let pipelineAborted: CInt = 11
    }

    private static let loaded = Swift.Result { () throws(DatabaseError) in try LibPQ() }

    /// Is never unloaded.
    init(names: [String] = LibPQ.names) throws(DatabaseError) {
        let handle = names.lazy.compactMap { dlopen($0, RTLD_NOW | RTLD_LOCAL) }.first
        guard let handle else {
            let reason = dlerror().map { String(cString: $0) } ?? "no reason given"
            throw DatabaseError(
                .unavailable,
                "PostgreSQL's client library can't be loaded (Debian's package is libpq5): \(reason)")
        }
        /// The types above say what a name stands for; nobody else does.
        func function<Function>(_ name: String) throws(DatabaseError) -> Function {
            guard let address = dlsym(handle, "PQ" + name) else {
                throw DatabaseError(
                    .unavailable, "PostgreSQL's client library has no PQ\(name): version 14 or newer is needed")
            }
            return unsafeBitCast(address, to: Function.self)
        }
        connectdbParams = try function("connectdbParams")
        conninfoParse = try function("conninfoParse")
        conninfoFree = try function("conninfoFree")
        freemem = try function("freemem")
        status = try function("status")
        errorMessage = try function("errorMessage")
        setNoticeProcessor = try function("setNoticeProcessor")
        finish = try function("finish")
        exec = try function("exec")
        enterPipelineMode = try function("enterPipelineMode")
        pipelineSync = try function("pipelineSync")
        sendPrepare = try function("sendPrepare")
        sendDescribePrepared = try function("sendDescribePrepared")
        sendQueryParams = try function("sendQueryParams")
        sendQueryPrepared = try function("sendQueryPrepared")
        consumeInput = try function("consumeInput")
        getResult = try function("getResult")
        clear = try function("clear")
        resultStatus = try function("resultStatus")
        resultErrorField = try function("resultErrorField")
        resultErrorMessage = try function("resultErrorMessage")
        cmdStatus = try function("cmdStatus")
        cmdTuples = try function("cmdTuples")
        nparams = try function("nparams")
        paramtype = try function("paramtype")
        nfields = try function("nfields")
        ftype = try function("ftype")
        fname = try function("fname")
        ntuples = try function("ntuples")
        getisnull = try function("getisnull")
        getlength = try function("getlength")
        getvalue = try function("getvalue")
    }

    /// The library.
    ///
    /// - Throws: ``DatabaseError`` if this machine has none, or one that is too old.
    static func load() throws(DatabaseError) -> LibPQ { try loaded.get() }
}

extension LibPQ {
    #if canImport(Darwin)
        static let names = [
            "libpq.5.dylib", "/opt/homebrew/opt/libpq/lib/libpq.5.dylib", "/usr/local/opt/libpq/lib/libpq.5.dylib",
        ]
    #else
        static let names = ["libpq.so.5"]
    #endif
}
