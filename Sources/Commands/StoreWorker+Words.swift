import FeedModel
import Foundation
import Storing

extension StoreWorker {
    /// "worker alpha/1x4z: owns the feeds, checks 12 feeds and pages, since 2026-11-29 20:11".
    func words(at now: Date, on console: Console) -> String {
        var facts: [String] = []
        if let lost {
            facts.append("lost \(spelled(now.timeIntervalSince(lost))) ago; what it checked is checked by others")
        } else {
            if isLate { facts.append("late, last heard of \(spelled(now.timeIntervalSince(seen))) ago") }
            if ownsFeeds { facts.append("owns the feeds") }
            facts.append("checks \(grouped(claims)) feeds and pages")
            facts.append("since \(console.localTime(began))")
            if version != datelineVersion { facts.append("version \(onOneLine(version))") }
        }
        return "worker \(onOneLine(name)): \(facts.joined(separator: ", "))"
    }

    /// Somebody has to look after it, or has had to.
    var isMissed: Bool { isLate || lost != nil }

    var json: JSONObject {
        var object = JSONObject()
        object.set("name", name)
        object.set("process", process)
        object.set("version", version)
        object.set("daemon", isDaemon)
        object.set("owns_feeds", ownsFeeds)
        object.set("began", began)
        object.set("seen", seen)
        object.set("lost", lost)
        object.set("claims", claims)
        object.set("late", isLate)
        return object
    }
}
