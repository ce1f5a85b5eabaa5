import FeedModel
import Parsing
import TOMLKit

/// A file of subscriptions, as it was when it was read.
struct FeedFile: Sendable, Equatable {
    let path: String
    /// Nil when it must be read again next time in any case: it refers to other files, or could not be read.
    var stamp: FileStamp?
    var subscriptions: [Subscription] = []
    var problems: [ConfigurationProblem] = []

    /// Reads a drop-in, TOML or OPML by its name. What can be taken is taken.
    init(path: String, places: Places, policy: PagePolicy) {
        self.path = path
        // Before the text: a change while it is read is then seen the next time.
        stamp = FileStamp(path: path)
        do {
            let text = try bytes(of: path)
            path.hasSuffix(".opml") ? takeOPML(text, policy) : takeTOML(text, places, policy)
        } catch {
            problems = [ConfigurationProblem(file: path, "cannot be read: \(error)")]
            stamp = nil
        }
    }

    private mutating func takeTOML(_ text: [UInt8], _ places: Places, _ policy: PagePolicy) {
        for part in feedParts(of: text) {
            let file = ConfigurationFile(path: path, text: Array(text[part.range]), firstLine: part.line)
            file.withRoot { root in
                for key in root.keys where key != "feed" {
                    let line = file.outline.line(of: key, in: nil)
                    file.report(line: line, key: key, "only [[feed]] stands here; other tables belong in dateline.toml")
                }
                let read = readFeeds(root, in: file, places, policy)
                subscriptions += read.feeds
                if read.hasSecrets { stamp = nil }
            }
            problems += file.problems
        }
    }

    private mutating func takeOPML(_ text: [UInt8], _ policy: PagePolicy) {
        do {
            let list = try parseOPML(text)
            for warning in list.warnings { warn(warning) }
            for entry in list.entries {
                switch checkAddress(entry.url) {
                case .wrong(let why): warn("\(quoted(withoutPassword(entry.url))) \(why)")
                case .value(let url):
                    var subscription = Subscription(url: url)
                    (subscription.title, subscription.tags, subscription.pages) = (entry.title, entry.tags, policy)
                    subscriptions.append(subscription)
                }
            }
        } catch {
            problems.append(ConfigurationProblem(file: path, "cannot be read: \(error)"))
        }
    }

    /// An OPML file is another program's work: what it has wrong must not hold its other feeds back.
    private mutating func warn(_ message: String) {
        problems.append(ConfigurationProblem(.warning, file: path, message))
    }
}

/// The feeds of `[[feed]]` that are right; what is wrong with the others is reported to `file`.
func readFeeds(
    _ root: TOMLTable, in file: ConfigurationFile, _ places: Places, _ policy: PagePolicy
) -> (feeds: [Subscription], hasSecrets: Bool) {
    guard let value = root["feed"] else { return ([], false) }
    var (feeds, hasSecrets) = ([Subscription](), false)
    guard let tables = value.array else {
        let line = file.outline.line(of: "feed", in: nil)
        file.report(line: line, key: "feed", "found \(describe(value)); feeds are written [[feed]], in double brackets")
        return ([], false)
    }
    for (index, element) in tables.enumerated() {
        guard let table = element.table else {
            let line = file.outline.line(of: "feed", in: nil)
            file.report(line: line, key: "feed", "found \(describe(element)) in the list; a table is allowed: [[feed]]")
            continue
        }
        let feed = Subscription(
            table, index: index, in: file, places: places, policy: policy, hasSecrets: &hasSecrets)
        if let feed { feeds.append(feed) }
    }
    return (feeds, hasSecrets)
}
