/// As the store keeps it.
extension FeedState: JSONState {
    package static let fields: [JSONField<FeedState>] = [
        JSONField("etag", \.validators.eTag),
        JSONField("last_modified", \.validators.lastModified),
        JSONField("body_hash", \.bodyHash),
        JSONField("last_whole", clock: \.lastFullResponse),
        JSONField("whole_wait", \.trust304For),
        JSONField("broken_http2", clock: \.brokenHTTP2),
        JSONField("last_check", clock: \.lastCheck),
        JSONField("last_success", clock: \.lastSuccess),
        JSONField("last_news", clock: \.lastNews),
        JSONField("news_count", \.newsCount, default: 0),
        JSONField("next_check", clock: \.nextCheck),
        JSONField("next_check_reason", \.nextCheckReason),
        JSONField("no_network_since", clock: \.noNetworkSince),
        JSONField("not_before", clock: \.notBefore),
        JSONField("failures", \.failures, default: 0),
        JSONField("failing_since", clock: \.failingSince),
        JSONField("last_error", \.lastError),
        JSONField("error_kind", \.errorKind),
        JSONField("failing", \.isFailing, default: false),
        JSONField("gone_count", \.goneCount, default: 0),
        JSONField("gone", \.isGone, default: false),
        JSONField("silent", \.isSilent, default: false),
        JSONField("overlong_limit", \.overlongLimit),
        JSONField("interruptions", \.interruptions, default: 0),
        JSONField("header_hint", \.headerHint),
        JSONField("header_hint_name", \.headerHintName),
        JSONField("document_hint", \.documentHint),
        JSONField("document_hint_name", \.documentHintName),
        JSONField("skip_hours", \.skipHours),
        JSONField("skip_days", \.skipDays),
        JSONField("moments", \.rhythm.moments),
        JSONField("hours", \.rhythm.hours),
        JSONField("newest", \.rhythm.newest),
        JSONField("span", \.rhythm.span),
        JSONField("move", \.move, default: Move()),
        JSONField("identity", \.identity, default: Identity()),
        JSONField("history", \.history),
    ]
}

extension FeedState.Move: JSONState {
    package static let fields: [JSONField<FeedState.Move>] = [
        JSONField("address", \.address),
        JSONField("since", clock: \.since),
        JSONField("proven", \.isProven, default: false),
        JSONField("candidate", \.candidate),
        JSONField("candidate_since", clock: \.candidateSince),
        JSONField("rejected", \.rejected),
        JSONField("rejected_until", clock: \.rejectedUntil),
        JSONField("announced", \.announced),
    ]
}

extension FeedState.Identity: JSONState {
    package static let fields: [JSONField<FeedState.Identity>] = [
        JSONField("name", \.name),
        JSONField("entries", \.entries),
        JSONField("standing", \.standing),
        JSONField("hosts", \.hosts),
        JSONField("id", \.id),
        JSONField("renamed", \.isRenamed, default: false),
        JSONField("doubted", \.doubtedBody),
        JSONField("doubted_since", clock: \.doubtedSince),
    ]
}

extension FeedState.History: JSONState {
    package static let fields: [JSONField<FeedState.History>] = [
        JSONField("next", \.next),
        JSONField("due", clock: \.due),
        JSONField("pages", \.pages),
        JSONField("failures", \.failures, default: 0),
        JSONField("landmark", \.landmark),
        JSONField("entries", \.entries),
    ]
}

extension FeedErrorKind: JSONConvertible {
    package var jsonValue: JSONValue? { .string(rawValue) }
    package init?(jsonValue: JSONValue) {
        guard let kind = jsonValue.string.flatMap(Self.init) else { return nil }
        self = kind
    }
}
