import TextKit

/// Values by names that stand as bytes in a document. Here and not beside `NameIndex`: the optimizer makes a version for
/// each type of value only in the module that declares what is generic.
struct NameTable<Value: Sendable>: Sendable {
    private let index: NameIndex
    private let values: [Value]

    /// - Parameter ignoringCase: of ASCII letters.
    init(_ names: [(name: String, value: Value)], ignoringCase: Bool = true) {
        index = NameIndex(names.map(\.name), ignoringCase: ignoringCase)
        values = names.map(\.value)
    }

    func find(_ bytes: [UInt8], _ range: Range<Int>) -> Value? { index.find(bytes, range).map { values[$0] } }
}
