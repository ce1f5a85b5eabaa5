import Fetching
import struct FoundationEssentials.Data

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
    do {
        _ = try ProxyAddress(text)
        return .value(text)
    } catch { return .wrong(error.description) }
}

/// True for a PEM file (RFC 7468) with a certificate in it, as far as can be told without reading it: the block's text
/// is base64 of an ASN.1 sequence.
func holdsCertificate(_ pem: [UInt8]) -> Bool {
    var text = String(decoding: pem, as: UTF8.self)[...]
    while let begin = text.firstRange(of: "-----BEGIN "), let mark = text[begin.upperBound...].firstRange(of: "-----") {
        let label = text[begin.upperBound..<mark.lowerBound]
        text = text[mark.upperBound...]
        guard label == "CERTIFICATE" || label == "TRUSTED CERTIFICATE" || label == "X509 CERTIFICATE" else { continue }
        guard let end = text.firstRange(of: "-----END ") else { return false }
        let base64 = text[..<end.lowerBound].filter { !$0.isWhitespace }
        if let bytes = Data(base64Encoded: String(base64)), bytes.count > 100, bytes.first == 0x30 { return true }
    }
    return false
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
