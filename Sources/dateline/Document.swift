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
    static func read(_ source: String, accept: String, options: ConfigurationOptions) async throws -> Document {
        do {
            guard looksLikeAddress(source) else {
                return Document(bytes: Array(try readFile(source)), url: source, contentType: nil)
            }
            var request = Request(try pollableAddress(source))
            request.accept = accept
            request.takesDelta = false
            let response = try await Fetcher(options.load().fetch).fetch(request)
            return Document(bytes: response.body, url: response.url, contentType: response.contentType)
        } catch let error as AddressError {
            complain("\(error)")
        } catch let error as FetchError {
            complain("\(source): \(error)")
        } catch let error as CocoaError {
            complain("\(source): \(error.localizedDescription)")
        }
        throw ExitCode.failure
    }

    private static func readFile(_ path: String) throws -> Data {
        path == "-"
            ? try FileHandle.standardInput.readToEnd() ?? Data() : try Data(contentsOf: URL(fileURLWithPath: path))
    }
}
