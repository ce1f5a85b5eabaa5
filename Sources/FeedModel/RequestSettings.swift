/// How a feed's server is to be asked, as the operator set it for the feed.
package struct RequestSettings: Equatable, Sendable {
    /// Only for the origin of the feed, like `credentials`: a redirect elsewhere goes without them.
    package var headers: [String: String] = [:]
    package var credentials: Credentials?
    /// `http://host:port`, `socks5://host:port`, or "" to go around the global one. Nil: as for all feeds.
    package var proxy: String?
    /// A PEM file of certificate authorities, beside the system's.
    package var authorityFile: String?
    /// Said in every listing.
    package var acceptsAnyCertificate = false
    /// Nil: as for all feeds.
    package var userAgent: String?
    /// Nil: as for all feeds. False: by HTTP/1.1, for a server whose HTTP/2 is broken.
    package var usesHTTP2: Bool?

    package init() {}
}
