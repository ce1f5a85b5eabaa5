/// Which hosts' connections are kept open after use. Past its own limit libcurl closes the oldest, for which it looks
/// through all that it has, and goes on looking through the hosts of those it has closed (`Curl_conncache_extract_oldest`
/// of 7.88 leaves their empty bundles behind; look again with 8): each request would be dearer than the one before. So
/// the hosts are counted here, and libcurl's limit is left for those that have several connections.
struct ConnectionReuse {
    /// For how long a connection is kept that is not used. Servers seldom wait for longer.
    static let age = Duration.seconds(60)

    private let limit: Int
    private var hosts: [String: Duration] = [:]
    private var nextSweep = Duration.zero

    /// - Parameter limit: hosts at one time.
    init(limit: Int) { self.limit = limit }

    /// True when a connection to `host` that is used now may stay open: the host is among the kept, or there is room.
    mutating func keep(_ host: String, at now: Duration) -> Bool {
        if hosts.count >= limit, now >= nextSweep {
            hosts = hosts.filter { $0.value > now }
            nextSweep = now + .seconds(1)
        }
        guard hosts.count < limit || hosts[host] != nil else { return false }
        hosts[host] = now + Self.age
        return true
    }
}
