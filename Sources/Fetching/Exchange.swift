import FeedModel

/// One request with its redirects, from the queue to the answer.
final class Exchange {
    let request: Request
    /// Where the next hop goes.
    private(set) var address: WebAddress
    private(set) var redirects: [Redirect] = []
    /// The last that a redirect asked for.
    private var retryAfter: RetryAfter?
    /// What is left of the time for the whole.
    var rest: Duration
    private let origin: String
    private let credentials: Credentials?
    private let completion: (Result<Response, FetchError>) -> Void

    /// - Throws: `.invalidURL`.
    init(
        _ request: Request, timeout: Duration, completion: @escaping (Result<Response, FetchError>) -> Void
    ) throws(FetchError) {
        (self.request, self.completion, rest) = (request, completion, timeout)
        address = try WebAddress(request.url)
        origin = address.origin
        credentials = request.credentials ?? address.credentials
    }

    func prepare(
        _ transfer: Transfer, _ authorities: Authorities, namesKept: Duration, keepsConnection: Bool
    ) throws(FetchError) {
        try transfer.prepare(
            request, at: address, isSameOrigin: address.origin == origin, credentials: credentials,
            authorities: authorities, rest: rest, namesKept: namesKept, keepsConnection: keepsConnection)
    }

    /// Takes in the answer to a hop. Nil when it was a redirect: `address` says where to.
    /// - Throws: The answer's refusal, or why the redirect is not followed.
    func take(_ head: AnswerHead, _ body: [UInt8], _ share: BodyShare?, redirectLimit: Int) throws(FetchError) -> Response? {
        if [301, 302, 303, 307, 308].contains(head.status), let location = head.location {
            guard redirects.count < redirectLimit else { throw .tooManyRedirects(limit: redirectLimit) }
            let next = try address.following(location)
            retryAfter = head.retryAfter ?? retryAfter
            redirects.append(Redirect(status: head.status, from: address.url, to: next.url))
            address = next
            return nil
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
        response.redirects = redirects
        response.retryAfter = head.retryAfter ?? retryAfter
        response.contentType = head.contentType
        response.validators = head.validators
        response.freshness = head.freshness
        (response.body, response.share) = (body, share)
        return response
    }

    private var asksForDelta: Bool { request.takesDelta && request.validators.eTag != nil }

    func end(_ result: Result<Response, FetchError>) { completion(result) }
}
