import FeedModel
import Fetching
import class FoundationEssentials.FileManager
import class FoundationEssentials.ProcessInfo
import TextKit

extension Configuration {
    /// Reads everything there is. A mistake in a drop-in becomes one of `problems`.
    /// - Parameter configFile: of `--config`.
    /// - Parameter readsFeeds: false leaves the drop-ins alone, which thousands of feeds take long to read.
    /// - Throws: when `dateline.toml` cannot be used.
    package static func load(
        environment: [String: String] = ProcessInfo.processInfo.environment, configFile: String? = nil,
        scope: PathScope? = nil, readsFeeds: Bool = true
    ) throws(ConfigurationError) -> Configuration {
        try Configuration(
            reading: Paths(environment: environment, configFile: configFile, scope: scope), after: nil,
            readsFeeds: readsFeeds)
    }

    /// The configuration as the files have it now. A file that has not changed is not read again; a drop-in that
    /// has become wrong keeps its last good feeds, so that a slip of the pen removes none.
    /// - Throws: when `dateline.toml` cannot be used: this configuration then stays the last good one.
    package func reloaded() throws(ConfigurationError) -> Configuration {
        try Configuration(reading: paths, after: self)
    }

    private init(
        reading paths: Paths, after last: Configuration?, readsFeeds: Bool = true
    ) throws(ConfigurationError) {
        self.init(paths: paths)
        do throws(ConfigurationError) {
            try readMain()
        } catch {
            guard readsFeeds, last == nil else { throw error }
            // A person is to learn of all mistakes at once.
            let others = dropIns([]).flatMap { path in
                FeedFile(path: path, paths: paths, defaults: feedDefaults, limits: fetch.reading).problems
            }
            throw ConfigurationError(error.problems + others.filter { $0.severity == .error })
        }
        guard readsFeeds else { return }
        // The feeds' defaults stand in `dateline.toml`: when it has changed, all of them are read.
        let known = last.flatMap { $0.feedDefaults == feedDefaults ? $0.feedFiles : nil } ?? []
        let lastFiles = Dictionary(uniqueKeysWithValues: known.map { ($0.path, $0) })
        for path in dropIns(lastFiles.keys.sorted()) {
            let old = lastFiles[path]
            if let old, let stamp = old.stamp, stamp == FileStamp(path: path) {
                feedFiles.append(old)
                continue
            }
            var file = FeedFile(path: path, paths: paths, defaults: feedDefaults, limits: fetch.reading)
            if let old, file.problems.contains(where: { $0.severity == .error }) {
                (file.subscriptions, file.stamp) = (old.subscriptions, nil)
            }
            feedFiles.append(file)
        }
        collectFeeds()
        warnOfIdleFilters()
    }

    private mutating func readMain() throws(ConfigurationError) {
        let path = paths.configurationFile
        let text: [UInt8]
        do {
            text = try bytes(of: path)
        } catch {
            if error.isMissing, !paths.isNamed { return }
            throw ConfigurationError([ConfigurationProblem(file: path, "cannot be read: \(error)")])
        }
        let file = ConfigurationFile(path: path, text: text)
        file.withRoot { root in
            read(root, in: file)
            subscriptions = readFeeds(root, in: file, paths, feedDefaults).feeds
        }
        guard !file.problems.contains(where: { $0.severity == .error }) else { throw ConfigurationError(file.problems) }
        problems += file.problems
        isBare = text.allSatisfy { $0 <= 0x20 }
    }

    /// The drop-ins by name, without hidden files, which are editors' own.
    /// - Parameter last: what there was, to go on with when the folder cannot be read.
    private mutating func dropIns(_ last: [String]) -> [String] {
        let folder = paths.feedsFolder
        guard FileStamp(path: folder) != nil else { return [] }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder)
                .filter { !$0.hasPrefix(".") && ($0.hasSuffix(".toml") || $0.hasSuffix(".opml")) }
                .sorted().map { "\(folder)/\($0)" }
        } catch {
            problems.append(ConfigurationProblem(file: folder, "the folder cannot be read"))
            return last
        }
    }

    /// Brings the files' feeds together. An address that stands in two places is taken from the first.
    private mutating func collectFeeds() {
        problems += feedFiles.flatMap(\.problems)
        var files: [String: String] = [:]
        let own = subscriptions
        subscriptions = []
        for (path, feeds) in [(paths.configurationFile, own)] + feedFiles.map({ ($0.path, $0.subscriptions) }) {
            var repeated: [(url: String, file: String)] = []
            let new = feeds.filter { feed in
                let key = addressKey(feed.url)
                guard let file = files[key] else {
                    files[key] = path
                    return true
                }
                repeated.append((feed.url, file))
                return false
            }
            // The usual single file shares its memory with the whole.
            if subscriptions.isEmpty, repeated.isEmpty { subscriptions = feeds } else { subscriptions += new }
            guard let first = repeated.first else { continue }
            let others = repeated.count > 1 ? ", and \(repeated.count - 1) more that stand elsewhere" : ""
            let message = "\(first.url) stands in \(first.file == path ? "this file" : first.file) already\(others)"
            problems.append(ConfigurationProblem(.warning, file: path, key: "feed.url", message))
        }
    }
}
