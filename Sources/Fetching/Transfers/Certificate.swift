import CCurl

/// What a server's certificate says of itself, for people.
struct Certificate {
    var start: String?
    var end: String?
    var issuer: String?
    var names: String?
}

extension Transfer {
    /// The server's, after an inspection; empty when there was none.
    var certificate: Certificate {
        var certificate = Certificate()
        guard let chain = ccurl_certificates(easy), chain.pointee.num_of_certs > 0 else { return certificate }
        var entry = chain.pointee.certinfo[0]
        while let line = entry {
            entry = line.pointee.next
            guard let data = line.pointee.data else { continue }
            let parts = String(cString: data).split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let value = onOneLine(String(parts[1]), atMost: 80)
            switch parts[0] {
            case "Start date": certificate.start = value
            case "Expire date": certificate.end = value
            case "Issuer": certificate.issuer = value
            case "Subject" where certificate.names == nil: certificate.names = value
            case "X509v3 Subject Alternative Name": certificate.names = value
            default: break
            }
        }
        return certificate
    }
}

extension FetchError {
    /// With the particulars that matter to what is wrong.
    func adding(_ certificate: Certificate) -> FetchError {
        guard case .untrusted(let host, let reason) = self else { return self }
        let fact: String? =
            switch reason {
            case _ where reason.contains("has expired"): certificate.end.map { "until \($0)" }
            case _ where reason.contains("not yet valid"): certificate.start.map { "from \($0)" }
            case _ where reason.contains("another name"): certificate.names.map { "it has \($0)" }
            case _ where reason.contains("issuer") || reason.contains("authority"):
                certificate.issuer.map { "issued by \($0)" }
            default: nil
            }
        return fact.map { .untrusted(host: host, reason: "\(reason) (\($0))") } ?? self
    }
}

/// Without control characters, which a server may have put into it.
func onOneLine(_ text: String, atMost count: Int) -> String {
    let scalars = text.unicodeScalars.prefix(count)
    let clean = String(String.UnicodeScalarView(scalars.map { isControl($0) ? " " : $0 }))
    return String(clean.drop { $0 == " " }) + (text.unicodeScalars.count > count ? "…" : "")
}
