import ArgumentParser
import Daemon
import FeedModel
import TextKit

/// How much is kept of a subscription, as commands take it: `[retention]` for one feed.
struct RetentionOptions: ParsableArguments {
    @Option(
        name: .customLong("retention"),
        help: ArgumentHelp(
            "How much of it is kept, such as items=500, items-for=90d, revisions-for=30d, events=0 (all); items= "
                + "(empty) goes back to [retention]. Give it again for more.", valueName: "what=limit"),
        transform: RetentionChange.init)
    var changes: [RetentionChange] = []

    func applied(to rules: Retention) -> Retention {
        changes.reduce(into: rules) { $1.apply(&$0) }
    }
}

/// `items=500`, `items-for=90d`, `events-for=`.
struct RetentionChange: Sendable {
    let apply: @Sendable (inout Retention) -> Void

    init(_ text: String) throws {
        guard let equals = text.firstIndex(of: "=") else { throw Self.wrong(text) }
        let (key, value) = (text[..<equals], text[text.index(after: equals)...])
        for limit in Retention.limits {
            if key == limit.key {
                let count = Int(value)
                guard value.isEmpty || count ?? -1 >= 0 else { throw Self.wrong(text) }
                apply = { $0[keyPath: limit.count] = count }
                return
            }
            if key == "\(limit.key)-for" {
                let time = Duration(written: String(value))
                guard value.isEmpty || time != nil else { throw Self.wrong(text) }
                apply = { $0[keyPath: limit.time] = time }
                return
            }
        }
        throw Self.wrong(text)
    }

    private static func wrong(_ text: String) -> ValidationError {
        ValidationError(
            "'\(shortened(text, to: 60))' is no limit; write it like items=500, items-for=90d, revisions-for=30d or events=0"
        )
    }
}
