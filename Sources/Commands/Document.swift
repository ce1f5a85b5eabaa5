import ArgumentParser
import Daemon
import Fetching
import Foundation

/// What a command is given to read: a file, an address, or standard input.
struct Document {
    let bytes: [UInt8]
    /// Where it came from, after redirects; a file's path.
    let url: String
    let contentType: String?

    /// Nil for a file, which has no address to resolve others against.
    var webAddress: String? { url.contains("://") ? url : nil }

    /// - Parameter accept: what a server is asked for.
    /// - Throws: `ExitCode`, after saying what is wrong.
    static func read(_ source: String, accept: String, options: ConfigurationOptions, on console: Console) async throws
        -> Document
    {
        do {
            guard looksLikeAddress(source) else {
                return Document(bytes: try console.read(source), url: source, contentType: nil)
            }
            var request = Request(try pollableAddress(source))
            request.accept = accept
            request.takesDelta = false
            let response = try await Fetcher(options.load(console).fetch).fetch(request)
            return Document(bytes: response.body, url: response.url, contentType: response.contentType)
        } catch let error as AddressError {
            console.complain("\(error)")
        } catch let error as FetchError {
            console.complain("\(source): \(error)")
        } catch let error as FileFailure {
            console.complain("\(source): \(error)")
        } catch let error as CocoaError {
            console.complain("\(source): \(words(of: error))")
        }
        throw ExitCode.failure
    }
}
