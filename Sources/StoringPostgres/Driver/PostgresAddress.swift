import CPQ
import FeedModel
import Storing
import TextKit

/// Where a database is and how to be let in, as libpq has it: `postgresql://user@host,other/database?sslmode=verify-full`.
///
/// What the address leaves out comes from where libpq looks for it: the environment, a service file, `~/.pgpass`.
struct PostgresAddress: Sendable, CustomStringConvertible {
    private let url: String
    /// Wins over the address's own, and over `~/.pgpass`.
    private let password: String?
    /// What the address says, by libpq's keywords.
    private let given: [String: String]

    enum Purpose: Sendable {
        case writing
        /// A standby may answer.
        case reading
    }

    /// - Throws: `StoreError.cannotOpen` for what libpq does not understand.
    init(_ url: String, password: String? = nil) throws(StoreError) {
        (self.url, self.password) = (url, password)
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(url, &message) else {
            let reason = message.map { onOneLine(String(cString: $0)) } ?? "memory is short"
            PQfreemem(message)
            throw StoreError.cannotOpen(path: withoutAnyLogin(String(url.prefix { $0 != "?" })), reason: reason)
        }
        defer { PQconninfoFree(options) }
        var given: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { given[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        self.given = given
    }

    var hasPassword: Bool { given["password"] != nil }

    /// Without a password: `postgresql://host:port/database`.
    var description: String {
        let hosts = (given["host"] ?? given["hostaddr"] ?? "").split(separator: ",", omittingEmptySubsequences: false)
        let ports = (given["port"] ?? "").split(separator: ",", omittingEmptySubsequences: false)
        let places = hosts.enumerated().map { place, host in
            let port = ports.count == 1 ? ports[0] : place < ports.count ? ports[place] : ""
            return host + (port.isEmpty ? "" : ":" + port)
        }
        return "postgresql://" + places.joined(separator: ",") + (given["dbname"].map { "/" + $0 } ?? "")
    }

    /// Of a connection for that purpose, by libpq's keywords; those behind win over those before.
    func parameters(for purpose: Purpose) -> [(keyword: String, value: String)] {
        var parameters = [
            ("dbname", url), ("client_encoding", "UTF8"), ("fallback_application_name", "dateline"),
        ]
        let defaults = [
            // After a failover the standby is the one that writes.
            ("target_session_attrs", purpose == .writing ? "read-write" : "any"),
            // A server that has lost its power does not say so.
            ("connect_timeout", "10"), ("tcp_user_timeout", "30000"), ("keepalives_idle", "30"),
            ("keepalives_interval", "10"), ("keepalives_count", "3"),
        ]
        parameters += defaults.filter { given[$0.0] == nil }
        if let password { parameters.append(("password", password)) }
        return parameters
    }
}
