import FeedModel

/// What to ask a server for. The limits on its answer are `FetchSettings`.
@dynamicMemberLookup
package struct Request: Sendable, Equatable {
    /// `http` or `https`. A user and password in it count as basic `credentials`.
    package var url: String
    /// Sent back as they came. With none, the request is unconditional.
    package var validators = Validators()
    package var accept = Request.acceptsFeeds
    /// An answer that holds only what is new will do (`A-IM: feed`, RFC 3229). Asked with an ETag alone.
    package var takesDelta = true
    package var settings = RequestSettings()

    package static let acceptsFeeds =
        "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.8, "
        + "*/*;q=0.1"
    package static let acceptsPages = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"

    package init(url: String) { self.url = url }

    package subscript<Value>(dynamicMember setting: WritableKeyPath<RequestSettings, Value>) -> Value {
        get { settings[keyPath: setting] }
        set { settings[keyPath: setting] = newValue }
    }

    /// Asks at another address. What is secret goes along to the same origin alone (RFC 9110, 15.4).
    package mutating func move(to other: String) {
        let old = try? RequestAddress(url)
        if let old, old.origin == (try? RequestAddress(other))?.origin {
            settings.credentials = settings.credentials ?? old.credentials
        } else {
            (settings.headers, settings.credentials) = ([:], nil)
        }
        url = other
    }
}
