import FeedModel
import Parsing
import TextKit
import TOMLKit

/// What holds for feeds that do not say.
struct FeedDefaults: Sendable, Equatable {
    let pages: PagePolicy
    let interval: Duration?
}

extension Configuration {
    var feedDefaults: FeedDefaults { FeedDefaults(pages: pages.policy, interval: schedule.interval) }
}

/// A file of subscriptions, as it was when it was read.
struct FeedFile: Sendable, Equatable {
    let path: String
    /// Nil when it must be read again next time in any case: it refers to other files, or could not be read.
    var stamp: FileStamp?
    var subscriptions: [Subscription] = []
    var problems: [ConfigurationProblem] = []

    /// Reads a drop-in, TOML or OPML by its name. What can be taken is taken.
    /// - Parameter limits: what reading a list may cost.
    init(path: String, paths: Paths, defaults: FeedDefaults, limits: ReadingLimits) {
        self.path = path
        // Before the text: a change while it is read is then seen the next time.
        stamp = FileStamp(path: path)
        do {
            let text = try bytes(of: path)
            path.hasSuffix(".opml") ? takeOPML(text, defaults, limits) : takeTOML(text, paths, defaults)
        } catch {
            problems = [ConfigurationProblem(file: path, "cannot be read: \(error)")]
            stamp = nil
        }
    }

    private mutating func takeTOML(_ text: [UInt8], _ paths: Paths, _ defaults: FeedDefaults) {
        for part in tomlChunks(of: text) {
            let file = ConfigurationFile(path: path, text: Array(text[part.range]), firstLine: part.line)
            file.withRoot { root in
                for key in root.keys where key != "feed" {
                    let line = file.outline.line(of: key, in: nil)
                    file.report(line: line, key: key, "only [[feed]] stands here; other tables belong in dateline.toml")
                }
                let read = readFeeds(root, in: file, paths, defaults)
                subscriptions += read.feeds
                if read.hasSecrets { stamp = nil }
            }
            problems += file.problems
        }
    }

    private mutating func takeOPML(_ text: [UInt8], _ defaults: FeedDefaults, _ limits: ReadingLimits) {
        do {
            let list = try parseOPML(text, within: ReadingBudget(limits))
            for warning in list.warnings { warn(warning) }
            for list in list.inclusions {
                warn(
                    "line \(list.line): the list \(withoutAnyLogin(list.url)) is not read here; 'dateline feed import' takes it over"
                )
            }
            if list.isTruncated {
                // Its program is writing it, or was stopped: what is missing has not been removed.
                problems.append(ConfigurationProblem(file: path, "the list ends in the middle"))
            }
            var logins = 0
            for entry in list.entries {
                switch checkAddress(entry.url) {
                case .wrong(let why): warn("\(quoted(withoutAnyLogin(entry.url))) \(why)")
                case .value(let address):
                    var subscription = Subscription(url: address.url)
                    subscription.credentials = address.credentials
                    if address.credentials != nil { logins += 1 }
                    (subscription.title, subscription.tags) = (entry.title, entry.tags)
                    (subscription.pages, subscription.interval) = (
                        entry.readsPages ? .always : defaults.pages, defaults.interval
                    )
                    subscriptions.append(subscription)
                }
            }
            if logins > 0 {
                warn(
                    "\(logins) addresses hold a login, which is used; 'dateline feed import' keeps it in a file of its own"
                )
            }
        } catch {
            problems.append(ConfigurationProblem(file: path, "cannot be read: \(error)"))
            // The limit may be another one then.
            if case .tooCostly = error { stamp = nil }
        }
    }

    /// An OPML file is another program's work: what it has wrong must not hold its other feeds back.
    private mutating func warn(_ message: String) {
        problems.append(ConfigurationProblem(.warning, file: path, message))
    }
}

/// The feeds of `[[feed]]` that are right; what is wrong with the others is reported to `file`.
func readFeeds(
    _ root: TOMLTable, in file: ConfigurationFile, _ paths: Paths, _ defaults: FeedDefaults
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
            table, index: index, in: file, paths: paths, defaults: defaults, hasSecrets: &hasSecrets)
        if let feed { feeds.append(feed) }
    }
    return (feeds, hasSecrets)
}
