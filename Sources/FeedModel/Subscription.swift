/// A feed that the configuration asks for: its address and settings.
package struct Subscription: Equatable, Sendable {
    package var url: String
    /// A name that the operator chose, shown in place of the feed's own.
    package var title: String?
    package var tags: [String] = []
    /// A wish; the server's word and politeness come first.
    package var interval: Duration?
    /// A feed asks for itself alone; the pages of its articles are asked for where the operator wishes it.
    package var pages = PagePolicy.never
    /// Read the archive pages of a new subscription back (RFC 5005).
    package var readsHistory = false
    package var headers: [String: String] = [:]
    package var credentials: Credentials?
    /// `http://host:port`, `socks5://host:port`, or "" to go around the global one.
    package var proxy: String?
    /// A PEM file of certificate authorities, beside the system's.
    package var authorityFile: String?
    /// Accept any certificate. Said in every listing.
    package var acceptsAnyCertificate = false
    package var userAgent: String?
    /// Nil: as for all feeds. False: asked by HTTP/1.1.
    package var usesHTTP2: Bool?

    package init(url: String) { self.url = url }
}

/// When the pages of a feed's articles are fetched.
package enum PagePolicy: String, Sendable, CaseIterable {
    case never, auto, always
}

/// How to log in at a feed's server. The secrets come from files and are shown nowhere.
package enum Credentials: Equatable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    case basic(user: String, password: String)
    case digest(user: String, password: String)
    case bearer(token: String)

    package var description: String {
        switch self {
        // A user without a password is a token, as some servers have it.
        case .basic(_, ""): "basic credentials"
        case .basic(let user, _): "basic credentials of \(user)"
        case .digest(let user, _): "digest credentials of \(user)"
        case .bearer: "a bearer token"
        }
    }
    package var debugDescription: String { description }
}
