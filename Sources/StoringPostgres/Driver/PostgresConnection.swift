import CPQ
import FeedModel
import Foundation
import Glibc

/// A connection to a server. Whoever uses it waits, and is alone with it: one thread at a time.
///
/// All statements go out by libpq's pipeline mode: those of one call in one round trip, each made ready within it where it
/// was not before.
final class PostgresConnection {
    private let connection: OpaquePointer
    /// Whose answers nobody has waited for yet.
    private var posted = 0
    /// Names of the statements that the server knows.
    private var prepared: [String: String] = [:]
    private(set) var isUsable = true
    /// How often an answer was waited for.
    private(set) var roundTrips = 0
    /// How long the server may be silent; nil for ever.
    var patience: Duration? = .seconds(120)

    /// More are forgotten: each takes memory of the server.
    private static let preparedLimit = 500

    /// - Throws: `PostgresError`.
    init(_ address: PostgresAddress, for purpose: PostgresAddress.Purpose) throws {
        let parameters = address.parameters(for: purpose)
        let strings = parameters.flatMap { [strdup($0.keyword), strdup($0.value)] }  // ours; libpq copies
        defer { strings.forEach { free($0) } }
        let keywords = stride(from: 0, to: strings.count, by: 2).map { UnsafePointer(strings[$0]) } + [nil]
        let values = stride(from: 1, to: strings.count, by: 2).map { UnsafePointer(strings[$0]) } + [nil]
        guard let connection = PQconnectdbParams(keywords, values, 1) else {
            throw PostgresError.disconnected("memory is short")
        }
        self.connection = connection
        // libpq would print what the server remarks to standard error. What is wrong comes as an error.
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
        guard PQstatus(connection) == CONNECTION_OK else { throw broken() }
        guard PQsetnonblocking(connection, 1) == 0, PQenterPipelineMode(connection) == 1 else { throw broken() }
        // Who holds a lock and has died gives it back, and nobody fails before: who waits longer than that is told so.
        _ = try run([
            PostgresStatement("SET lock_timeout = '40s'", isPrepared: false),
            PostgresStatement("SET idle_in_transaction_session_timeout = '30s'", isPrepared: false),
            PostgresStatement("SET default_transaction_isolation = 'read committed'", isPrepared: false),
            // Who has vanished with its machine or network says nothing: the server asks. By itself it would do so after two
            // hours, and keep a connection until then, and what is locked by one that broke off within a message.
            PostgresStatement("SET tcp_keepalives_idle = 30", isPrepared: false),
            PostgresStatement("SET tcp_keepalives_interval = 10", isPrepared: false),
            PostgresStatement("SET tcp_keepalives_count = 3", isPrepared: false),
            PostgresStatement("SET tcp_user_timeout = 30000", isPrepared: false),
        ])
        roundTrips = 0
    }

    deinit { PQfinish(connection) }

    /// Of 15.18: 150018.
    var serverVersion: Int { Int(PQserverVersion(connection)) }
    /// What the server reports of itself: `server_encoding`.
    func setting(_ name: String) -> String? { PQparameterStatus(connection, name).map { String(cString: $0) } }

    /// Whether the server has not ended a connection at rest, as far as this side knows.
    func isStillThere() -> Bool {
        var socket = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
        while isUsable, poll(&socket, 1, 0) != 0 { isUsable = PQconsumeInput(connection) == 1 }
        return isUsable
    }

    func run(_ statement: PostgresStatement) throws -> PostgresResult { try run([statement])[0] }

    /// Runs statements in one round trip. Outside of a transaction they are one.
    /// - Returns: the result of each.
    /// - Throws: `PostgresError` of the first that fails; those behind it are not run.
    func run(_ statements: [PostgresStatement]) throws -> [PostgresResult] {
        guard isUsable else { throw PostgresError.disconnected("the connection has broken") }
        guard !statements.isEmpty else { return [] }
        try takePosted()
        if prepared.count > Self.preparedLimit { return try forgetPrepared(before: statements) }
        var preparations: [String: String] = [:]
        var expected: [(sql: String, isPreparation: Bool)] = []
        for statement in statements {
            var name = ""
            if statement.isPrepared {
                name = prepared[statement.sql] ?? preparations[statement.sql] ?? ""
                if name.isEmpty {
                    name = "s\(prepared.count + preparations.count)"
                    preparations[statement.sql] = name
                    expected.append((statement.sql, true))
                    let count = Int32(statement.types.count)
                    guard PQsendPrepare(connection, name, statement.sql, count, statement.types) == 1 else {
                        throw broken()
                    }
                }
            }
            expected.append((statement.sql, false))
            guard send(statement, as: name) else { throw broken() }
        }
        guard PQpipelineSync(connection) == 1 else { throw broken() }
        roundTrips += 1
        var results: [PostgresResult] = []
        var failure: PostgresError?
        for (sql, isPreparation) in expected {
            guard let result = try next() else { throw broken() }
            let answer = PostgresResult(owning: result)
            switch PQresultStatus(result) {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
                if isPreparation { prepared[sql] = preparations[sql] } else { results.append(answer) }
            case PGRES_PIPELINE_ABORTED: break
            default: failure = failure ?? refusal(result)
            }
            while let more = try next() { PQclear(more) }
        }
        // That of the whole pipeline.
        guard let end = try next() else { throw broken() }
        PQclear(end)
        if let failure {
            if failure.isAboutConnection { isUsable = false }
            throw failure
        }
        return results
    }

    /// Sends a statement without parameters whose answer tells nothing: it is waited for when the connection is used next.
    func post(_ sql: String) {
        guard isUsable else { return }
        guard PQsendQueryParams(connection, sql, 0, nil, nil, nil, nil, 1) == 1, PQpipelineSync(connection) == 1
        else { return isUsable = false }
        posted += 1
        // What does not fit in goes out with what comes next.
        if PQflush(connection) < 0 { isUsable = false }
    }

    private func takePosted() throws {
        while posted > 0 {
            // The statement's, its end, and that of the pipeline.
            while let result = try next() { PQclear(result) }
            if let end = try next() { PQclear(end) }
            posted -= 1
        }
    }

    private func forgetPrepared(before statements: [PostgresStatement]) throws -> [PostgresResult] {
        prepared = [:]
        let forget = PostgresStatement("DEALLOCATE ALL", isPrepared: false)
        return Array(try run([forget] + statements).dropFirst())
    }

    private func send(_ statement: PostgresStatement, as name: String) -> Bool {
        let count = Int32(statement.values.count)
        let lengths = statement.values.map { Int32($0?.count ?? 0) }
        let formats = [Int32](repeating: 1, count: statement.values.count)
        // One piece of memory for all of them, which libpq copies. An empty value has an address too: none is NULL.
        let bytes = Array(statement.values.compactMap(\.self).joined()) + [0]
        return bytes.withUnsafeBufferPointer { bytes in
            var place = 0
            let pointers = statement.values.map { value -> UnsafePointer<CChar>? in
                guard let value else { return nil }
                defer { place += value.count }
                return UnsafeRawPointer(bytes.baseAddress! + place).assumingMemoryBound(to: CChar.self)
            }
            if name.isEmpty {
                return PQsendQueryParams(
                    connection, statement.sql, count, statement.types, pointers, lengths, formats, 1) == 1
            }
            return PQsendQueryPrepared(connection, name, count, pointers, lengths, formats, 1) == 1
        }
    }

    /// The next result; nil at the end of a statement's. Sends what there is to send meanwhile: neither side may wait for
    /// the other to read.
    private func next() throws -> OpaquePointer? {
        while true {
            let unsent = PQflush(connection)
            guard unsent >= 0 else { throw broken() }
            guard PQisBusy(connection) != 0 else { return PQgetResult(connection) }
            var socket = pollfd(
                fd: PQsocket(connection), events: Int16(POLLIN | (unsent == 1 ? POLLOUT : 0)), revents: 0)
            let answered = poll(&socket, 1, patience.map { Int32($0 / .milliseconds(1)) } ?? -1)
            if answered == 0 {
                isUsable = false
                throw PostgresError.disconnected(
                    "its server has not answered for \(patience?.components.seconds ?? 0) s")
            }
            guard answered > 0 || errno == EINTR, PQconsumeInput(connection) == 1 else { throw broken() }
        }
    }

    private func refusal(_ result: OpaquePointer) -> PostgresError {
        func field(_ code: Unicode.Scalar) -> String? {
            PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) }
        }
        guard let state = field("C") else { return broken() }  // PG_DIAG_SQLSTATE
        return .refused(state: state, message: onOneLine(field("M") ?? ""))  // PG_DIAG_MESSAGE_PRIMARY
    }

    private func broken() -> PostgresError {
        isUsable = false
        let message = onOneLine(String(cString: PQerrorMessage(connection)))
        return .disconnected(message.isEmpty ? "the connection has broken" : message)
    }
}
