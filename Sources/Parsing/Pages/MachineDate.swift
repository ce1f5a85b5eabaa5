import FeedModel
import TextKit

import struct FoundationEssentials.Date

/// A date that a program wrote, in ISO 8601 or nearly so; else one as people write it.
func machineDate(_ text: String, language: String?) -> PageTime? {
    let text = collapsed(text)
    if let time = PageTime(text: text) { return time }
    var bytes = Array(text.utf8)
    // "2025-12-18T09:30+0200", "2025-12-18T09:30:00.000Z", "2025-12-18 09:30"
    if bytes.count > 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") {
        if bytes[10] == UInt8(ascii: " ") { bytes[10] = UInt8(ascii: "T") }
        bytes.removeAll { $0 == 0x20 }
        if bytes.count >= 16, bytes.count == 16 || bytes[16] != UInt8(ascii: ":") {
            bytes.insert(contentsOf: Array(":00".utf8), at: 16)
        }
        let zone = bytes.dropFirst(19).lastIndex { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
        if let zone {
            if bytes.count - zone == 5 { bytes.insert(UInt8(ascii: ":"), at: zone + 3) }
            if bytes.count - zone == 3 { bytes += Array(":00".utf8) }
        } else if bytes.count >= 19, bytes.last != UInt8(ascii: "Z"), bytes.last != UInt8(ascii: "z") {
            bytes.append(UInt8(ascii: "Z"))
        }
        if let time = PageTime(text: String(decoding: bytes, as: UTF8.self)) { return time }
    }
    if let seconds = Int(text), seconds > 631_152_000 {
        return PageTime(Date(timeIntervalSince1970: Double(seconds > 100_000_000_000 ? seconds / 1000 : seconds)))
    }
    if let time = findDates(in: Array(text.lowercased().utf8), language: language).first?.time { return time }
    // Who writes AM or PM puts the month first.
    let end = text.lowercased().suffix(2)
    return end == "am" || end == "pm" ? readDate(text).map { PageTime($0) } : nil
}
