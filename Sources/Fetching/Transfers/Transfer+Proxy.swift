import CCurl

/// What went wrong with the proxy, and not with the server behind it.
extension Transfer {
    /// Nil when the proxy has done its part, or there is none.
    func proxyTrouble(_ code: CURLcode, _ hop: Hop) -> ProxyTrouble? {
        guard let proxy = hop.proxy else { return nil }
        let host = hop.address.host
        func trouble(_ reason: String) -> ProxyTrouble {
            ProxyTrouble(proxy: proxy.name, reason: reason, retryAfter: proxyHead.retryAfter)
        }
        // Its answer to CONNECT, and not a 2xx: there is no other then.
        if proxyHead.status != 0, proxyHead.status / 100 != 2, !hasSentRequest {
            return trouble(proxyRefusal(proxyHead.status, of: host))
        }
        let isAtServer =
            hasSentRequest && (hop.isTunnelled || hasAnswer)
            || handshakes > (proxy.kind == .https ? 1 : 0)
        switch code {
        case CURLE_COULDNT_RESOLVE_PROXY: return trouble("cannot be found: \(text)")
        case CURLE_PROXY: return trouble(socksTrouble(host))
        case CURLE_COULDNT_CONNECT: return trouble("cannot be reached: \(reason(code))")
        case CURLE_COULDNT_RESOLVE_HOST where proxy.isSOCKS: return nil
        case _ where isAtServer: return nil
        case CURLE_OPERATION_TIMEDOUT where !hasSentRequest:
            let what = isConnected ? "has not answered" : "cannot be reached"
            return trouble("\(what) within \(settings.connectTimeout)")
        case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR:
            return trouble("has closed the connection without an answer")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            let result = ccurl_long(easy, CURLINFO_PROXY_SSL_VERIFYRESULT)
            return trouble("cannot prove who it is: \(certificateTrouble(result, text))")
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_CLIENTCERT:
            return trouble("has no TLS: \(handshakeTrouble(text, with: proxy.host))")
        default: return nil
        }
    }

    private func socksTrouble(_ host: String) -> String {
        switch CURLproxycode(UInt32(ccurl_long(easy, CURLINFO_PROXY_ERROR))) {
        case CURLPX_REPLY_HOST_UNREACHABLE, CURLPX_REPLY_NETWORK_UNREACHABLE, CURLPX_REPLY_TTL_EXPIRED:
            "cannot reach \(host)"
        case CURLPX_REPLY_CONNECTION_REFUSED: "was refused by \(host)"
        case CURLPX_REPLY_NOT_ALLOWED: "does not allow \(host)"
        case CURLPX_REPLY_GENERAL_SERVER_FAILURE: "has failed on the way to \(host)"
        case CURLPX_USER_REJECTED, CURLPX_IDENTD, CURLPX_IDENTD_DIFFER: "does not take the user and password"
        case CURLPX_NO_AUTH, CURLPX_UNKNOWN_MODE: "wants a login"
        case CURLPX_RESOLVE_HOST: "needs an address, and \(host) has none here; socks5h:// lets it look names up"
        case CURLPX_CLOSED: "has closed the connection without an answer"
        default: "does not speak SOCKS as it should: \(text)"
        }
    }
}

/// What a proxy's answer to CONNECT, or a 407, means.
func proxyRefusal(_ status: Int, of host: String) -> String {
    switch status {
    case 407: "wants a user and password, or others than it was given (407)"
    case 403: "does not allow \(host) (403)"
    case 429: "has had too many requests (429)"
    case 502, 503, 504: "cannot reach \(host), or is too busy (\(status))"
    default: "will not lead to \(host): it answered \(status)"
    }
}
