import FeedModel

/// One request with its redirects, from the queue to the answer.
final class Exchange {
    let request: Request
    /// Where the next hop goes.
    private(set) var address: RequestAddress
    private(set) var redirects: [Redirect] = []
    /// The last that a redirect asked for.
    private var retryAfter: RetryAfter?
    /// What is left of the time for the whole.
    var rest: Duration
    /// What the hops so far have been given, for the next ones; forgotten with the exchange.
    var cookies: [String] = []
    private var attempt = Hop.Attempt.usual
    /// A used connection has taken the request with it.
    private var wasSwallowed = false
    /// How HTTP/2 failed, before the hop was asked by HTTP/1.1.
    private(set) var brokenHTTP2: FetchError?
    private var wasHTTP2Broken = false
    /// What was wrong with the certificate that is being looked at.
    private(set) var distrust: FetchError?
    private let origin: String
    private let credentials: Credentials?
    private let completion: (Result<Response, FetchError>) -> Void

    /// - Throws: `.invalidURL`.
    init(
        _ request: Request, timeout: Duration, completion: @escaping (Result<Response, FetchError>) -> Void
    ) throws(FetchError) {
        (self.request, self.completion, rest) = (request, completion, timeout)
        address = try RequestAddress(request.url)
        origin = address.origin
        credentials = request.credentials ?? address.credentials
    }

    /// What goes to `address` next.
    /// - Throws: `.proxy` for one that is none.
    func hop(_ settings: FetchSettings) throws(FetchError) -> Hop {
        let isSameOrigin = address.origin == origin
        var hop = Hop(
            request: request, address: address,
            secrets: isSameOrigin ? Hop.Secrets(headers: request.headers, credentials: credentials) : nil,
            proxy: try proxy(settings))
        (hop.attempt, hop.cookies, hop.rest) = (attempt, cookies, rest)
        return hop
    }

    private func proxy(_ settings: FetchSettings) throws(FetchError) -> ProxyAddress? {
        guard let text = request.proxy ?? settings.proxy, !text.isEmpty else { return nil }
        do {
            return try ProxyAddress(text)
        } catch { throw .proxy(ProxyTrouble(proxy: "that is configured", reason: error.description)) }
    }

    /// Whether the hop may be asked once more, and how, after it was cut short so.
    /// - Parameter error: what it would end with.
    func retries(after interruption: Interruption?, _ error: FetchError) -> Bool {
        if case .untrusted = error, attempt != .inspection {
            (attempt, distrust) = (.inspection, error)
            return rest > .zero
        }
        guard let interruption, attempt != .inspection else { return false }
        switch attempt {
        case .usual where interruption.isSwallowed: (attempt, wasSwallowed) = (.fresh, true)
        case .usual where interruption.isHTTP2, .fresh where interruption.isHTTP2:
            (attempt, brokenHTTP2) = (.http1, error)
        // With an answer that had begun. Others share a fresh connection of HTTP/2, too; one of HTTP/1.1 has a single request.
        case .fresh where interruption.isSwallowed: (attempt, wasSwallowed) = (.http1, false)
        // It is not HTTP/2 that is broken there: the fresh connection, which others share, has ended with an answer of theirs.
        case .http1 where wasSwallowed: (attempt, wasSwallowed) = (.fresh, false)
        default: return false
        }
        return rest > .zero
    }

    /// Takes in the answer to a hop. Nil when it was a redirect: `address` says where to.
    /// - Throws: The answer's refusal, or why the redirect is not followed.
    func take(
        _ head: ResponseHead, _ body: [UInt8], _ share: BudgetReservation?, of hop: Hop, redirectLimit: Int
    ) throws(FetchError) -> Response? {
        wasHTTP2Broken = wasHTTP2Broken || brokenHTTP2 != nil && attempt == .http1
        (attempt, brokenHTTP2, wasSwallowed) = (.usual, nil, false)
        if [301, 302, 303, 307, 308].contains(head.status), let location = head.location {
            guard redirects.count < redirectLimit else { throw .tooManyRedirects(limit: redirectLimit) }
            let next = try address.following(location)
            retryAfter = head.retryAfter ?? retryAfter
            redirects.append(Redirect(status: head.status, from: address.url, to: next.url))
            address = next
            return nil
        }
        // In the clear a proxy speaks as if it were the server.
        if head.status == 407, let proxy = hop.proxy {
            let reason = proxyRefusal(407, of: address.host)
            throw .proxy(ProxyTrouble(proxy: proxy.name, reason: reason, retryAfter: head.retryAfter))
        }
        let isConditional = !request.validators.isEmpty
        if head.status == 304, !isConditional { throw .unaskedNotModified }
        guard head.status == 200 || head.status == 304 || head.status == 226 && head.isFeedDelta && asksForDelta else {
            throw .refused(
                Refusal(
                    status: head.status, url: address.url, redirects: redirects,
                    retryAfter: head.retryAfter ?? retryAfter))
        }
        var response = Response(url: address.url, status: head.status)
        response.links = head.links
        response.redirects = redirects
        response.retryAfter = head.retryAfter ?? retryAfter
        response.contentType = head.contentType
        response.validators = head.validators
        response.freshness = head.freshness
        response.isHTTP2Broken = wasHTTP2Broken
        (response.body, response.share) = (body, share)
        return response
    }

    private var asksForDelta: Bool { request.takesDelta && request.validators.eTag != nil }

    func end(_ result: Result<Response, FetchError>) { completion(result) }
}
