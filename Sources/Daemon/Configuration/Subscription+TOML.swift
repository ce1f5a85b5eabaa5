import FeedModel
import TOMLKit

extension Subscription {
    /// The keys of a `[[feed]]`.
    package static let settings = [
        "url", "title", "tags", "interval", "pages", "history", "proxy", "ca-file", "accept-any-certificate",
        "user-agent",
        "http2", "retention", "headers", "login",
    ]

    /// The `index`th `[[feed]]` of `file`. Nil when something in it is wrong, which is then one of the problems.
    /// - Parameter hasSecrets: set when a file other than the configuration was read.
    init?(
        _ table: TOMLTable, index: Int, in file: ConfigurationFile, paths: Paths, defaults: FeedDefaults,
        hasSecrets: inout Bool
    ) {
        var reader = TableReader(table, name: "feed", index: index, in: file)
        self.init(url: "")
        (pages, interval) = (defaults.pages, defaults.interval)
        var address: FeedAddress?
        reader.read("url", into: &address, checkAddress)
        reader.read("title", into: &title)
        reader.read("tags", into: &tags) { $0.isEmpty ? .wrong("is no tag") : .value($0) }
        reader.read("interval", into: &interval, .seconds(1) ... .seconds(30 * 86400))
        reader.read("pages", into: &pages)
        reader.read("history", into: &readsHistory)
        reader.read("proxy", into: &request.proxy) { $0.isEmpty ? .value("") : checkProxy($0) }
        reader.readAuthorities(into: &request.authorityFile, paths)
        reader.read("accept-any-certificate", into: &request.acceptsAnyCertificate)
        reader.read("user-agent", into: &request.userAgent, checkHeaderValue)
        reader.read("http2", into: &request.usesHTTP2)
        reader.readTable("retention") { $0.readRules(into: &retention) }
        reader.readTable("headers") { request.headers = $0.readHeaders() }
        reader.readTable("login") {
            hasSecrets = true
            request.credentials = $0.readCredentials(paths)
        }
        if let address {
            url = address.url
            if let login = address.credentials {
                reader.warn(
                    "url", "holds a login, which is used; a password is safer in a file of its own: see 'login'")
                request.credentials = request.credentials ?? login
            }
        } else if table["url"] == nil {
            reader.fail(nil, "has no url")
        }
        reader.finish()
        assert(reader.knows(Self.settings))
        guard !reader.hasErrors else { return nil }
    }
}

private enum LoginMethod: String, CaseIterable {
    case basic, digest
}

extension TableReader {
    /// Any header a feed needs. A value may be a secret, so no message says it.
    fileprivate mutating func readHeaders() -> [String: String] {
        var headers: [String: String] = [:]
        for name in table.keys {
            if case .wrong(let why) = checkHeaderName(name) { fail(name, "\(quoted(name)) \(why)") }
            guard let text = string(name) else { continue }
            switch checkHeaderValue(text) {
            case .value: headers[name] = text
            case .wrong(let why): fail(name, "the value \(why)")
            }
        }
        return headers
    }

    /// `{ user = "reader", password-file = "…" }`, with `method = "digest"` perhaps, or `{ token-credential = "…" }`.
    mutating func readCredentials(_ paths: Paths) -> Credentials? {
        var user: String?
        var method = LoginMethod.basic
        read("user", into: &user)
        read("method", into: &method)
        let password = readSecret("password", paths)
        let token = readSecret("token", paths)
        switch (user, password, token) {
        case (let user?, let password?, nil) where method == .basic: return .basic(user: user, password: password)
        case (let user?, let password?, nil): return .digest(user: user, password: password)
        case (nil, nil, let token?): return .bearer(token: token)
        default:
            let allowed = "a user with a password-file or password-credential, or a token-file or token-credential"
            if !hasErrors && !hasUnknownKeys { fail(nil, "needs \(allowed)") }
            return nil
        }
    }

    /// The one line of the file at `KIND-file`, or of the credential that systemd hands over as `KIND-credential`.
    mutating func readSecret(_ kind: String, _ paths: Paths) -> String? {
        let file = string("\(kind)-file").map { ("\(kind)-file", paths.resolve($0)) }
        let credential = string("\(kind)-credential").map { ("\(kind)-credential", "\(paths.credentials)/\($0)") }
        guard let (key, path) = file ?? credential else { return nil }
        do {
            let lines = try bytes(of: path).split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
            // An empty password is one: some servers take a token as the user.
            if lines.count == 1 || lines.isEmpty && kind == "password",
                let text = String(validating: lines.first ?? [], as: UTF8.self),
                case .value = checkHeaderValue(text)
            {
                return text
            }
            fail(key, "\(path) must hold one line, the \(kind)")
        } catch {
            fail(key, "cannot read \(path): \(error)")
        }
        return nil
    }
}
