import Comparing
import Foundation

extension [ItemKey] {
    /// As rows have them: eight bytes each.
    package init(bytes data: Data) {
        let bytes = data.bytes
        self = stride(from: 0, to: bytes.byteCount - 7, by: 8).map { start in
            ItemKey(
                rawValue: Int64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: start, as: Int64.self)))
        }
    }

    package var data: Data {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 * count)
        for key in self {
            for shift in stride(from: 0, to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: key.rawValue >> shift))
            }
        }
        return Data(bytes)
    }
}
