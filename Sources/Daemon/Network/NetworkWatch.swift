import Synchronization

/// Holds failures back until it is known whose they are: the feed's, or this machine's that has no network.
///
/// Of the second kind none is counted. While no host can be reached only one is asked now and then, each time another,
/// and as soon as one answers all that is due goes on.
package final class NetworkWatch: Sendable {
    /// What is said once when it begins and once when it ends.
    package enum Report: Sendable, Equatable, CustomStringConvertible {
        /// - Parameter cause: What the last of them failed by.
        case down(sites: Int, cause: String)
        case up(after: Duration)

        package var description: String {
            switch self {
            case .down(let sites, let cause):
                "none of \(sites) hosts can be reached, so the network of this machine is taken for the cause; "
                    + "nothing is counted against the feeds, and what is due stays due (the last: \(cause))"
            case .up(let time): "hosts can be reached again, after \(time.words)"
            }
        }
    }

    enum Verdict: Sendable {
        case theirs, ours
        /// We stop, and shall not know.
        case open
    }

    /// What may be asked next.
    enum Leave: Equatable {
        /// All that is due.
        case all
        /// And one more at another site, due or not: the one that is due next, or the one that answered last of all.
        case witness(besides: Set<String>, surest: Bool)
        /// One in the place of all, at another site than these if there is one.
        case one(besides: Set<String>)
        /// Nothing until then; nil: not in this round.
        case nothing(until: ContinuousClock.Instant?)
    }

    private let state: Mutex<State>

    /// For as long as the process lives.
    package convenience init() { self.init(pauses: Duration.seconds(10)...Duration.seconds(180)) }

    /// - Parameter pauses: Between two tries without a network: short at first, since a machine that starts has one soon.
    init(pauses: ClosedRange<Duration>) { state = Mutex(State(witnesses: .always, pauses: pauses)) }

    /// For a single round, which ends where there is no network.
    /// - Parameter asksOthers: Hosts that are not in the round may be asked as well, to tell whether there is.
    package init(forOneRound asksOthers: Bool) {
        state = Mutex(State(witnesses: asksOthers ? .ifNeeded : .never, pauses: .zero ... .zero))
    }

    package func whenChanged(_ report: @escaping @Sendable (Report) -> Void) { state.withLock { $0.report = report } }

    /// From now on somebody asks `leave` what may be asked.
    /// - Parameter wake: Called when something may be asked that might not be before.
    func open(_ wake: @escaping @Sendable () -> Void) { state.withLock { $0.open(wake) } }

    /// Nobody does any more: what is held is given up, and nothing of it counted.
    func close() { state.withLock { $0.close() }.perform() }

    /// No host can be reached, or that may be so: what fails now says nothing.
    var isDoubtful: Bool { state.withLock { $0.evidence.isDown || !$0.held.isEmpty } }

    /// Checks under way.
    package var checks: Int { state.withLock { $0.evidence.asking.count } }

    // MARK: - Of a check

    /// A feed is about to be asked. `end` must follow.
    func begin(_ feed: Int64, at site: String) { state.withLock { $0.evidence.begin(feed, at: site) } }

    /// Whose failure it is, as soon as that can be told; at once where it was none.
    /// - Parameter wasWell: The feed answered the last time.
    func judge(_ feed: Int64, _ trace: NetworkTrace?, wasWell: Bool, cause: String) async -> Verdict {
        await withCheckedContinuation { waiting in
            state.withLock { $0.end(feed, trace, wasWell: wasWell, cause: cause, waiting) }.perform()
        }
    }

    /// The check is over, whether it has asked or not.
    func end(_ feed: Int64) { state.withLock { $0.end(feed, nil, wasWell: false, cause: "", nil) }.perform() }

    // MARK: - Of the scheduler

    func leave() -> Leave {
        let (leave, settlement) = state.withLock { $0.leave(at: .now) }
        settlement.perform()
        return leave
    }

    /// - Parameter site: Nil: there is no other.
    func ask(witness site: String?, surest: Bool) { state.withLock { $0.evidence.ask(witness: site, surest: surest) } }

    /// - Parameter site: Nil: nothing can be asked now.
    func ask(inPlaceOfAll site: String?) { state.withLock { $0.tryOne(at: site, .now) } }
}

/// What must be done outside of the lock.
private struct Settlement {
    var waiting: [CheckedContinuation<NetworkWatch.Verdict, Never>] = []
    var verdict = NetworkWatch.Verdict.theirs
    var then: () -> Void = {}

    func perform() {
        for continuation in waiting { continuation.resume(returning: verdict) }
        then()
    }
}

private struct State {
    private let witnesses: NetworkEvidence.Witnesses
    private let pauses: ClosedRange<Duration>
    var evidence = NetworkEvidence()
    var held: [CheckedContinuation<NetworkWatch.Verdict, Never>] = []
    private var wake: @Sendable () -> Void = {}
    var report: @Sendable (NetworkWatch.Report) -> Void = { _ in }
    /// What the last held failure was.
    private var cause = ""
    private var downSince = ContinuousClock.now
    private var nextTry = ContinuousClock.now
    private var pause: Duration
    private var isClosed = true

    init(witnesses: NetworkEvidence.Witnesses, pauses: ClosedRange<Duration>) {
        (self.witnesses, self.pauses, pause) = (witnesses, pauses, pauses.lowerBound)
    }

    private var goesOn: Bool { witnesses == .always }

    mutating func end(
        _ feed: Int64, _ trace: NetworkTrace?, wasWell: Bool, cause: String,
        _ waiting: CheckedContinuation<NetworkWatch.Verdict, Never>?
    ) -> Settlement {
        let wasDown = evidence.isDown
        let change = evidence.end(feed, trace, wasWell: wasWell)
        var settlement = Settlement(waiting: waiting.map { [$0] } ?? [])
        switch change {
        case .nothing: break
        case .answered:
            settlement.waiting += takeHeld()
            guard wasDown else { break }
            settlement.then = { [report, wake, downSince] in
                report(.up(after: .now - downSince))
                wake()
            }
        case .undecided:
            self.cause = cause
            if evidence.isDown || isClosed {
                settlement.verdict = evidence.isDown ? .ours : .open
            } else {
                held += settlement.waiting
                settlement.waiting = []
            }
        }
        // Nobody is left who could answer by himself.
        if !held.isEmpty, evidence.asking.isEmpty { settlement.then = wake }
        return settlement
    }

    mutating func leave(at now: ContinuousClock.Instant) -> (NetworkWatch.Leave, Settlement) {
        if evidence.isDown {
            guard goesOn else { return (.nothing(until: nil), Settlement()) }
            let mayTry = now >= nextTry && evidence.asking.isEmpty
            return (
                mayTry ? .one(besides: evidence.tried) : .nothing(until: max(nextTry, now + pauses.lowerBound / 10)),
                Settlement()
            )
        }
        guard !held.isEmpty else { return (.all, Settlement()) }
        switch evidence.judgement(witnesses) {
        case .open: return (.all, Settlement())
        case .askWitness(let sites, let surest): return (.witness(besides: sites, surest: surest), Settlement())
        case .theirs: return (.all, Settlement(waiting: takeHeld()))
        case .ours:
            (downSince, pause) = (now, pauses.lowerBound)
            nextTry = now + pause
            let settlement = Settlement(waiting: takeHeld(), verdict: .ours) {
                [report, cause, sites = evidence.silent.count] in
                report(.down(sites: sites, cause: cause))
            }
            return (.nothing(until: goesOn ? nextTry : nil), settlement)
        }
    }

    mutating func tryOne(at site: String?, _ now: ContinuousClock.Instant) {
        if let site { evidence.ask(inPlaceOfAll: site) }
        pause = min(pause * 2, pauses.upperBound)
        nextTry = now + pause
    }

    mutating func open(_ wake: @escaping @Sendable () -> Void) { (self.wake, isClosed) = (wake, false) }

    mutating func close() -> Settlement {
        (wake, isClosed) = ({}, true)
        return Settlement(waiting: takeHeld(), verdict: .open)
    }

    private mutating func takeHeld() -> [CheckedContinuation<NetworkWatch.Verdict, Never>] {
        defer { held = [] }
        return held
    }
}
