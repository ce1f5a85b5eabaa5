import CCurl

import struct FoundationEssentials.Date

extension Date {
    /// Reads a date of HTTP in any of its three forms (RFC 9110, 5.6.7), and in those that libcurl knows beside them; nil
    /// for anything else, `0` and `-1` included.
    init?(httpDate text: String) {
        let seconds = curl_getdate(text, nil)
        // It says -1 for what it cannot read.
        guard seconds >= 0 else { return nil }
        self.init(timeIntervalSince1970: Double(seconds))
    }
}
