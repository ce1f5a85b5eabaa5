import FeedModel

/// What to ask a server for. The limits on its answer are `FetchSettings`.
package struct Request: Sendable, Equatable {
    /// `http` or `https`. A user and password in it count as basic `credentials`.
    package var url: String
    /// Sent back as they came. With none, the request is unconditional.
    package var validators = Validators()
    package var accept = Request.acceptsFeeds
    /// An answer that holds only what is new will do (`A-IM: feed`, RFC 3229). Asked with an ETag alone.
    package var takesDelta = true
    /// Nil: as the settings have it. False: by HTTP/1.1, for a server whose HTTP/2 is broken.
    package var usesHTTP2: Bool?
    /// Only for the origin of `url`, like `credentials`: a redirect elsewhere goes without them.
    package var headers: [String: String] = [:]
    package var credentials: Credentials?
    /// Nil: that of the settings. "": none.
    package var proxy: String?
    /// A PEM file of certificate authorities beside the usual ones.
    package var authorityFile: String?
    package var acceptsAnyCertificate = false
    /// Nil: that of the settings.
    package var userAgent: String?

    package static let acceptsFeeds =
        "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.8, "
        + "*/*;q=0.1"
    package static let acceptsPages = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"

    package init(url: String) { self.url = url }

    /// Asks at another address. What is secret goes along to the same origin alone (RFC 9110, 15.4).
    package mutating func move(to other: String) {
        let old = try? RequestAddress(url)
        if let old, old.origin == (try? RequestAddress(other))?.origin {
            credentials = credentials ?? old.credentials
        } else {
            (headers, credentials) = ([:], nil)
        }
        url = other
    }
}
