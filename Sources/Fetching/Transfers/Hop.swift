import FeedModel

/// One request on the way to an answer: where, with what, and how.
struct Hop {
    /// How it is asked. RFC 9112, 9.3.1 and RFC 9113, 8.7: what a connection has swallowed may be asked once more.
    enum Attempt {
        /// By what there is.
        case usual
        /// By a connection of its own.
        case fresh
        /// The same, and by HTTP/1.1.
        case http1
        /// Not at all: only the server's certificate is looked at, to say what is wrong with it.
        case inspection
    }

    let request: Request
    let address: RequestAddress
    /// Nil where nothing secret may go: to another origin than that of the request.
    let secrets: Secrets?
    let proxy: ProxyAddress?
    var attempt = Attempt.usual
    /// In Netscape's form, as libcurl gives and takes them.
    var cookies: [String] = []
    /// For all of it.
    var rest = Duration.zero
    /// Until the connection is there, after what looking names up has taken.
    var connectRest = Duration.zero
    /// For how long libcurl keeps addresses, in whole seconds.
    var namesKept = Duration.zero
    /// The connection stays open for the next hop to the host.
    var keepsConnection = false
    /// Addresses of names, as CURLOPT_RESOLVE has them.
    var answers: [String] = []

    struct Secrets {
        let headers: [String: String]
        let credentials: Credentials?
    }

    /// libcurl sends CONNECT, or goes by SOCKS: what is said on the way is not the server's.
    var isTunnelled: Bool { proxy.map { $0.isSOCKS || address.isHTTPS } ?? false }

    /// What must be known before it can begin.
    var names: [(name: String, port: Int)] {
        guard let proxy else { return address.name.map { [($0, address.port)] } ?? [] }
        let own = nameToLookUp(proxy.host.lowercased()).map { [($0, proxy.port)] } ?? []
        return proxy.looksUpHere ? own + (address.name.map { [($0, address.port)] } ?? []) : own
    }
}
