/// The stream of a NATS server that the log is published to.
package struct JetStreamSettings: Sendable, Equatable {
    package enum Login: Sendable, Equatable {
        case user(String, password: String)
        case token(String)
        /// A file with a user's JWT and seed, as `nsc` writes it.
        case credentials(file: String)
    }

    /// Of one cluster: any of them will do.
    package var servers: [ServerAddress]
    package var stream: String
    package var subject: SubjectTemplate
    /// PEM files.
    package var authorityFile: String?
    package var certificateFile: String?
    package var keyFile: String?
    package var login: Login?

    package init(servers: [ServerAddress], stream: String, subject: SubjectTemplate) {
        (self.servers, self.stream, self.subject) = (servers, stream, subject)
    }

    package var usesTLS: Bool { authorityFile != nil || certificateFile != nil || servers.contains { $0.usesTLS } }

    /// What the server takes for a name, which is one of a folder too.
    package static func isStreamName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 255
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !".*>/\\".utf8.contains($0) }
    }
}

/// `nats://HOST:PORT`, or `tls://HOST:PORT`.
package struct ServerAddress: Sendable, Equatable {
    package let url: String
    /// A name or an address, without brackets.
    package let host: String
    let usesTLS: Bool

    /// Nil for what is none. A login has no place in it: it would be shown.
    package init?(_ text: String) {
        guard let scheme = ["nats://", "tls://"].first(where: text.hasPrefix) else { return nil }
        var host = text.dropFirst(scheme.count)[...]
        if host.last == "/" { host.removeLast() }
        if let colon = host.lastIndex(of: ":"), !host[colon...].contains("]") {
            guard let port = UInt16(host[host.index(after: colon)...]), port > 0 else { return nil }
            host = host[..<colon]
        }
        if host.first == "[", host.last == "]" {
            host = host.dropFirst().dropLast()
            guard host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { return nil }
        } else {
            guard host.utf8.allSatisfy({ SubjectTemplate.isPlain($0) || $0 == UInt8(ascii: ".") }) else { return nil }
        }
        guard !host.isEmpty else { return nil }
        (url, self.host, usesTLS) = (text, String(host), scheme == "tls://")
    }
}
