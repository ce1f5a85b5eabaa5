/// A feed that the configuration asks for: its address and settings.
@dynamicMemberLookup
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
    package var retention = Retention()
    package var request = RequestSettings()

    package init(url: String) { self.url = url }

    package subscript<Value>(dynamicMember setting: WritableKeyPath<RequestSettings, Value>) -> Value {
        get { request[keyPath: setting] }
        set { request[keyPath: setting] = newValue }
    }
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
