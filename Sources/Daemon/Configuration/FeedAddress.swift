import FeedModel
import Fetching
import Parsing
import TextKit

/// An address that can be polled, with the login that it held: to ask with, not to keep or show.
package struct FeedAddress: Equatable, Sendable {
    package let url: String
    package let credentials: Credentials?
}

/// An address of a feed as people and other programs write it: by these rules in every file and every command.
///
/// "feed:" and "webcal:" before it are taken off, blanks around it too; those within are written %20.
func checkAddress(_ text: String) -> Checked<FeedAddress> {
    if isPlainAddress(text) { return .value(FeedAddress(url: text, credentials: nil)) }
    let address = withoutFeedScheme(String(decoding: cleanAddress(Array(text.utf8)), as: UTF8.self))
    guard address.isWebAddress else { return .wrong("is no address of http or https") }
    guard !address.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
        return .wrong("holds a control character")
    }
    if let server = WebAddress(address)?.authorityText, isPlainHost(server.utf8) {
        return .value(FeedAddress(url: address, credentials: nil))
    }
    // As who asks will read it.
    do throws(FetchError) {
        return .value(FeedAddress(url: withoutLogin(address), credentials: try login(in: address)))
    } catch {
        guard case .invalidURL(_, let reason) = error else { return .wrong("cannot be asked: \(error)") }
        return .wrong("cannot be asked: \(reason)")
    }
}

/// A name or number of the usual letters, and perhaps a port: nothing to ask libcurl about.
private func isPlainHost(_ authority: Substring.UTF8View) -> Bool {
    let parts = authority.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard let host = parts.first, !host.isEmpty, parts.count <= 2 else { return false }
    if parts.count == 2, UInt16(Substring(parts[1])) == nil { return false }
    return host.allSatisfy {
        switch $0 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}

/// Whether `text` is meant as an address, and not as the name of a file.
package func looksLikeAddress(_ text: String) -> Bool { text.contains("://") || withoutFeedScheme(text) != text }

/// An address that can be polled, for one that a person or another program wrote.
package func pollableAddress(_ text: String) throws(AddressError) -> FeedAddress {
    switch checkAddress(text) {
    case .value(let address): return address
    case .wrong(let why): throw AddressError(description: messageLine("\(quoted(withoutAnyLogin(text))) \(why)"))
    }
}
