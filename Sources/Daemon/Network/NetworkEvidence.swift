/// Tells the network's own outage from the trouble of single hosts, by what came of the last requests.
///
/// A failure is nobody's until another host answers, which makes it the feed's, or so many hosts have failed that it must
/// be ours. Where nothing else is under way that could answer, others are asked: the witnesses. Pure.
struct NetworkEvidence {
    /// With one or two hosts it cannot be told.
    static let leastSites = 3
    /// How much their silence must weigh together. Of hosts that answered the last time three are enough; of those that
    /// failed before, or were never asked, as many as no list of dead feeds begins with by chance.
    static let leastWeight = 12
    private static let weightOfWell = 4

    /// No host can be reached.
    private(set) var isDown = false
    /// Somebody has ever answered.
    private var hasAnswered = false
    /// The requests under way, with their sites.
    private(set) var asking: [Int64: String] = [:]
    /// The sites that gave no answer since the last one that anybody gave, with their weights.
    private(set) var silent: [String: Int] = [:]
    /// Who answered in place of a site.
    private var strangers: [String: String] = [:]
    /// Sites that were asked as witnesses since then, or in their turn while no host can be reached.
    private(set) var tried: Set<String> = []
    /// The site that answered last of all was asked again.
    private var hasAskedTheSurest = false
    private var hasNoWitness = false

    /// What a request has changed.
    enum Change: Equatable { case nothing, answered, undecided }

    mutating func begin(_ feed: Int64, at site: String) { asking[feed] = site }

    /// - Parameter wasWell: The feed answered the last time.
    mutating func end(_ feed: Int64, _ trace: NetworkTrace?, wasWell: Bool) -> Change {
        guard let site = asking.removeValue(forKey: feed), let trace else { return .nothing }
        if case .stranger(let stranger) = trace { strangers[site] = stranger }
        // Two strangers are no hotspot.
        guard trace != .answer, Set(strangers.values).count < 2 else {
            answered()
            return .answered
        }
        silent[site] = max(silent[site] ?? 0, wasWell ? Self.weightOfWell : 1)
        return .undecided
    }

    private mutating func answered() {
        let asking = asking
        self = NetworkEvidence()
        (self.asking, hasAnswered) = (asking, true)
    }

    /// Whether others may be asked to find out, before their time.
    enum Witnesses: Sendable {
        case always
        /// When very many failures have nobody's answer after them, or nobody has answered at all. The others count as
        /// the feeds' own.
        case ifNeeded
        case never
    }

    /// What the failures since the last answer come to.
    enum Judgement: Equatable {
        /// Others are under way, and may answer.
        case open
        /// ConditionalRequest one at another site than these: the one that is due next, or the one that answered last of all.
        case askWitness(besides: Set<String>, surest: Bool)
        case theirs
        case ours
    }

    mutating func judgement(_ witnesses: Witnesses) -> Judgement {
        guard !isDown else { return .ours }
        guard asking.isEmpty else { return .open }
        let isEnough = silent.count >= Self.leastSites && silent.values.reduce(0, +) >= Self.leastWeight
        switch witnesses {
        case .ifNeeded where hasAnswered && !isEnough, .never where hasAnswered: return .theirs
        case .never: hasNoWitness = true
        case .always, .ifNeeded: break
        }
        if hasNoWitness || isEnough && hasAskedTheSurest {
            // Or all there are have failed.
            isDown = silent.count >= Self.leastSites
            (hasNoWitness, hasAskedTheSurest, tried) = (false, false, [])
            return isDown ? .ours : .theirs
        }
        return .askWitness(besides: tried.union(silent.keys), surest: isEnough)
    }

    /// - Parameter site: Nil: there is no other.
    mutating func ask(witness site: String?, surest: Bool) {
        hasAskedTheSurest = surest
        if let site { tried.insert(site) } else { hasNoWitness = true }
    }

    /// While no host can be reached: another site each time, and all over again.
    mutating func ask(inPlaceOfAll site: String) { tried = tried.contains(site) ? [site] : tried.union([site]) }
}
