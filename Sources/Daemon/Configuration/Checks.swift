import Fetching

package struct AddressError: Error, Equatable, CustomStringConvertible {
    package let description: String
}

func checkNetwork(_ text: String) -> Checked<String> {
    do {
        _ = try AddressPolicy(allowing: [text])
        return .value(text)
    } catch {
        return .wrong("is no network; write it like \"127.0.0.0/8\" or \"fd00::/8\"")
    }
}

func checkProxy(_ text: String) -> Checked<String> {
    let schemes = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"]
    guard let end = text.firstRange(of: "://"), schemes.contains(String(text[..<end.lowerBound])),
        !text[end.upperBound...].isEmpty, !text.contains(where: \.isWhitespace)
    else { return .wrong("is no proxy; write it like \"http://host:3128\" or \"socks5://host:1080\"") }
    return .value(text)
}

/// What may stand in a header field without opening another one (RFC 9110, 5.5).
func checkHeaderValue(_ text: String) -> Checked<String> {
    let isHostile = text.utf8.contains { ($0 < 0x20 && $0 != UInt8(ascii: "\t")) || $0 == 0x7F }
    return isHostile ? .wrong("holds a line break or another control character") : .value(text)
}

/// The name of a header field that a subscription may send (RFC 9110, 5.1).
func checkHeaderName(_ text: String) -> Checked<String> {
    let isToken =
        !text.isEmpty
        && text.utf8.allSatisfy {
            $0 > 0x20 && $0 < 0x7F && !#"(),/:;<=>?@[\]{}""#.utf8.contains($0)
        }
    guard isToken else { return .wrong("is no name of a header") }
    // These are the fetcher's: a wrong one would cut the connection or hide news.
    let ours = ["connection", "content-length", "if-modified-since", "if-none-match", "range", "transfer-encoding"]
    return ours.contains(text.lowercased()) ? .wrong("is a header that Dateline sets itself") : .value(text)
}
