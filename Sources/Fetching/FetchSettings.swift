import FeedModel

/// The limits and manners of all requests: the `[fetch]` table of the configuration.
package struct FetchSettings: Sendable, Equatable {
    /// Exchanges at one time, over all hosts: enough that a few dozen dead hosts, each silent until its time is
    /// over, do not take all of them.
    package var connections = 64
    /// Exchanges with one host at one time; HTTP/2 streams count.
    package var connectionsPerHost = 2
    /// Between the starts of two exchanges with one host. A host that answers 429 gets more for a while.
    package var hostSpacing = Duration.seconds(1)
    /// From the look-up of the name to the end of the TLS handshake.
    package var connectTimeout = Duration.seconds(10)
    /// Without progress, which is `leastSpeed`.
    package var stallTimeout = Duration.seconds(30)
    /// Bytes a second, on the wire.
    package var leastSpeed = 100
    /// For one whole exchange, redirects included, the time in our own queues not.
    package var timeout = Duration.seconds(60)
    /// Bytes of a body on the wire.
    package var transferLimit = 10 << 20
    /// Bytes of a body after decompression.
    package var bodyLimit = 32 << 20
    /// Bytes of all bodies that are held at one time, unread answers included, before transfers pause. What one
    /// read brings goes over it.
    package var bodyMemory = 64 << 20
    /// Bytes of all the headers of one answer.
    package var headerLimit = 128 << 10
    package var redirectLimit = 10
    /// What reading an answer may cost.
    package var reading = ReadingLimits()
    /// False: servers are asked by HTTP/1.1.
    package var usesHTTP2 = true
    /// Networks that may be connected to although they are not public, as CIDR.
    package var allowedNetworks: [String] = []
    /// `http://host:port` or `socks5://host:port`. The environment's proxies are not asked.
    package var proxy: String?
    /// PEM file of the certificate authorities. Nil: `SSL_CERT_FILE`, `CURL_CA_BUNDLE`, the system's.
    package var authorityFile: String?
    /// Answers in place of DNS's, as `host:port:address,address`: for tests.
    package var answers: [String] = []
    /// Nil: `defaultUserAgent`.
    package var userAgent: String?

    package static let defaultUserAgent = "Dateline/\(datelineVersion) (+https://dateline.example/)"

    package init() {}
}
