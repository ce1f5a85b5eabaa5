import FeedModel
import Foundation

/// What a command asks of the running daemon: a line of JSON, which is answered by lines of JSON, the last of which says
/// `done` or `error`.
package enum ControlRequest: Equatable, Sendable {
    /// Read the configuration again, now; what is missing from it has been taken out.
    case reload
    /// Check these subscribed feeds now. Nil: all of them.
    case fetch([String]?)
    /// Start no check until then. Nil: until `resume`.
    case pause(until: Date?)
    case resume

    /// Of the form of requests and answers; another version is refused.
    static let version = 1

    package var json: JSONObject {
        var object = JSONObject()
        object.set("dateline", Self.version)
        switch self {
        case .reload: object.set("do", "reload")
        case .fetch(let feeds):
            object.set("do", "fetch")
            if let feeds { object.append("feeds", .array(feeds.map(JSONValue.string))) }
        case .pause(let end):
            object.set("do", "pause")
            object.set("until", end)
        case .resume: object.set("do", "resume")
        }
        return object
    }

    /// - Throws: `ControlError` in words for who asked.
    package init(parsing line: [UInt8]) throws(ControlError) {
        guard let json = try? JSONValue(parsing: line), let version = json["dateline"]?.int else {
            throw ControlError("this is no request of Dateline's")
        }
        guard version == Self.version else {
            throw ControlError(
                "the running daemon speaks version \(Self.version) of these requests, and this is version \(version): "
                    + "use the same build for both, or restart the service")
        }
        switch json["do"]?.string {
        case "reload": self = .reload
        case "fetch": self = .fetch(json["feeds"]?.array?.compactMap(\.string))
        case "pause": self = .pause(until: json["until"]?.string.flatMap(Date.init(rfc3339:)))
        case "resume": self = .resume
        case let other: throw ControlError("the running daemon does not know the request '\(other ?? "")'")
        }
    }
}

/// Why the daemon could not be asked, or would not do it, in words that name the remedy.
package struct ControlError: Error, Equatable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
