/// Why a certificate is not good, and what helps.
/// - Parameter result: OpenSSL's (X509_V_ERR_…, x509_vfy.h).
/// - Parameter text: libcurl's, for what has no words here.
func certificateTrouble(_ result: Int, _ text: String) -> String {
    // Checked apart from the chain.
    if text.contains("subject name") || text.contains("subjectAltName") {
        return "its certificate is for another name; perhaps the address should name the host otherwise"
    }
    return switch result {
    case 9: "its certificate is not yet valid; look at this machine's clock, or tell the site"
    case 10: "its certificate has expired; the site must renew it"
    case 18: "its certificate is self-signed; if you trust it, name its file in 'ca-file'"
    case 19: "its authority is not known here; if you trust it, name the file of its certificate in 'ca-file'"
    case 2, 20, 21, 27:
        "the issuer of its certificate is not known here; the site leaves out an intermediate certificate, or has an "
            + "authority of its own: 'ca-file' can name either"
    case 23: "its certificate has been revoked"
    case 66, 67: "its certificate is too weak (its key); the site must renew it"
    case 68: "its certificate is too weak (its signature); the site must renew it"
    default: tail(of: text, after: "SSL certificate problem: ")
    }
}

/// Why there was no TLS, and what helps.
func handshakeTrouble(_ text: String, with host: String) -> String {
    let lower = text.lowercased()
    func says(_ words: String...) -> Bool { words.contains { lower.contains($0) } }
    if wantsClientCertificate(text) { return "it wants a client certificate, and Dateline has none" }
    if says("wrong version number", "http request", "packet length too long", "record layer failure") {
        return "what answers there does not speak TLS; perhaps it is http://"
    }
    if says("unsupported protocol", "protocol version", "inappropriate fallback", "version too low", "legacy sigalg") {
        return "it has no version of TLS that is safe: 1.2 or later is needed"
    }
    if says("unrecognized name") { return "it does not know the name \(host)" }
    if says("key too small", "md too weak") { return "its key is too weak" }
    if says("handshake failure", "no shared cipher", "no ciphers") {
        return "it refuses the handshake: nothing in common, or it wants a client certificate"
    }
    if says("syscall", "unexpected eof", "reset by peer", "ssl_error_zero") { return "it ended the handshake" }
    return tail(of: text, after: "routines::")
}

func wantsClientCertificate(_ text: String) -> Bool {
    let lower = text.lowercased()
    return lower.contains("certificate required") || lower.contains("alert bad certificate")
}

private func tail(of text: String, after mark: String) -> String {
    let tail = text.firstRange(of: mark).map { String(text[$0.upperBound...]) } ?? text
    return tail.isEmpty ? "no reason is given" : tail
}
