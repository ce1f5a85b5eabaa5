import Comparing
import Foundation
import TextKit

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
        for key in self { bytes.append(littleEndian: UInt64(bitPattern: key.rawValue), count: 8) }
        return Data(bytes)
    }
}
