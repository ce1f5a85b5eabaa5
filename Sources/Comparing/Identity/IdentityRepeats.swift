import FeedModel
import TextKit

/// Finds entries of a document that are another entry of it once more. They say the same, and a name says so too:
/// their guid; or, under two guids, a link and a date that agree; or what there is of link and date, where the guid says
/// nothing.
///
/// The same words alone are no repetition: each alert, each commit "Update README.md" and each "Good morning!" is an
/// entry of its own.
struct IdentityRepeats {
    private let names: [[Name]]
    private var owners: [Name: Int] = [:]

    private struct Name: Hashable {
        let kind: UInt8
        let words: Int64
        var text: String?
        var date: Int64?
    }

    /// - Parameter makesGuids: another guid says nothing.
    init(_ feed: Feed, _ keys: [IdentityKeys], index: KeyIndex, makesGuids: Bool) {
        let words = zip(keys, feed.items).map { $0.words(with: $1.fileNames) }
        /// Guids under which the document says two things.
        let shared = Set(
            index.guids.filter { $0.value.contains { [first = $0.value[0]] in words[$0] != words[first] } }.keys)
        names = keys.indices.map { entry in
            let (key, date) = (keys[entry], feed.items[entry].identityDate)
            let guid = key.guid.flatMap { shared.contains($0) ? nil : $0 }
            var names: [Name] = []
            if let guid { names.append(Name(kind: 0, words: words[entry], text: guid)) }
            if let link = key.link, date != nil {
                names.append(Name(kind: 1, words: words[entry], text: link, date: date))
            }
            if guid == nil || makesGuids {
                // Without a link, the headline must do.
                let words = key.link == nil ? words[entry] ^ (key.titleHash ?? 0) : words[entry]
                names.append(Name(kind: 2, words: words, text: key.link, date: date))
            }
            return names
        }
    }

    /// The entry that `entry` repeats, of those that were noted.
    func original(of entry: Int) -> Int? { names[entry].lazy.compactMap { owners[$0] }.first }

    /// Takes note of an entry that is an item of its own.
    mutating func note(_ entry: Int) {
        for name in names[entry] where owners[name] == nil { owners[name] = entry }
    }
}

extension IdentityKeys {
    /// Of the text, or of the headline where there is none, and of the files that come with it.
    fileprivate func words(with fileNames: [String]) -> Int64 {
        var hash = StableHash()
        hash.combine(textHash ?? titleHash ?? 0)
        for name in fileNames { hash.combine(name) }
        return hash.value
    }
}
