import FeedModel

/// What to ask a server for, and how much of an answer to take.
package struct Request: Sendable {
    package var url: String
    package var validators = Validators()
    package var headers: [String: String] = [:]
    package var credentials: Credentials?
    package var proxy: String?
    package var authorityFile: String?
    package var acceptsAnyCertificate = false
    package var userAgent: String?

    package init(url: String) { self.url = url }
}
