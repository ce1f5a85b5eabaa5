/// How long libcurl shall keep the addresses of names. It looks through all that it keeps after each transfer
/// (libcurl 7.88; look again with 8), so many hosts in a short time would make each request dearer: some hundreds of
/// names are kept, however fast they come.
struct DNSCacheLifetime {
    private static let longest = Duration.seconds(300)
    private static let names = 500.0

    private var windowStart = Duration.zero
    private var started = 0.0
    private var kept = longest

    /// Counts a request that starts now.
    mutating func keep(at now: Duration) -> Duration {
        started += 1
        let window = now - windowStart
        if window >= .seconds(1) {
            let rate = started / (window / .seconds(1))
            kept = min(Self.longest, .seconds((Self.names / rate).rounded(.down)))
            (windowStart, started) = (now, 0)
        }
        return kept
    }
}
