import TextKit

import struct Foundation.Date
import struct Foundation.TimeZone

extension TimeZone {
    /// The zone of a name as IANA's database has it, "America/New_York"; many write it in lower case. Nil for a name
    /// that it does not have.
    init?(region bytes: [UInt8], in range: Range<Int>) {
        // The longest one has 32 bytes.
        guard range.count <= 40, bytes[range].contains(UInt8(ascii: "/")) else { return nil }
        if let zone = TimeZone(identifier: bytes.string(range)) {
            self = zone
            return
        }
        var isInitial = true
        let capitalized = bytes[range].map { byte in
            defer { isInitial = !byte.isLetter }
            return isInitial && byte.isLetter ? byte & 0xDF : byte.lowercased
        }
        self.init(identifier: String(decoding: capitalized, as: UTF8.self))
    }

    /// Seconds east of Greenwich when the clocks of the zone show `local`, in seconds since 1970 as if they were UTC's.
    /// Of an hour that they show twice the first is meant; one that they leave out is counted on from the hour before it.
    func offset(atLocal local: Int) -> Int {
        func offset(at seconds: Int) -> Int { secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))) }
        let (before, after) = (offset(at: local - 86_400), offset(at: local + 86_400))
        if before == after || offset(at: local - before) == before { return before }
        return offset(at: local - after) == after ? after : before
    }
}
