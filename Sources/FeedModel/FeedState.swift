import struct FoundationEssentials.Date

/// What is remembered of a feed between two checks. Written in one transaction with the entries it vouches for.
package struct FeedState: Equatable, Sendable {
    package var validators = Validators()
    /// Of the last body that was read, so that an unchanged 200 costs no parsing.
    package var bodyHash: String?
    /// The last time that the whole document was had, and not a 304.
    package var lastFullResponse: Date?
    /// How long 304s are believed before the whole is asked for, learnt from what came of it; nil: as for anyone.
    package var trust304For: Duration?
    /// When its server's HTTP/2 was last found broken, and HTTP/1.1 to work; nil when it was not.
    package var brokenHTTP2: Date?
    package var lastCheck: Date?
    /// The last answer that was the feed, 304 included.
    package var lastSuccess: Date?
    /// The last time there was an entry not seen before.
    package var lastNews: Date?
    /// Checks that brought news, but for the first of all: up to three are counted, which make a live feed.
    package var newsCount = 0
    /// When the feed is due again.
    package var nextCheck: Date?
    /// Why then, in words: "the server asked for 1 h by Cache-Control; usual gap 3 h".
    package var nextCheckReason: String?
    /// Since when it waits for this machine to have a network again; nil when it was asked since, or is not due.
    package var noNetworkSince: Date?
    /// The server forbids a request before (Retry-After): not even a person's wish goes over this.
    package var notBefore: Date?

    /// Checks that failed since the last success.
    package var failures = 0
    package var failingSince: Date?
    package var lastError: String?
    package var errorKind: FeedErrorKind?
    /// `feed-failing` was told, so that `feed-recovered` will be.
    package var isFailing = false
    /// Answers 410 in a row.
    package var goneCount = 0
    /// The server says that the feed is gone for good (410): no checks until a person asks.
    package var isGone = false
    /// `feed-silent` was told, and there was no news since.
    package var isSilent = false

    /// How many entries of a document are read, where the last had more: `feed-overlong` was told.
    package var overlongLimit: Int?
    /// How often in a row a process died while the feed's document was being read.
    package var interruptions = 0

    /// What the server asked for by `headerHintName` of its last answer.
    package var headerHint: Duration?
    package var headerHintName: String?
    /// What the document asks for: the longer of `ttl` and `sy:updatePeriod` over `sy:updateFrequency`.
    package var documentHint: Duration?
    package var documentHintName: String?
    /// Hours (GMT) and days (Monday is 0) in which the publisher asks not to be polled.
    package var skipHours: [Int] = []
    package var skipDays: [Int] = []

    package var rhythm = Rhythm()
    package var move = Move()
    package var identity = Identity()
    /// Nil until the reading of older pages has begun.
    package var history: History?

    package init() {}

    /// When a feed publishes.
    package struct Rhythm: Equatable, Sendable {
        /// The last moments of publication, the newest first, in minutes since 1970. Entries that came together
        /// are one moment.
        package var moments: [Int] = []
        /// How often it published in each hour of the day (UTC), old times fading; empty when not known.
        package var hours: [Int] = []
        /// The newest time that an entry has had, as it was given.
        package var newest: Date?
        /// From the oldest to the newest entry of the last document: what is older than that can be missed.
        package var span: Duration?

        package init() {}
    }

    /// Where the feed is asked, if not at the subscription's address, and what speaks for asking elsewhere.
    package struct Move: Equatable, Sendable {
        /// Asked in the subscription's place.
        package var address: String?
        package var since: Date?
        /// It has held for days: `feed-moved` was told.
        package var isProven = false
        /// Where the last answers said, permanently, that the feed lives, and since when they have.
        package var candidate: String?
        package var candidateSince: Date?
        /// An address that was tried in vain, not tried again before `rejectedUntil`.
        package var rejected: String?
        package var rejectedUntil: Date?
        /// `itunes:new-feed-url` of the last document.
        package var announced: String?

        package init() {}
    }

    /// What tells this feed from another one that answers in its place.
    package struct Identity: Equatable, Sendable {
        /// Hashes of title and home page.
        package var name: [String] = []
        /// Hashes of some of the last document's entries.
        package var entries: [String] = []
        /// Hash of the words of the title that stay while its day or issue goes on.
        package var standing: String?
        /// Hashes of the hosts that its page and some of its entries lead to.
        package var hosts: [String] = []
        /// Hash of its Atom id.
        package var id: String?
        /// It has had another name and other entries at one time before, and was the feed.
        package var isRenamed = false
        /// Since when a document that does not fit, with hashes like these, has come in its place.
        package var doubtedBody: String?
        package var doubtedSince: Date?

        package init() {}
    }
}
