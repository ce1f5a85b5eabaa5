import FeedModel

/// GeoRSS in its three spellings, and the W3C's `geo:lat` and `geo:long`.
extension FeedReading {
    func geometry(_ parent: Element) -> Geometry? {
        var isGML = false
        for element in parent.children {
            switch element.name {
            case .geoRSSPoint: if let point = pairs(element.text).first { return .point(point) }
            case .geoRSSLine: if let line = line(element.text) { return .lineString(line) }
            case .geoRSSPolygon: if let line = line(element.text) { return .polygon([line]) }
            case .geoRSSBox:
                let corners = pairs(element.text)
                if corners.count == 2 { return box(corners[0], corners[1]) }
            case .geoRSSWhere: if let geometry = gml(element) { return geometry }
            case .gmlPoint, .gmlLineString, .gmlPolygon, .gmlEnvelope:
                // It looks at all of the parent.
                if !isGML, let geometry = gml(parent) { return geometry }
                isGML = true
            case .geoPoint: if let point = latitudeAndLongitude(element) { return .point(point) }
            default: break
            }
        }
        return latitudeAndLongitude(parent).map(Geometry.point)
    }

    private func latitudeAndLongitude(_ parent: Element) -> [Double]? {
        guard let latitude = parent.text(.geoLat).flatMap(Double.init), latitude.isFinite,
            let longitude = parent.text(.geoLong).flatMap(Double.init), longitude.isFinite
        else { return nil }
        return [longitude, latitude]
    }

    private func gml(_ parent: Element) -> Geometry? {
        if let point = parent.first(.gmlPoint) {
            return pairs(point.text(.gmlPos) ?? point.text, dimension(parent, point, point.first(.gmlPos))).first.map(
                Geometry.point)
        }
        if let string = parent.first(.gmlLineString) {
            return line(string.text(.gmlPosList), dimension(parent, string, string.first(.gmlPosList))).map(
                Geometry.lineString)
        }
        if let polygon = parent.first(.gmlPolygon) {
            let ring = polygon.first(.gmlExterior)?.first(.gmlLinearRing)
            return line(ring?.text(.gmlPosList), dimension(parent, polygon, ring, ring?.first(.gmlPosList))).map {
                .polygon([$0])
            }
        }
        if let envelope = parent.first(.gmlEnvelope),
            let lower = pairs(envelope.text(.gmlLowerCorner)).first,
            let upper = pairs(envelope.text(.gmlUpperCorner)).first
        {
            return box(lower, upper)
        }
        return nil
    }

    /// Coordinates of a position: two, or three with the height.
    private func dimension(_ elements: Element?...) -> Int {
        elements.compactMap { $0?.attribute("srsdimension") }.contains("3") ? 3 : 2
    }

    private func box(_ lower: [Double], _ upper: [Double]) -> Geometry {
        .polygon([[lower, [upper[0], lower[1]], upper, [lower[0], upper[1]], lower]])
    }

    private func line(_ text: String?, _ dimension: Int = 2) -> [[Double]]? {
        let line = pairs(text, dimension)
        return line.count > 1 ? line : nil
    }

    /// "latitude longitude" pairs, turned round: GeoJSON has longitude first.
    private func pairs(_ text: String?, _ dimension: Int = 2) -> [[Double]] {
        let numbers = (text ?? "").split { $0.isWhitespace || $0 == "," }.map { Double($0) }
        guard numbers.count >= dimension, numbers.count <= 10_000, numbers.allSatisfy({ $0?.isFinite == true }) else {
            return []
        }
        return stride(from: 0, through: numbers.count - dimension, by: dimension).map { at in
            [numbers[at + 1]!, numbers[at]!] + (dimension == 3 ? [numbers[at + 2]!] : [])
        }
    }
}
