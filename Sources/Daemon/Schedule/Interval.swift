import FeedModel
import Foundation

/// How long to leave a feed alone after a good answer, and why.
struct Interval {
    private(set) var wait: Duration
    private(set) var reason: String

    /// The longest of what the server asks and what the feed's rhythm suggests. See `README.md`.
    /// - Parameters:
    ///   - state: With the hints and the rhythm of the answer at hand.
    ///   - wish: The operator's, in place of the rhythm.
    ///   - jitter: 0 to 1, always the same for a feed.
    init(_ state: FeedState, wish: Duration?, jitter: Double, at now: Date) {
        let hint = Hint(state)
        let (base, words) =
            wish.map { (max($0, PollingPolicy.wishedFloor), "asked for every \($0.words)") }
            ?? rhythmicWait(state.rhythm, floor: hint.floor, at: now)
        wait = max(base, hint.wait) * (1 + PollingPolicy.jitter * jitter)
        reason = hint.wait >= base ? "\(hint.words); \(words)" : words
    }
}

/// What the server asks for.
private struct Hint {
    let wait: Duration
    let words: String
    /// A server that names a time under an hour allows to be asked sooner.
    let floor: Duration

    init(_ state: FeedState) {
        let both = [
            state.headerHint.map { ($0, state.headerHintName ?? "a header") },
            state.documentHint.map { ($0, state.documentHintName ?? "the document") },
        ].compactMap { $0 }
        guard let longest = both.max(by: { $0.0 < $1.0 }), longest.0 > .zero else {
            (wait, words, floor) = (.zero, "", PollingPolicy.floor)
            return
        }
        wait = min(longest.0, PollingPolicy.hintCeiling)
        words = "the server asked for \(longest.0.words) by \(longest.1)"
        floor = wait < PollingPolicy.floor ? max(wait, PollingPolicy.hintedFloor) : PollingPolicy.floor
    }
}

/// The square root law, hour by hour: for a given number of requests the total delay is least when they come at a
/// rate that is the root of the rate of news. A feed with a gap G between its moments is asked every √(G × 1 h), more
/// often in its busy hours and less in its quiet ones.
private func rhythmicWait(_ rhythm: FeedState.Rhythm, floor: Duration, at now: Date) -> (Duration, String) {
    guard let since = rhythm.sinceNewest(at: now) else { return (floor, "nothing known of its rhythm") }
    let usual = rhythm.usualGap
    let gap = max(usual ?? since, since, .minutes(10))
    let words = usual.map { "usual gap \($0.words)" } ?? "one entry so far"
    let longest = min(PollingPolicy.ceiling, usual == nil ? floor : max(floor, longestSafeWait(rhythm, since)))
    guard let profile = rhythm.profile else {
        let wait = Duration.seconds((gap.seconds * 3600).squareRoot())
        return (min(max(wait, floor), longest), words)
    }
    // One request is due when the root of the expected news, summed over the hours, reaches 1.
    let limit = longest.seconds
    let start = now.timeIntervalSince1970
    let news = 3600 / gap.seconds
    var due = 0.0
    var wait = 0.0
    while wait < limit {
        let hour = ((start + wait) / 3600).rounded(.down)
        let restOfHour = (hour + 1) * 3600 - (start + wait)
        let perSecond = (profile[Int(hour) % 24] * news).squareRoot() / 3600
        guard due + perSecond * restOfHour < 1 else {
            wait += (1 - due) / perSecond
            break
        }
        due += perSecond * restOfHour
        wait += restOfHour
    }
    return (min(max(.seconds(wait), floor), longest), words)
}

/// A third of what a document spans: no entry shall come and go between two checks.
private func longestSafeWait(_ rhythm: FeedState.Rhythm, _ sinceNewest: Duration) -> Duration {
    rhythm.span.map { max($0, sinceNewest) / 3 } ?? PollingPolicy.ceiling
}
