import struct FoundationEssentials.Date

extension FeedState {
    /// As the store keeps it; what has no value is left out.
    package var json: JSONObject {
        var object = JSONObject()
        object.set("etag", validators.eTag)
        object.set("last_modified", validators.lastModified)
        object.set("body_hash", bodyHash)
        object.set("last_whole", lastFullResponse)
        object.set("whole_wait", trust304For?.wholeSeconds)
        object.set("broken_http2", brokenHTTP2)
        object.set("last_check", lastCheck)
        object.set("last_success", lastSuccess)
        object.set("last_news", lastNews)
        object.set("news_count", newsCount == 0 ? nil : newsCount)
        object.set("next_check", nextCheck)
        object.set("next_check_reason", nextCheckReason)
        object.set("no_network_since", noNetworkSince)
        object.set("not_before", notBefore)
        object.set("failures", failures == 0 ? nil : failures)
        object.set("failing_since", failingSince)
        object.set("last_error", lastError)
        object.set("failing", isFailing ? true : nil)
        object.set("gone_count", goneCount == 0 ? nil : goneCount)
        object.set("gone", isGone ? true : nil)
        object.set("silent", isSilent ? true : nil)
        object.set("overlong_limit", overlongLimit)
        object.set("interruptions", interruptions == 0 ? nil : interruptions)
        object.set("header_hint", headerHint?.wholeSeconds)
        object.set("header_hint_name", headerHintName)
        object.set("document_hint", documentHint?.wholeSeconds)
        object.set("document_hint_name", documentHintName)
        object.set("skip_hours", skipHours)
        object.set("skip_days", skipDays)
        object.set("moments", rhythm.moments)
        object.set("hours", rhythm.hours)
        object.set("newest", rhythm.newest)
        object.set("span", rhythm.span?.wholeSeconds)
        object.set("move", move.json)
        object.set("identity", identity.json)
        object.set("history", history?.json)
        return object
    }

    package init(json object: JSONObject) {
        self.init()
        validators = Validators(eTag: object["etag"]?.string, lastModified: object["last_modified"]?.string)
        bodyHash = object["body_hash"]?.string
        lastFullResponse = object.date("last_whole")
        trust304For = object.duration("whole_wait")
        brokenHTTP2 = object.date("broken_http2")
        lastCheck = object.date("last_check")
        lastSuccess = object.date("last_success")
        lastNews = object.date("last_news")
        newsCount = object["news_count"]?.int ?? 0
        nextCheck = object.date("next_check")
        nextCheckReason = object["next_check_reason"]?.string
        noNetworkSince = object.date("no_network_since")
        notBefore = object.date("not_before")
        failures = object["failures"]?.int ?? 0
        failingSince = object.date("failing_since")
        lastError = object["last_error"]?.string
        isFailing = object["failing"]?.bool ?? false
        goneCount = object["gone_count"]?.int ?? 0
        isGone = object["gone"]?.bool ?? false
        isSilent = object["silent"]?.bool ?? false
        overlongLimit = object["overlong_limit"]?.int
        interruptions = object["interruptions"]?.int ?? 0
        headerHint = object.duration("header_hint")
        headerHintName = object["header_hint_name"]?.string
        documentHint = object.duration("document_hint")
        documentHintName = object["document_hint_name"]?.string
        skipHours = object.integers("skip_hours")
        skipDays = object.integers("skip_days")
        rhythm.moments = object.integers("moments")
        rhythm.hours = object.integers("hours")
        rhythm.newest = object.date("newest")
        rhythm.span = object.duration("span")
        if let json = object["move"]?.object { move = Move(json: json) }
        if let json = object["identity"]?.object { identity = Identity(json: json) }
        history = object["history"]?.object.map(History.init)
    }
}

extension FeedState.Move {
    fileprivate var json: JSONObject {
        var object = JSONObject()
        object.set("address", address)
        object.set("since", since)
        object.set("proven", isProven ? true : nil)
        object.set("candidate", candidate)
        object.set("candidate_since", candidateSince)
        object.set("rejected", rejected)
        object.set("rejected_until", rejectedUntil)
        object.set("announced", announced)
        return object
    }

    fileprivate init(json object: JSONObject) {
        address = object["address"]?.string
        since = object.date("since")
        isProven = object["proven"]?.bool ?? false
        candidate = object["candidate"]?.string
        candidateSince = object.date("candidate_since")
        rejected = object["rejected"]?.string
        rejectedUntil = object.date("rejected_until")
        announced = object["announced"]?.string
    }
}

extension FeedState.Identity {
    fileprivate var json: JSONObject {
        var object = JSONObject()
        object.set("name", name)
        object.set("entries", entries)
        object.set("standing", standing)
        object.set("hosts", hosts)
        object.set("id", id)
        object.set("renamed", isRenamed ? true : nil)
        object.set("doubted", doubtedBody)
        object.set("doubted_since", doubtedSince)
        return object
    }

    fileprivate init(json object: JSONObject) {
        name = object.strings("name")
        entries = object.strings("entries")
        standing = object["standing"]?.string
        hosts = object.strings("hosts")
        id = object["id"]?.string
        isRenamed = object["renamed"]?.bool ?? false
        doubtedBody = object["doubted"]?.string
        doubtedSince = object.date("doubted_since")
    }
}

extension JSONObject {
    func date(_ key: String) -> Date? { self[key]?.string.flatMap(Date.init(rfc3339:)) }
    fileprivate func duration(_ key: String) -> Duration? { self[key]?.int.map { .seconds($0) } }
    fileprivate func integers(_ key: String) -> [Int] { self[key]?.array?.compactMap(\.int) ?? [] }
    func strings(_ key: String) -> [String] { self[key]?.array?.compactMap(\.string) ?? [] }
    fileprivate mutating func set(_ key: String, _ values: [Int]) {
        if !values.isEmpty { append(key, .array(values.map(JSONValue.int))) }
    }
}

extension Duration {
    fileprivate var wholeSeconds: Int { Int(components.seconds) }
}
