import ArgumentParser
import FeedModel
import Foundation
import Storing

/// `dateline open ITEM`
struct Open: Command {
    static let configuration = CommandConfiguration(
        abstract: "Open an item's page in the browser.",
        discussion: """
              dateline open 4711

            The browser is the first of BROWSER (names between colons; %s stands for the address) that there is, else \
            xdg-open. Only addresses of http and https are opened.
            """)

    @OptionGroup var options: ConfigurationOptions
    @Argument(help: "The item's number, guid, address or title.") var item: String

    func run(on console: Console) async throws {
        let event = try console.item(named: item, in: options.readStore(console))
        guard let named = event.item?["url"]?.string ?? event.item?["external_url"]?.string else {
            throw OpenError(description: "item '\(shortened(item, to: 100))' has no address")
        }
        guard let address = browsableAddress(named) else {
            throw OpenError(
                description: "\"\(shortened(named, to: 200))\" is no address of http or https; it is not opened")
        }
        guard let browser = Browser.first(console.environment) else {
            console.complain("there is no browser: set BROWSER, or install xdg-utils; the address is \(address)")
            throw ExitCode.failure
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: browser.path)
        process.arguments = browser.arguments(for: address)
        process.environment = console.environment
        do { try process.run() } catch {
            console.complain("\(browser.path) cannot be started")
            throw ExitCode.failure
        }
        process.waitUntilExit()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            console.complain("\(browser.path) has failed; the address is \(address)")
            throw ExitCode.failure
        }
    }
}

/// An address of the web that is safe to hand to a program. What a feed calls an address may be anything: a script, a file,
/// an option.
func browsableAddress(_ text: String) -> String? {
    let scheme = text.prefix { $0 != ":" }.lowercased()
    let rest = text.dropFirst(scheme.count)
    guard scheme == "http" || scheme == "https", rest.hasPrefix("://"), let host = rest.dropFirst(3).first,
        host.isLetter || host.isNumber || host == "[", onOneLine(text) == text,
        !text.contains(where: { $0.isWhitespace || $0 == "\"" || $0 == "\\" })
    else { return nil }
    return text
}

struct OpenError: Error, CustomStringConvertible {
    let description: String
}

/// A program that shows an address, as BROWSER names it. No shell reads it.
struct Browser: Equatable {
    /// The program's file.
    let path: String
    /// Behind it.
    let words: [String]

    func arguments(for address: String) -> [String] {
        guard words.contains(where: { $0.contains("%s") }) else { return words + [address] }
        return words.map { $0.replacing("%s", with: address) }
    }

    /// - Parameter isProgram: asked for absolute paths.
    static func first(
        _ environment: [String: String],
        isProgram: (String) -> Bool = { FileManager.default.isExecutableFile(atPath: $0) }
    ) -> Browser? {
        let folders = (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":").map(String.init)
        let wishes = (environment["BROWSER"] ?? "").split(separator: ":").map(String.init) + ["xdg-open"]
        for wish in wishes {
            let words = wish.split(separator: " ").map(String.init)
            guard let name = words.first else { continue }
            let paths = name.contains("/") ? [name] : folders.filter { $0.hasPrefix("/") }.map { $0 + "/" + name }
            if let path = paths.first(where: isProgram) { return Browser(path: path, words: Array(words.dropFirst())) }
        }
        return nil
    }
}
