import struct FoundationEssentials.Date
import FeedModel

extension Date {
    /// Reads a date of HTTP in any of its three forms (RFC 9110, 5.6.7), `+0000` for `GMT` included; nil for
    /// anything else. Years of two digits are within 50 years of 2020.
    init?(httpDate bytes: some Collection<UInt8>) {
        var numbers: [Int] = []
        var month: Int?
        var clock: (hour: Int, minute: Int, second: Int)?
        for word in bytes.split(whereSeparator: { [0x20, 0x2C, 0x2D, 0x09].contains($0) }) {
            if word.contains(0x3A) {
                let parts = word.split(separator: 0x3A).compactMap { number($0) }
                guard parts.count == 3, parts[0] < 24, parts[1] < 60, parts[2] <= 60 else { return nil }
                clock = (parts[0], parts[1], parts[2])
            } else if let value = number(word) {
                numbers.append(value)
            } else if month == nil, let index = monthNumber(word) {
                month = index
            }
        }
        guard let month, let clock, numbers.count >= 2, (1...31).contains(numbers[0]) else { return nil }
        let year = numbers[1] >= 100 ? numbers[1] : numbers[1] < 70 ? numbers[1] + 2000 : numbers[1] + 1900
        guard year < 10_000 else { return nil }
        let day = days(year: year, month: month, day: numbers[0])
        self.init(timeIntervalSince1970: Double(day * 86_400 + clock.hour * 3600 + clock.minute * 60 + clock.second))
    }
}

private func number(_ word: some Collection<UInt8>) -> Int? {
    guard !word.isEmpty, word.count <= 9, word.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return word.reduce(0) { $0 * 10 + Int($1 - 0x30) }
}

private let monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    .map { Array($0.utf8) }

private func monthNumber(_ word: some Collection<UInt8>) -> Int? {
    let name = word.prefix(3).map { $0 | 0x20 }
    return monthNames.firstIndex(of: name).map { $0 + 1 }
}
