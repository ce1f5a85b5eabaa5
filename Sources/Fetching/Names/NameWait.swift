/// An exchange that waits for names to be looked up.
struct NameWait {
    let exchange: Exchange
    let hop: Hop
    /// Those that are not known yet.
    private(set) var names: [String]
    let since: Duration
    let deadline: Duration
    /// Names were asked for once more, of IPv4 alone.
    var isAskedTwice = false
    private var failed: (name: String, answer: NameAnswer)?

    init(exchange: Exchange, hop: Hop, names: [String], since: Duration, deadline: Duration) {
        (self.exchange, self.hop, self.names) = (exchange, hop, names)
        (self.since, self.deadline) = (since, deadline)
    }

    mutating func take(_ answer: NameAnswer, of name: String) {
        guard let index = names.firstIndex(of: name) else { return }
        names.remove(at: index)
        if answer.isFound { return }
        failed = failed ?? (name, answer)
    }

    /// When there is something to do if nothing comes.
    var next: Duration { isAskedTwice ? deadline : since + (deadline - since) / 2 }

    func isOver(at now: Duration) -> Bool { names.isEmpty || failed != nil || deadline <= now }

    /// Nil when all names are known.
    func failure(after limit: Duration) -> FetchError? {
        guard let name = failed?.name ?? names.first else { return nil }
        let host = hop.address.host
        if let proxy = hop.proxy, name != hop.address.name {
            let reason =
                switch failed?.answer {
                case nil: "cannot be found: no name server has answered within \(limit)"
                case .unknown(let reason): "cannot be found: \(reason)"
                default: "cannot be found: there is no such name"
                }
            return .proxy(ProxyTrouble(proxy: proxy.name, reason: reason))
        }
        switch failed?.answer {
        case nil: return .stalled(after: limit, waitingFor: .name(of: host))
        case .unknown(let reason): return .lookUpFailed(host: host, reason: reason)
        default: return .unknownHost(host)
        }
    }
}
