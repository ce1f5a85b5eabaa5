/// The numbers of the schedule. `README.md` beside this file says where they come from.
enum PollingPolicy {
    static let floor = Duration.hours(1)
    /// Where the server's own hints are shorter than `floor`.
    static let hintedFloor = Duration.minutes(15)
    /// Where the operator asks for it.
    static let wishedFloor = Duration.minutes(5)
    static let ceiling = Duration.hours(24)
    /// The longest hint that is heeded: static hosting says a year of everything.
    static let hintCeiling = Duration.hours(24)
    /// Added to each wait, as a share of it; how much of this is a feed's own for ever.
    static let jitter = 0.1
    /// Between two unconditional requests to a server whose 304s are doubted, plus up to a quarter; or this share of the
    /// time since it last had news, where that is longer.
    static let wholeDocument = Duration.days(8)
    static let doubtfulSilence = 0.25
    /// The same for a server that has been seen to answer a conditional request with news: two months.
    static let wholeDocumentAtRest = Duration.days(60)
    /// The same for a server that was caught: its 304s had hidden news. Doubled by each in vain, up to `wholeDocument`.
    static let fullRefetchAfterFalse304 = Duration.days(1)
    /// News that a live feed has brought while it was watched.
    static let newsOfLiveFeed = 3
    /// A live feed's 304s are doubted after this many of its usual gaps without news.
    static let doubtfulGaps = 3
    /// Older pages of a feed that are read back at most, and tries of one of them.
    static let historyPages = 1000
    static let historyTries = 8
    /// Between two tries by a proxy that has trouble of its own.
    static let proxyTrouble = Duration.minutes(10)
    /// After which a server whose HTTP/2 was broken is asked by it once more.
    static let brokenHTTP2 = Duration.days(28)
    static let retryAfterBounds = Duration.minutes(1)...Duration.days(7)
    /// What a host that answers 503 without Retry-After is left alone for.
    static let busyHostRest = Duration.minutes(15)
    /// The second 410 counts when it comes this long after the first.
    static let goneConfirmation = Duration.hours(24)
    /// From a new address's first good answer to the word that the feed has moved.
    static let moveProof = Duration.days(3)
    /// How long a proven new address may fail before the old one is tried again.
    static let movePatience = Duration.days(7)
    /// How long a document that does not fit must come before it is believed.
    static let doubt = Duration.hours(20)
    /// A feed is silent after this many of its usual gaps, and no sooner than `leastSilence`.
    static let silentGaps = 10
    static let leastSilence = Duration.days(7)
    /// For a large document that came while others were read.
    static let postponement = Duration.minutes(5)
    /// The failure, counted from 1, with which `feed-failing` is told.
    static let failuresUntilTold = 3
}

extension Duration {
    static func minutes(_ count: Int) -> Duration { .seconds(count * 60) }
    static func hours(_ count: Int) -> Duration { .seconds(count * 3600) }
    static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }

    var seconds: Double { self / .seconds(1) }

    /// For people: "45 min", "1 h 30 min", "3 d 4 h"; never more than two parts.
    var words: String {
        let minutes = Int((seconds / 60).rounded())
        let units = [("d", minutes / 1440), ("h", minutes / 60 % 24), ("min", minutes % 60)]
        guard let first = units.firstIndex(where: { $0.1 > 0 }) else { return "\(Int(seconds.rounded())) s" }
        return units[first...].prefix(2).filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }.joined(separator: " ")
    }
}
