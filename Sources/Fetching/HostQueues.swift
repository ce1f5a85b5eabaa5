/// Who may start when: so many at a time for a host, with some time between starts, and so many over all hosts.
///
/// Hosts wait for nobody but themselves, and those that are ready take turns. Pure: times are durations since any
/// fixed moment, given by the caller.
struct HostQueues<Ticket> {
    private struct Host {
        var active = 0
        var waiting: [Ticket] = []
        var lastStart: Duration?
        var spacing: Duration
        /// Starts taken out of turn for a redirect to the same host count, but have no spacing.
        func opening(_ limit: Int) -> Duration? {
            active >= limit ? nil : lastStart.map { $0 + spacing } ?? .zero
        }
    }

    private let limit: Int
    private let limitPerHost: Int
    private let spacing: Duration
    private var hosts: [String: Host] = [:]
    /// Hosts with tickets, in the order of their turns.
    private var turns: [String] = []
    private var active = 0

    init(limit: Int, limitPerHost: Int, spacing: Duration) {
        (self.limit, self.limitPerHost, self.spacing) = (max(1, limit), max(1, limitPerHost), spacing)
    }

    mutating func append(_ ticket: Ticket, for host: String) {
        var entry = hosts[host] ?? Host(spacing: spacing)
        if entry.waiting.isEmpty { turns.append(host) }
        entry.waiting.append(ticket)
        hosts[host] = entry
    }

    /// The next ticket that may start; `finish` gives its place back.
    mutating func next(at now: Duration) -> Ticket? {
        guard active < limit else { return nil }
        let ready = turns.firstIndex { host in hosts[host]!.opening(limitPerHost).map { $0 <= now } ?? false }
        guard let ready else { return nil }
        let name = turns.remove(at: ready)
        var host = hosts[name]!
        let ticket = host.waiting.removeFirst()
        host.active += 1
        host.lastStart = now
        active += 1
        hosts[name] = host
        if !host.waiting.isEmpty { turns.append(name) }
        return ticket
    }

    func isWaiting(_ name: String) -> Bool { hosts[name].map { !$0.waiting.isEmpty } ?? false }

    /// When a host opens next, if no place comes free before; nil when only a free place helps.
    func nextOpening() -> Duration? {
        active < limit ? turns.compactMap { hosts[$0]!.opening(limitPerHost) }.min() : nil
    }

    mutating func finish(_ name: String, at now: Duration) {
        active -= 1
        guard var host = hosts[name] else { return }
        host.active -= 1
        host.spacing = max(spacing, host.spacing / 2)
        hosts[name] = host
        if hosts.count > 4096 { forgetIdleHosts(at: now) }
    }

    /// `name` said that it is asked too much: its spacing grows fourfold, to a minute at most, and is halved again
    /// by each exchange that ends well. Returns the tickets that waited for it.
    mutating func slowDown(_ name: String) -> [Ticket] {
        guard var host = hosts[name] else { return [] }
        // Twice what it says, since `finish` follows and halves it.
        host.spacing = min(max(host.spacing, .seconds(1)) * 8, .seconds(120))
        let waiting = host.waiting
        host.waiting = []
        hosts[name] = host
        turns.removeAll { $0 == name }
        return waiting
    }

    /// Takes back tickets that have not started.
    mutating func remove(where isUnwanted: (Ticket) -> Bool, of name: String) {
        guard var host = hosts[name] else { return }
        host.waiting.removeAll(where: isUnwanted)
        hosts[name] = host
        if host.waiting.isEmpty { turns.removeAll { $0 == name } }
    }

    private mutating func forgetIdleHosts(at now: Duration) {
        hosts = hosts.filter { _, host in
            host.active > 0 || !host.waiting.isEmpty || (host.lastStart ?? .zero) + host.spacing > now
        }
    }
}
