import FeedModel
import class FoundationEssentials.FileManager
import Glibc
import Storing
import TextKit
import TOMLKit

/// The files of subscriptions as a command changes them: found, locked against another command, written whole.
package struct FeedFolder: Sendable {
    private let configuration: Configuration
    private var paths: Paths { configuration.paths }

    package init(_ configuration: Configuration) { self.configuration = configuration }

    /// Where `url` stands, however it is spelled there. A feed can stand in several files; the first is the one that counts.
    package func files(of url: String) -> [String] {
        let key = addressKey(url)
        var files = configuration.feedFiles.filter { $0.subscriptions.contains { addressKey($0.url) == key } }.map(
            \.path)
        if (try? feedIndices(of: url, in: paths.configurationFile))?.isEmpty == false {
            files.insert(paths.configurationFile, at: 0)
        }
        return files
    }

    /// The drop-in for feeds of this title.
    package func file(titled title: String) -> String { "\(paths.feedsFolder)/\(slug(title)).toml" }

    /// The file that a person named: a name in `feeds.d`, or a path.
    /// - Throws: when Dateline would not read it there.
    package func file(named name: String) throws(FeedFolderError) -> String {
        var path = name.contains("/") ? absolutePath(name, in: FileManager.default.currentDirectoryPath) : name
        if !name.contains("/") {
            path =
                paths.configurationFile.hasSuffix("/" + name)
                ? paths.configurationFile : "\(paths.feedsFolder)/\(name)"
        }
        if !path.hasSuffix(".toml"), path != paths.configurationFile { path += ".toml" }
        guard path == paths.configurationFile || parentFolder(path) == paths.feedsFolder else {
            throw FeedFolderError(
                file: path,
                "is not read by Dateline: name a file in \(paths.feedsFolder), or \(paths.configurationFile)")
        }
        return path
    }

    /// Puts feeds at the end of a file, which need not exist.
    package func append(_ feeds: [(entry: FeedEntry, remark: String?)], to path: String) throws(FeedFolderError) {
        try change(path) { document in
            for feed in feeds { document.append(feed.entry, remark: feed.remark) }
        }
    }

    /// Has a file follow a list: puts its new feeds at the end and takes out those that it no longer names. What else stands
    /// there stays as a person wrote it, settings of the feeds included.
    /// - Parameter list: the list's name, by which the file says whose it is in its first line.
    /// - Parameter feeds: all that it names. Those that stand in other files stay there.
    /// - Returns: how many came, and went.
    /// - Throws: when the file is not that list's, or would lose all its feeds.
    package func follow(
        _ list: String, naming feeds: [Subscription], in path: String
    ) throws(FeedFolderError) -> (came: Int, went: Int) {
        let mark = Array("# Follows \(onOneLine(list)) by 'dateline feed import --mirror'.\n".utf8)
        var known = Set(configuration.subscriptions.map { addressKey($0.url) })
        let named = Set(feeds.map { addressKey($0.url) })
        let new = try feeds.filter { known.insert(addressKey($0.url)).inserted }.map(entry(of:))
        var went = 0
        try change(path) { document in
            if document.text.isEmpty { document = FeedDocument(mark) }
            guard document.text.starts(with: mark) else {
                throw FeedFolderError(file: path, line: 1, "does not follow this list: name another file with --file")
            }
            let gone = feedIndices(inText: document.text, path) { !named.contains($0) }
            if feeds.isEmpty, !gone.isEmpty {
                throw FeedFolderError(file: path, "stays as it is: the list has no feeds")
            }
            for index in gone.reversed() { try document.remove(feed: index) }
            for feed in new { document.append(feed) }
            went = gone.count
        }
        return (new.count, went)
    }

    /// A subscription as it is to be written, its password put into a file of its own.
    package func entry(of subscription: Subscription) throws(FeedFolderError) -> FeedEntry {
        var entry = FeedEntry(subscription, default: configuration.pages.policy)
        if case .basic(let user, let password)? = subscription.credentials {
            entry.setLogin(user: user, passwordFile: try keepPassword(password, of: subscription.url))
        }
        return entry
    }

    /// Keeps a password in a file of its own, which only the daemon may read.
    /// - Returns: The file, relative to the configuration's folder.
    package func keepPassword(_ password: String, of url: String) throws(FeedFolderError) -> String {
        let text = Array((password + "\n").utf8)
        let name = "passwords/\(slug(url))"
        var (file, number) = (name, 1)
        // A long address is cut short and may be another's.
        while FileStamp(path: paths.resolve(file)) != nil, (try? bytes(of: paths.resolve(file))) != text {
            number += 1
            file = "\(name)-\(number)"
        }
        let path = paths.resolve(file)
        do {
            try makeFolder(parentFolder(path))
            try replaceFile(path, with: text, isPrivate: true, owner: daemonUser)
        } catch {
            throw FeedFolderError(file: path, "cannot be written: \(error)")
        }
        return file
    }

    /// What root writes for the service must be readable for its user, whose the store's folder is.
    private var daemonUser: (user: uid_t, group: gid_t)? {
        var status = stat()
        guard unsafe stat(parentFolder(configuration.store.path), &status) == 0 else { return nil }
        return (status.st_uid, status.st_gid)
    }

    /// Takes `url` out of a file, and the file with it when nothing is left.
    package func remove(_ url: String, from path: String) throws(FeedFolderError) {
        try change(path) { document in
            // From the last, so that the others keep their places.
            for index in feedIndices(of: url, inText: document.text, path).reversed() {
                try document.remove(feed: index)
            }
        }
    }

    /// Changes keys of `url` in a file; a nil value takes the key out.
    package func set(
        _ values: [(key: String, value: String?)], of url: String, in path: String
    ) throws(FeedFolderError) {
        try change(path) { document in
            for index in feedIndices(of: url, inText: document.text, path) { try document.set(values, ofFeed: index) }
        }
    }

    private func change(_ path: String, _ edit: (inout FeedDocument) throws -> Void) throws(FeedFolderError) {
        guard !path.hasSuffix(".opml") else {
            throw FeedFolderError(
                file: path,
                "is a reader's list, which Dateline does not change: change it there, or take it over with "
                    + "'dateline feed import' and delete it")
        }
        do {
            try makeFolder(parentFolder(path))
            let lock = try FolderLock(parentFolder(path))
            defer { lock.release() }
            try changeLocked(path, edit)
        } catch let error as FeedFolderError {
            throw error
        } catch let error as FeedEditError {
            throw FeedFolderError(
                file: path, line: error.line, "cannot be changed by this command: \(error.reason); edit it by hand")
        } catch {
            let isDenied = (error as? FileFailure)?.code == EACCES
            let remedy =
                isDenied && !paths.isNamed ? "; run this as root, or take --user, for a Dateline of your own" : ""
            throw FeedFolderError(file: path, "cannot be written: \(error)\(remedy)")
        }
    }

    private func changeLocked(_ path: String, _ edit: (inout FeedDocument) throws -> Void) throws {
        let old = try FileStamp(path: path) == nil ? [] : bytes(of: path)
        var document = FeedDocument(old)
        try edit(&document)
        guard document.text != old else { return }
        // What this command writes must be right, whatever else the file has wrong.
        let before = Set(errors(in: old, path).map(\.message))
        if let new = errors(in: document.text, path).first(where: { !before.contains($0.message) }) {
            throw FeedFolderError(file: path, line: new.line, "\(new.key.map { "\($0): " } ?? "")\(new.message)")
        }
        if document.isBlank, parentFolder(path) == paths.feedsFolder {
            guard unsafe unlink(path) == 0 else { throw FileFailure(code: errno) }
        } else {
            try replaceFile(path, with: document.text)
        }
    }

    private func errors(in text: [UInt8], _ path: String) -> [ConfigurationProblem] {
        let file = ConfigurationFile(path: path, text: text)
        file.withRoot { _ = readFeeds($0, in: file, paths, configuration.feedDefaults) }
        return file.problems.filter { $0.severity == .error }
    }

    private func feedIndices(of url: String, in path: String) throws(FileFailure) -> [Int] {
        feedIndices(of: url, inText: try bytes(of: path), path)
    }

    private func feedIndices(of url: String, inText text: [UInt8], _ path: String) -> [Int] {
        let key = addressKey(url)
        return feedIndices(inText: text, path) { $0 == key }
    }

    private func feedIndices(inText text: [UInt8], _ path: String, where isWanted: (String) -> Bool) -> [Int] {
        var indices: [Int] = []
        ConfigurationFile(path: path, text: text).withRoot { root in
            for (index, feed) in (root["feed"]?.array ?? []).enumerated() {
                if let text = feed.table?["url"]?.string, case .value(let address) = checkAddress(text),
                    isWanted(addressKey(address.url))
                {
                    indices.append(index)
                }
            }
        }
        return indices
    }
}

package struct FeedFolderError: Error, Equatable, CustomStringConvertible {
    package let description: String

    init(file: String, line: Int? = nil, _ message: String) {
        description = "\(file)\(line.map { ":\($0)" } ?? "") \(message)"
    }
}

/// A file name made of a title: small letters and digits of ASCII, joined by hyphens.
package func slug(_ title: String) -> String {
    let words = title.lowercased().unicodeScalars.split {
        !($0.isASCII && $0.properties.isAlphabetic || ("0"..."9").contains($0))
    }
    let name = words.map { String(String.UnicodeScalarView($0)) }.joined(separator: "-")
    return name.isEmpty ? "feeds" : String(name.prefix(60))
}
