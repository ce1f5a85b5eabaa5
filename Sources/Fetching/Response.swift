import struct FoundationEssentials.Date
import FeedModel

/// A whole answer: an interrupted one is a `FetchError`.
package struct Response: Sendable, Equatable {
    /// Where the answer came from, after redirects, without credentials.
    package var url: String
    /// 200, 226 or 304; any other status is a `FetchError`.
    package var status: Int
    /// The hops that led to `url`, in order.
    package var redirects: [Redirect] = []
    package var contentType: String?
    /// Values of `Link` fields (RFC 8288), 16 at most.
    package var links: [String] = []
    package var body: [UInt8] = []
    /// Those of this answer alone; a 304 that names none confirms the old ones.
    package var validators = Validators()
    package var freshness = Freshness()
    /// Also a good answer, or a redirect on the way to it, may ask to be left alone.
    package var retryAfter: RetryAfter?
    /// HTTP/2 failed on the way to it, and HTTP/1.1 did not.
    package var isHTTP2Broken = false
    /// Keeps the fetcher's account of memory, for as long as the answer is somebody's.
    var share: BudgetReservation?

    package init(
        url: String, status: Int, contentType: String? = nil, body: [UInt8] = [], validators: Validators = Validators()
    ) {
        (self.url, self.status, self.contentType) = (url, status, contentType)
        (self.body, self.validators) = (body, validators)
    }

    /// 304: what was sent with `validators` still holds (RFC 9110, 15.4.5).
    package var isUnchanged: Bool { status == 304 }
    /// 226: the body holds only what is new (RFC 3229).
    package var isDelta: Bool { status == 226 }
    /// When the server says that the body was changed (RFC 9110, 8.8.2). Nil where that is the moment of the answer:
    /// such a body is made anew for each request, and the date tells nothing of its text.
    package var lastModified: Date? {
        guard let date = validators.lastModified.flatMap(Date.init(httpDate:)) else { return nil }
        guard let answered = freshness.date else { return date }
        return date < answered.addingTimeInterval(-60) ? date : nil
    }
    /// Where the server says the feed lives from now on. See `[Redirect].permanentURL`.
    package var permanentURL: String? { redirects.permanentURL }
}

/// One hop on the way to an answer.
package struct Redirect: Sendable, Equatable {
    /// 301, 302, 303, 307 or 308.
    package var status: Int
    package var from: String
    package var to: String

    package init(status: Int, from: String, to: String) { (self.status, self.from, self.to) = (status, from, to) }
}

extension [Redirect] {
    /// Where the permanent hops before the first temporary one lead (RFC 9110, 15.4.2, 15.4.9); nil for none.
    /// A step from https to http is never counted: nobody loses TLS for good by one answer.
    package var permanentURL: String? {
        prefix { hop in
            (hop.status == 301 || hop.status == 308) && !(hop.from.hasPrefix("https:") && hop.to.hasPrefix("http:"))
        }.last?.to
    }
}

/// How long an answer says it stays fresh (RFC 9111, 4.2).
package struct Freshness: Sendable, Equatable {
    /// The server's own clock, when it answered.
    package var date: Date?
    package var age: Duration?
    package var maxAge: Duration?
    package var expires: Date?
    /// `no-cache` or `no-store`: `Expires` beside it says nothing.
    package var isUncacheable = false

    package init() {}

    /// What is left of the time the server asked for, and the header that did; nil when it asked for none.
    /// `max-age` wins over `Expires`, which is read against the answer's own `Date`: a wrong clock does no harm.
    /// - Parameter now: Stands in for a missing `Date`.
    package func remaining(at now: Date) -> (time: Duration, header: String)? {
        if let maxAge { return (max(.zero, maxAge - (age ?? .zero)), "Cache-Control") }
        guard !isUncacheable, let expires else { return nil }
        return (max(.zero, .seconds(expires.timeIntervalSince(date ?? now))), "Expires")
    }
}
