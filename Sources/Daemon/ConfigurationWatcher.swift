import Dispatch
import Glibc
import Storing
import Synchronization

/// Notices changes of the configuration's files, by inotify on the folders they lie in.
///
/// Folders and not files, since editors write a new file and rename it over the old one. Other files beside the
/// configuration, such as a store, are no change. What files refer to elsewhere (secrets, the target of a link)
/// is not watched: SIGHUP tells of that.
package final class ConfigurationWatcher: Sendable {
    /// An element each time that files have changed and have then been left alone for a moment.
    package let changes: AsyncStream<Void>

    private let paths: Paths
    // Dispatch's sources may be used from any thread, though they do not say so.
    private nonisolated(unsafe) let source: any DispatchSourceRead
    private nonisolated(unsafe) let timer: any DispatchSourceTimer
    private let continuation: AsyncStream<Void>.Continuation
    private let state = Mutex(State())

    private struct State {
        /// What each watch is of.
        var folders: [Int32: String] = [:]
        /// When the first change came that has not been told yet.
        var firstChange: DispatchTime?
    }

    /// - Parameter quiet: how long files must have been left alone: an editor saves in several steps.
    /// - Throws: when the system has no watches left (fs.inotify.max_user_watches).
    package init(_ paths: Paths, quiet: Duration = .milliseconds(300)) throws {
        let descriptor = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
        guard descriptor >= 0 else { throw FileFailure(code: errno) }
        let queue = DispatchQueue(label: "dateline.configuration")
        self.paths = paths
        (changes, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        let timer = DispatchSource.makeTimerSource(queue: queue)
        unsafe (self.source, self.timer) = (source, timer)
        source.setCancelHandler { close(descriptor) }
        let pause = DispatchTimeInterval.milliseconds(Int(quiet / .milliseconds(1)))
        source.setEventHandler { [weak self] in self?.takeEvents(of: descriptor, pause) }
        timer.setEventHandler { [weak self] in self?.tell() }
        source.resume()
        timer.resume()
        state.withLock { state in _ = watch(descriptor, &state) }
    }

    deinit {
        unsafe source.cancel()
        unsafe timer.cancel()
        continuation.finish()
    }

    private func tell() {
        state.withLock { $0.firstChange = nil }
        continuation.yield()
    }

    private func takeEvents(of descriptor: Int32, _ pause: DispatchTimeInterval) {
        state.withLock { state in
            var isChange = false
            for (watch, name) in readEvents(of: descriptor) where concerns(name, in: state.folders[watch]) {
                isChange = true
            }
            // Folders may have come, gone, or been replaced.
            // Again, since a folder may have come just before its parent was watched; bounded, since one may flicker.
            for _ in 0..<8 {
                guard watch(descriptor, &state) else { break }
                isChange = true
            }
            guard isChange else { return }
            let now = DispatchTime.now()
            let first = state.firstChange ?? now
            state.firstChange = first
            // Put off by each change, but not for ever.
            unsafe timer.schedule(deadline: min(now + pause, first + .seconds(3)))
        }
    }

    private func concerns(_ name: String, in folder: String?) -> Bool {
        switch folder {
        case paths.feedsFolder?:
            // `..data` is how Kubernetes swaps a whole folder.
            (!name.hasPrefix(".") || name.hasPrefix("..")) && !name.hasSuffix("~")
        case paths.configurationFolder?:
            "\(folder ?? "")/\(name)" == paths.configurationFile || name == "feeds.d" || name.hasPrefix("..")
        default: false
        }
    }

    /// Watches the two folders, or in place of one that is missing the nearest folder around it.
    /// - Returns: whether a folder is watched that was not before.
    private func watch(_ descriptor: Int32, _ state: inout State) -> Bool {
        var folders: [Int32: String] = [:]
        for wanted in [paths.configurationFolder, paths.feedsFolder] {
            let events =
                IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_DELETE_SELF
                | IN_MOVE_SELF | IN_ATTRIB | IN_ONLYDIR
            var folder = wanted
            var watch = unsafe inotify_add_watch(descriptor, folder, UInt32(events))
            while watch < 0, folder != "/" {
                folder = parentFolder(folder)
                if folders.values.contains(folder) { break }
                watch = unsafe inotify_add_watch(descriptor, folder, UInt32(events))
            }
            if watch >= 0 { folders[watch] = folder }
        }
        for old in state.folders.keys where folders[old] == nil { inotify_rm_watch(descriptor, old) }
        let isNew = folders.contains { state.folders[$0.key] != $0.value }
        state.folders = folders
        return isNew
    }
}

/// The watch and the file name of each event that waits.
private func readEvents(of descriptor: Int32) -> [(watch: Int32, name: String)] {
    var events: [(Int32, String)] = []
    let header = MemoryLayout<inotify_event>.size
    while true {
        var buffer = [UInt8](repeating: 0, count: 16384)
        let count = unsafe read(descriptor, &buffer, buffer.count)
        guard count >= header else { return events }
        var start = 0
        while start + header <= count {
            // wd, mask, cookie, len: four words, then the name, filled up with zeros (inotify(7)).
            let words = [0, 12].map { offset in
                buffer[(start + offset)..<(start + offset + 4)].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            }
            let nameStart = start + header
            let next = nameStart + Int(words[1])
            let name = buffer[nameStart..<next].prefix { $0 != 0 }
            events.append((Int32(bitPattern: words[0]), String(decoding: name, as: UTF8.self)))
            start = next
        }
    }
}
