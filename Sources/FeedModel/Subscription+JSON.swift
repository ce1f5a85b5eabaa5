/// The settings as the store keeps them, without secrets: `headers`, `credentials` and `proxy` stay in memory.
extension Subscription: JSONDescribed {
    package static var blank: Subscription { Subscription(url: "") }

    package static let fields: [JSONField<Subscription>] = [
        JSONField("url", \.url),
        JSONField("title", \.title),
        JSONField("tags", \.tags),
        JSONField("interval_seconds", \.interval),
        JSONField("pages", \.pages),
        JSONField("history", \.readsHistory, default: false),
        JSONField("retention", \.retention, default: Retention()),
        JSONField("authority_file", \.authorityFile),
        JSONField("accepts_any_certificate", \.acceptsAnyCertificate, default: false),
        JSONField("user_agent", \.userAgent),
        JSONField("http2", \.usesHTTP2),
    ]

    /// True when something that the store must not see belongs to the subscription.
    package var hasSecrets: Bool { !request.headers.isEmpty || request.credentials != nil || request.proxy != nil }
}

extension PagePolicy: JSONConvertible {
    package var jsonValue: JSONValue? { .string(rawValue) }
    package init?(jsonValue: JSONValue) {
        guard let policy = jsonValue.string.flatMap(Self.init) else { return nil }
        self = policy
    }
}
