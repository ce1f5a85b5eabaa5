/// What is sent to an address that the operator has named for it: unlike those of feeds, it may be a private one.
package struct OutgoingRequest: Sendable {
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
    }

    package var method: Method
    /// `http` or `https`.
    package var url: String
    /// In order. Values have no line breaks.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(_ method: Method, _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        (self.method, self.url, self.headers, self.body) = (method, url, headers, body)
    }
}

/// What a server said to it.
package struct OutgoingAnswer: Sendable, Equatable {
    package var status: Int
    /// How long the server wants to be left alone.
    package var retryAfter: Duration?
    /// The first few thousand bytes.
    package var body: [UInt8]

    package init(status: Int, retryAfter: Duration? = nil, body: [UInt8] = []) {
        (self.status, self.retryAfter, self.body) = (status, retryAfter, body)
    }
}

/// A letter to be handed to a mail server (RFC 5321).
package struct OutgoingMail: Sendable {
    /// `smtp://HOST[:PORT]` or `smtps://…`.
    package var server: String
    package var login: (user: String, password: String)?
    package var sender: String
    package var recipients: [String]
    /// With CRLF.
    package var message: [UInt8]

    package init(
        server: String, login: (user: String, password: String)? = nil, sender: String, recipients: [String],
        message: [UInt8]
    ) {
        (self.server, self.login, self.sender) = (server, login, sender)
        (self.recipients, self.message) = (recipients, message)
    }
}

/// Why there was no answer, or which one a mail server has given.
package struct OutgoingFailure: Error, Equatable, CustomStringConvertible {
    package let description: String
    /// Of the mail server's last reply; nil where there was none that tells of the letter.
    package let reply: Int?

    package init(_ description: String, reply: Int? = nil) { (self.description, self.reply) = (description, reply) }
}

/// The limits of sending.
package struct SenderSettings: Sendable {
    /// For one request, from its beginning to the end of the answer.
    package var timeout: Duration
    /// PEM file of the certificate authorities, as of `FetchSettings`.
    package var authorityFile: String?
    package var proxy = Proxy.environment

    /// By which a server of the web is reached; mail is handed over without one.
    package enum Proxy: Sendable, Equatable {
        case none
        /// That of `https_proxy`, `http_proxy` or `all_proxy`, but for `no_proxy` and this machine.
        case environment
        /// `http://host:port` or `socks5://host:port`, for all but this machine where it is not meant for just this.
        case address(String, isForAll: Bool)
    }

    package init(timeout: Duration, authorityFile: String? = nil) {
        (self.timeout, self.authorityFile) = (timeout, authorityFile)
    }
}
