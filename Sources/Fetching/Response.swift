import FeedModel

/// A whole answer: an interrupted one is a `FetchError`.
package struct Response: Sendable {
    /// Where the answer came from, after redirects.
    package var url: String
    /// 200, 226 or 304; any other status is a `FetchError`.
    package var status: Int
    package var contentType: String?
    package var body: [UInt8]
    package var validators: Validators

    package var isUnchanged: Bool { status == 304 }
    package init(url: String, status: Int, contentType: String? = nil, body: [UInt8], validators: Validators) {
        (self.url, self.status, self.contentType) = (url, status, contentType)
        (self.body, self.validators) = (body, validators)
    }
}
