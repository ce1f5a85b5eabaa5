import ArgumentParser
import Daemon
import FeedModel
import Foundation
import Storing

extension CompletionKind {
    /// What a person may call the feeds: titles and hosts.
    static var feedNames: CompletionKind {
        .custom { words, _, prefix in
            let (configuration, store) = completionSources(words)
            guard let configuration else { return [] }
            let feeds = FeedNames(configuration, store).feeds
            return completions(of: prefix, among: feeds.flatMap { $0.titles + [URL(string: $0.url)?.host() ?? $0.url] })
        }
    }

    static var tags: CompletionKind {
        .custom { words, _, prefix in
            completions(of: prefix, among: completionSources(words).configuration?.subscriptions.flatMap(\.tags) ?? [])
        }
    }

    static var savedSearches: CompletionKind {
        .custom { words, _, prefix in
            completions(of: prefix, among: Array((completionSources(words).configuration?.searches ?? [:]).keys))
        }
    }
}

/// - Parameter words: of the command line so far; it may name the configuration.
private func completionSources(_ words: [String]) -> (configuration: Configuration?, store: (any Store)?) {
    let place = words.firstIndex(of: "--config")
    let file = place.flatMap { words.indices.contains($0 + 1) ? words[$0 + 1] : nil }
    let scope = words.contains("--user") ? PathScope.user : words.contains("--system") ? .system : nil
    guard let configuration = try? Configuration.load(configFile: file, scope: scope) else { return (nil, nil) }
    return (configuration, (try? configuration.store.exists()) == true ? try? configuration.store.read() : nil)
}

func completions(of prefix: String, among names: [String]) -> [String] {
    Array(Set(names.map(onOneLine))).filter { !$0.isEmpty && $0.lowercased().hasPrefix(prefix.lowercased()) }.sorted()
}
