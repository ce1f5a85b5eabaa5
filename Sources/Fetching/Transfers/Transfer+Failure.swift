import CCurl
import FeedModel

/// What a hop that failed means.
extension Transfer {
    func error(_ code: CURLcode) -> FetchError {
        guard let hop else { return .cancelled }
        let host = hop.address.host
        if let failure { return failure }
        if let forbidden {
            return .forbiddenAddress(host: host, address: forbidden.address, network: forbidden.network)
        }
        if let trouble = proxyTrouble(code, hop) { return .proxy(trouble) }
        return switch code {
        case CURLE_COULDNT_RESOLVE_HOST: .lookUpFailed(host: host, reason: reason(code))
        case CURLE_OPERATION_TIMEDOUT: timeoutError(hop)
        case CURLE_FILESIZE_EXCEEDED: .tooLargeOnWire(limit: settings.transferLimit)
        case CURLE_PARTIAL_FILE, CURLE_HTTP2_STREAM, CURLE_HTTP2: .truncated(reason: reason(code))
        // libcurl's own limit for one line, which it takes for a want of memory.
        case CURLE_OUT_OF_MEMORY where hasSentRequest && !head.isComplete:
            .headersTooLarge(limit: min(settings.headerLimit, Int(CURL_MAX_HTTP_HEADER)))
        case CURLE_SSL_CLIENTCERT: .noTLS(host: host, reason: handshakeTrouble(text, with: host))
        case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR:
            if wantsClientCertificate(text) {
                .noTLS(host: host, reason: handshakeTrouble(text, with: host))
            } else if code == CURLE_SEND_ERROR, hop.address.isHTTPS, isConnected {
                // With TLS 1.3 a client believes itself admitted before the server has judged it (RFC 8446, 4.4.2.4).
                .noTLS(
                    host: host,
                    reason: "it ends the connection after the handshake; perhaps it wants a client certificate")
            } else {
                .unreachable(host: host, reason: reason(code))
            }
        case CURLE_BAD_CONTENT_ENCODING: .undecodable(reason: reason(code))
        case CURLE_COULDNT_CONNECT: .unreachable(host: host, reason: reason(code))
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            .untrusted(host: host, reason: certificateTrouble(ccurl_long(easy, CURLINFO_SSL_VERIFYRESULT), text))
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER: .noTLS(host: host, reason: handshakeTrouble(text, with: host))
        case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE:
            .failed(reason: "cannot use the certificate authorities (ca-file): \(reason(code))")
        default: .failed(reason: "\(host): \(reason(code))")
        }
    }

    /// What libcurl says of this error, or else of all of its kind.
    func reason(_ code: CURLcode) -> String {
        // What became of the socket's name is of no help.
        text.isEmpty || text.contains("getpeername") ? String(cString: curl_easy_strerror(code)) : text
    }

    /// On one line; servers' words may be in it.
    var text: String { onOneLine(String(cString: errorText), atMost: 200) }

    /// libcurl has one code for the whole time, the time to connect, and a want of progress.
    private func timeoutError(_ hop: Hop) -> FetchError {
        // The two are measured apart.
        if duration + .milliseconds(100) >= hop.rest { return .timedOut(after: settings.timeout) }
        let host = hop.address.host
        if hasSentRequest {
            return .stalled(
                after: settings.stallTimeout, waitingFor: hasAnswer ? .progress : .firstByte(of: host))
        }
        return .stalled(
            after: settings.connectTimeout, waitingFor: isConnected ? .handshake(with: host) : .connection(to: host))
    }

    /// A connection was made for the hop, to the proxy where there is one.
    var isConnected: Bool { ccurl_long(easy, CURLINFO_NUM_CONNECTS) > 0 }

    /// The answer that has begun came by it.
    private var isHTTP2: Bool { ccurl_long(easy, CURLINFO_HTTP_VERSION) == Int(CURL_HTTP_VERSION_2_0) }

    /// What the end of a hop without a whole answer says about asking once more; nil when it says nothing.
    func interruption(_ code: CURLcode) -> Interruption? {
        guard let hop, !isAnswered(code), failure == nil, forbidden == nil else { return nil }
        let wasUsed = !isConnected
        // A used connection may end before the request is out; a new one that does has not been one.
        guard hasSentRequest || wasUsed else { return nil }
        switch code {
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_PARTIAL_FILE:
            if wantsClientCertificate(text) { return nil }
        // Gone without a word, as behind a router that has forgotten it.
        case CURLE_OPERATION_TIMEDOUT:
            guard wasUsed, hasSentRequest, duration + .seconds(1) < hop.rest else { return nil }
        default: return nil
        }
        let isHTTP2Error = code == CURLE_HTTP2 || code == CURLE_HTTP2_STREAM
        let mayHaveBeenHTTP2 =
            hop.address.isHTTPS && hop.attempt != .http1
            && hop.request.usesHTTP2 ?? settings.usesHTTP2 && code != CURLE_OPERATION_TIMEDOUT
        return Interruption(
            // The streams of a connection end together, for whatever reason one of them has given.
            isSwallowed: hasAnswer ? isHTTP2 && code != CURLE_HTTP2_STREAM : wasUsed,
            isHTTP2: mayHaveBeenHTTP2 && (isHTTP2Error || !hasAnswer))
    }
}

/// How an exchange was cut short.
struct Interruption: Equatable {
    /// A connection that had been used before took the request, and not a byte came of it; or one of HTTP/2 ended under
    /// it.
    let isSwallowed: Bool
    /// It may be HTTP/2 that is broken.
    let isHTTP2: Bool
}

func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
}
