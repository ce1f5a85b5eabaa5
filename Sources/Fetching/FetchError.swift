import FeedModel
import struct FoundationEssentials.Date

/// Why there is no answer, in words that say what can be done. Never names a secret.
package enum FetchError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Not an address that can be asked, and why.
    case invalidURL(String, reason: String)
    case invalidHeader(name: String)
    case timedOut(after: Duration)
    /// Nothing came for so long of what was waited for.
    case stalled(after: Duration, waitingFor: Wait)
    case tooLarge(limit: Int)
    case tooLargeOnWire(limit: Int)
    case headersTooLarge(limit: Int)
    /// Any status but 200, 226 and 304.
    case refused(Refusal)
    /// The host answered 429 (or 503 with Retry-After) to a request just before this one, which was not sent.
    case hostResting(host: String, retryAfter: RetryAfter?)
    /// 304 although nothing was asked conditionally: the server's or a proxy's mistake (RFC 9110, 15.4.5).
    case unaskedNotModified
    /// It is certain that there is no such name, or that it has no address.
    case unknownHost(String)
    /// Nobody could say where the host is: that may be otherwise in a minute.
    case lookUpFailed(host: String, reason: String)
    case unreachable(host: String, reason: String)
    /// The name leads to an address that is not public.
    case forbiddenAddress(host: String, address: String, network: String)
    /// Its certificate is not good, and why.
    case untrusted(host: String, reason: String)
    /// There was no TLS to be had, whoever the host is.
    case noTLS(host: String, reason: String)
    /// The proxy's own trouble, or what it says of the way: nothing that the feed's server has said.
    case proxy(ProxyTrouble)
    /// The connection ended before the body did, or the body's framing is broken.
    case truncated(reason: String)
    case undecodable(reason: String)
    case tooManyRedirects(limit: Int)
    case forbiddenRedirect(to: String)
    case failed(reason: String)
    case cancelled

    package var description: String { messageLine(sentence) }

    private var sentence: String {
        switch self {
        case .invalidURL(let url, let reason): "\(url) cannot be asked: \(reason)"
        case .invalidHeader(let name): "the header \(name) has a line break or another control character"
        case .timedOut(let limit): "no whole answer within \(limit); raise fetch.timeout to wait longer"
        case .stalled(let limit, let wait): wait.description(after: limit)
        case .tooLarge(let limit): "longer than \(limit) bytes; raise fetch.body-limit to accept it"
        case .tooLargeOnWire(let limit): "longer than \(limit) bytes; raise fetch.transfer-limit to accept it"
        case .headersTooLarge(let limit): "a header is too long, or all of them: more than \(limit) bytes"
        case .refused(let refusal): refusal.description
        case .hostResting(let host, _): "\(host) asked to be left alone"
        case .unaskedNotModified: "the server answered 304 to an unconditional request"
        case .unknownHost(let host): "no address for the name \(host)"
        case .lookUpFailed(let host, let reason): "no name server could say where \(host) is: \(reason)"
        case .unreachable(let host, let reason): "cannot reach \(host): \(reason)"
        case .forbiddenAddress(let host, let address, let network):
            (host == address ? "\(host) is not public" : "\(host) leads to \(address)")
                + " (\(network)); to accept it, add to dateline.toml: [fetch] allow-networks = [\"\(address)\"]"
        case .untrusted(let host, let reason): "\(host) cannot prove who it is: \(reason)"
        case .noTLS(let host, let reason): "no TLS with \(host): \(reason)"
        case .proxy(let trouble): trouble.description
        case .truncated(let reason): "the answer is cut off: \(reason)"
        case .undecodable(let reason): "the answer's compression is broken: \(reason)"
        case .tooManyRedirects(let limit): "more than \(limit) redirects"
        case .forbiddenRedirect(let target): "redirected to \(target), which is neither http nor https"
        case .failed(let reason): reason
        case .cancelled: "stopped before it was done"
        }
    }
}

extension FetchError {
    /// The trouble is on this side of the feed's server: it must count against no feed.
    package var saysNothingOfTheFeed: Bool { if case .proxy = self { true } else { false } }
}

extension FetchError {
    /// What is known of the host's addresses may be out of date.
    var isWayBlocked: Bool {
        switch self {
        case .unreachable, .stalled(_, waitingFor: .connection), .proxy: true
        default: false
        }
    }
}

/// What an exchange waited for when its time was over.
package enum Wait: Equatable, Sendable {
    case name(of: String)
    case connection(to: String)
    case handshake(with: String)
    case firstByte(of: String)
    case progress

    func description(after limit: Duration) -> String {
        switch self {
        case .name(let host): "no name server has said within \(limit) where \(host) is"
        case .connection(let host): "no connection with \(host) within \(limit)"
        case .handshake(let host): "\(host) has not completed the handshake of TLS within \(limit)"
        case .firstByte(let host): "\(host) has taken the request, and not answered for \(limit)"
        case .progress: "no progress for \(limit)"
        }
    }
}

/// What is wrong with the proxy, or on the far side of it by its own word.
package struct ProxyTrouble: Equatable, Sendable, CustomStringConvertible {
    /// Without a password.
    package var proxy: String
    package var reason: String
    package var retryAfter: RetryAfter?

    package init(proxy: String, reason: String, retryAfter: RetryAfter? = nil) {
        (self.proxy, self.reason, self.retryAfter) = (proxy, reason, retryAfter)
    }

    package var description: String { "the proxy \(proxy) \(reason)" }
}

/// A status that is not the feed, with what it says about the next try.
package struct Refusal: Equatable, Sendable, CustomStringConvertible {
    package var status: Int
    /// The address that answered, after redirects.
    package var url: String
    package var redirects: [Redirect]
    package var retryAfter: RetryAfter?

    package init(status: Int, url: String, redirects: [Redirect] = [], retryAfter: RetryAfter? = nil) {
        (self.status, self.url, self.redirects, self.retryAfter) = (status, url, redirects, retryAfter)
    }

    package var description: String {
        let via = redirects.isEmpty ? "" : " at \(url)"
        return switch status {
        case 401: "the server wants credentials (401)\(via)"
        case 403: "the server refuses us (403)\(via)"
        case 404: "not found (404)\(via)"
        case 410: "gone for good (410)\(via)"
        case 429: "too many requests (429)\(via)"
        default: "the server answered \(status)\(via)"
        }
    }
}

/// When a server wants to be asked again (RFC 9110, 10.2.3).
package enum RetryAfter: Equatable, Sendable {
    case after(Duration)
    /// A date that came without a `Date` to read it against.
    case at(Date)

    /// Negative when the time is over.
    package func wait(at now: Date) -> Duration {
        switch self {
        case .after(let wait): wait
        case .at(let date): .seconds(date.timeIntervalSince(now))
        }
    }
}
