/// The limits and manners of all requests: the `[fetch]` table of the configuration.
package struct FetchSettings: Sendable, Equatable {
    /// Transfers at one time, over all hosts.
    package var connections = 16
    /// Connections to one host at one time; HTTP/2 streams count.
    package var connectionsPerHost = 2
    /// Between the starts of two requests to one host.
    package var hostSpacing = Duration.seconds(1)
    /// For one whole exchange, redirects included.
    package var timeout = Duration.seconds(60)
    /// Bytes of a body on the wire.
    package var transferLimit = 10 << 20
    /// Bytes of a body after decompression.
    package var bodyLimit = 32 << 20
    package var headerLimit = 128 << 10
    package var redirectLimit = 10
    /// Networks that may be connected to although they are not public, as CIDR.
    package var allowedNetworks: [String] = []
    package var proxy: String?
    package var authorityFile: String?
    package var userAgent: String?

    package init() {}
}
