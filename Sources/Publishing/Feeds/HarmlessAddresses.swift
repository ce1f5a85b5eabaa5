import FeedModel
import Parsing

// A text is sanitized when it is read; an address of its own is kept as the feed gives it. Who opens one out of a published
// feed must not run what it says.
extension JSONObject {
    private static let addresses: Set<String> = ["url", "external_url", "feed_url", "image", "avatar"]

    /// An item without the addresses whose scheme could run something.
    var withoutHarmfulAddresses: JSONObject {
        var object = JSONObject()
        for (key, value) in members {
            if Self.addresses.contains(key), let address = value.string, !isHarmlessAddress(address) { continue }
            object.append(key, value.withoutHarmfulAddresses)
        }
        return object
    }
}

extension JSONValue {
    fileprivate var withoutHarmfulAddresses: JSONValue {
        switch self {
        case .object(let object): .object(object.withoutHarmfulAddresses)
        case .array(let values): .array(values.map(\.withoutHarmfulAddresses))
        default: self
        }
    }
}
