import CXML2
import Glibc
import TextKit

/// What references stand for besides the five that XML knows: the entities that the document's own DTD declares, and
/// HTML's, which feeds use undeclared. Nothing external is read.
final class XMLEntities {
    /// Declared in the document, still with references in them.
    private let declared: [String: [UInt8]]
    /// What declared entities may still add, in bytes, so that a bomb of them stays small.
    private var budget = 1 << 20
    /// What looking for their texts may still cost, in bytes: a bomb may be one that adds nothing.
    private var work = 4 << 20
    /// Some of what references stand for was left out.
    private(set) var isCut = false
    private var texts: [String: [UInt8]] = [:]
    private var made: [String: Entity] = [:]
    /// Names that nobody knows may be as many as there are references.
    private static let madeLimit = 256

    /// One for texts and one for attributes' values: libxml2 takes the one as it is, and reads the other again.
    private struct Entity {
        let inText: xmlEntityPtr
        let inAttribute: xmlEntityPtr
    }

    init(declared: [String: [UInt8]]) { self.declared = declared }

    deinit { free() }

    private func free() {
        for entity in made.values {
            for pointer in [entity.inText, entity.inAttribute] {
                Glibc.free(UnsafeMutableRawPointer(mutating: pointer.pointee.name))
                Glibc.free(pointer.pointee.content)
                pointer.deallocate()
            }
        }
        made = [:]
    }

    /// - Returns: an entity that lives until another is asked for; what nobody knows stands for its reference itself.
    func find(_ name: UnsafePointer<UInt8>, inAttribute: Bool) -> (entity: xmlEntityPtr, isDeclared: Bool) {
        var name = String(cString: name)
        let isDeclared = isDeclared(name)
        let text = isDeclared ? take(name) : text(of: name)
        if text.isEmpty { name = "" }
        let entity = entity(name, text)
        return (inAttribute ? entity.inAttribute : entity.inText, isDeclared)
    }

    private func entity(_ name: String, _ text: [UInt8]) -> Entity {
        if let known = made[name] { return known }
        if made.count >= Self.madeLimit { free() }
        let entity = Entity(
            inText: make(name, text, XML_INTERNAL_PREDEFINED_ENTITY),
            inAttribute: make(name, escaped(text), XML_INTERNAL_GENERAL_ENTITY))
        made[name] = entity
        return entity
    }

    /// What the reference stands for.
    private func text(of name: String) -> [UInt8] {
        if let known = texts[name] { return known }
        var text: [UInt8] = []
        let reference = Array("&\(name);".utf8)
        expand(reference, reference.indices, depth: 0, into: &text)
        if isDeclared(name) { texts[name] = text }
        return text
    }

    /// What a declared entity stands for, as often as the budget allows.
    func take(_ name: String) -> [UInt8] {
        let text = text(of: name)
        guard budget >= text.count else {
            isCut = true
            return []
        }
        budget -= text.count
        return text
    }

    func isDeclared(_ name: String) -> Bool { declared[name] != nil }

    private func expand(_ bytes: [UInt8], _ range: Range<Int>, depth: Int, into out: inout [UInt8]) {
        var place = range.lowerBound
        while let found = bytes.firstIndex(of: UInt8(ascii: "&"), in: place..<range.upperBound) {
            out.append(bytes, place..<found)
            guard let reference = XMLReference(bytes, at: found, end: range.upperBound) else {
                out.append(UInt8(ascii: "&"))
                place = found + 1
                continue
            }
            place = reference.end
            if case .named(let name) = reference.kind, let text = declared[bytes.string(name)] {
                guard depth < 8, out.count + text.count <= budget, text.count < work else {
                    isCut = true
                    continue
                }
                work -= text.count + 1
                expand(text, text.indices, depth: depth + 1, into: &out)
            } else if !reference.append(from: bytes, into: &out) {
                out.append(bytes, found..<reference.end)
            }
        }
        out.append(bytes, place..<range.upperBound)
    }

    private func make(_ name: String, _ content: [UInt8], _ kind: xmlEntityType) -> xmlEntityPtr {
        let pointer = xmlEntityPtr.allocate(capacity: 1)
        pointer.initialize(to: xmlEntity())
        pointer.pointee.type = XML_ENTITY_DECL
        pointer.pointee.name = copy(Array(name.utf8)).map { UnsafePointer($0) }
        pointer.pointee.content = copy(content)
        pointer.pointee.length = Int32(clamping: content.count)
        pointer.pointee.etype = kind
        pointer.pointee.checked = 2  // read, and without "<"
        return pointer
    }

    private func copy(_ bytes: [UInt8]) -> UnsafeMutablePointer<UInt8>? {
        guard let memory = malloc(bytes.count + 1)?.assumingMemoryBound(to: UInt8.self) else { return nil }
        for (index, byte) in bytes.enumerated() { memory[index] = byte }
        memory[bytes.count] = 0
        return memory
    }

    private func escaped(_ text: [UInt8]) -> [UInt8] {
        text.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "&"): Array("&#38;".utf8)
            case UInt8(ascii: "<"): Array("&#60;".utf8)
            default: [byte]
            }
        }
    }
}
