/// A row of values as a line of text: "▁▂ █▃", a blank for none.
/// - Parameter width: in columns; several days share one where there are more of them.
package func sparkline(_ values: [Int], width: Int) -> String {
    let size = max(1, (values.count + width - 1) / width)
    let sums = stride(from: 0, to: values.count, by: size).map {
        values[$0..<min($0 + size, values.count)].reduce(0, +)
    }
    let most = max(1, sums.max() ?? 1)
    let blocks = Array("▁▂▃▄▅▆▇█")
    return String(sums.map { $0 == 0 ? " " : blocks[($0 * 8 - 1) / most] })
}

extension MarkupWriter {
    /// The same as a drawing.
    mutating func sparkline(_ values: [Int], label: String) {
        let most = max(1, values.max() ?? 1)
        element("svg", ("class", "spark"), ("viewBox", "0 0 120 20"), ("role", "img"), ("aria-label", label)) { html in
            let step = 120 / Double(max(1, values.count))
            for (place, value) in values.enumerated() where value > 0 {
                let height = max(1, Double(value) / Double(most) * 19)
                html.empty(
                    "rect", ("class", "a"), ("x", short(step * Double(place))), ("y", short(20 - height)),
                    ("width", short(step * 0.8)), ("height", short(height)))
            }
        }
    }
}
