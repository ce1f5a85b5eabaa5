import FeedModel
import Storing

/// All that is known of a feed and its schedule, for people.
func describe(_ feed: FeedOverview, on console: Console) {
    func line(_ label: String, _ value: String?) {
        if let value { console.write("\(column(label, 13)) \(onOneLine(value))") }
    }
    let state = feed.state
    console.write(console.styled(onOneLine(feed.title ?? feed.url), .bold))
    line("feed", "\(feed.id)")
    line("url", feed.url)
    line("items", "\(feed.itemCount)")
    line("last check", state.lastCheck.map { "\(console.localTime($0)) \(console.offset)" })
    line("last success", state.lastSuccess.map(console.localTime))
    line("last news", state.rhythm.newest.map(console.localTime))
    line("last change", feed.lastChange.map(console.localTime))
    line("next check", state.nextCheck.map { console.localTime($0) + (state.nextCheckReason.map { ": \($0)" } ?? "") })
    if let since = state.failingSince {
        line("failing", "\(state.failures) times since \(console.localTime(since)): \(state.lastError ?? "")")
    }
    line(
        "overlong",
        state.overlongLimit.map { "only its first \($0) entries are read; raise fetch.item-limit to read more" })
    if state.interruptions > 0 {
        line("interrupted", "\(state.interruptions) times in a row Dateline ended while it was being read")
    }
    line("history", state.history.map { "\($0.pages) older pages read" + ($0.next.map { "; next \($0)" } ?? "") })
    line("identity", feed.habit)
    console.write("")
}
