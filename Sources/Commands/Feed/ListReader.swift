import ArgumentParser
import Daemon
import FeedModel
import Fetching
import Parsing
import TextKit

/// Reads a list of subscriptions with the lists that it includes, and says line by line what is not taken of them.
struct ListReader {
    /// A file, an address, or `-`.
    let source: String
    /// Nil for what it looks like.
    let format: SubscriptionListFormat?
    let configuration: Configuration
    let console: Console

    /// - Returns: the list, and whether all of it came: none of the lists ends in its midst or cannot be had.
    /// - Throws: `ExitCode`, after saying why the list itself cannot be read.
    func read() async throws -> (list: SubscriptionList, isWhole: Bool) {
        var list: SubscriptionList
        do {
            let bytes = looksLikeAddress(source) ? try await fetch(source) : Array(try console.read(source))
            list = try parseSubscriptions(bytes, as: format, within: budget)
        } catch {
            console.complain("\(source): \(words(of: error))")
            throw ExitCode.failure
        }
        for warning in list.warnings { console.complain("\(source): \(warning)") }
        if list.isTruncated { console.complain("\(source): the list ends in the middle") }
        let inclusionsAreWhole = await include(list.inclusions, in: &list)
        list.mergeRepeated()
        return (list, !list.isTruncated && inclusionsAreWhole)
    }

    /// Takes what included lists have, and what these include.
    /// - Returns: whether all of them came.
    private func include(_ inclusions: [SubscriptionList.Inclusion], in list: inout SubscriptionList) async -> Bool {
        var (waiting, isWhole) = (inclusions, true)
        var known: Set<String> = [addressKey(source)]
        while !waiting.isEmpty, known.count <= Self.mostLists {
            let inclusion = waiting.removeFirst()
            guard known.insert(addressKey(inclusion.url)).inserted else { continue }
            do {
                let included = try parseOPML(await fetch(inclusion.url), within: budget)
                for warning in included.warnings { console.complain("\(inclusion.url): \(warning)") }
                if included.isTruncated {
                    console.complain("\(inclusion.url): the list ends in the middle")
                    isWhole = false
                }
                list.entries += included.entries.map { entry in
                    var entry = entry
                    entry.tags = inclusion.tags + entry.tags
                    return entry
                }
                waiting += included.inclusions.map { inner in
                    var inner = inner
                    (inner.tags, inner.line) = (inclusion.tags + inner.tags, inclusion.line)
                    return inner
                }
            } catch {
                let place = "\(source): line \(inclusion.line)"
                console.complain("\(place): the list \(inclusion.url) is not taken: \(words(of: error))")
                isWhole = false
            }
        }
        guard waiting.isEmpty else {
            console.complain("\(source): of its lists \(Self.mostLists) were read, and no more")
            return false
        }
        return isWhole
    }

    /// Lists may include each other.
    private static let mostLists = 100

    private var budget: ReadingBudget { ReadingBudget(configuration.fetch.reading) }

    private func fetch(_ url: String) async throws -> [UInt8] {
        var request = Request(try pollableAddress(url))
        request.accept = "text/x-opml, application/xml, text/xml, */*;q=0.5"
        return try await Fetcher(configuration.fetch).fetch(request).body
    }
}
