/// What reads a dataset's files, told by their extensions (datasets 5.2, `packaged_modules`).
enum DatasetBuilder: String, CaseIterable {
    case csv, json, parquet, arrow, text, imagefolder, audiofolder, videofolder, pdffolder, meshfolder, webdataset
    case xml, hdf5, lance, fasta, fastq, genbank, pdb, mmcif

    /// By the last extension of the name that is known, so that `a.jsonl.gz` is JSON. Nil for other files.
    static func of(_ path: String) -> DatasetBuilder? {
        let name = Evidence.name(of: path).utf8
        var end = name.endIndex
        for _ in 0..<3 {
            // What stands before the first dot is the name itself.
            guard let dot = name[..<end].lastIndex(of: UInt8(ascii: ".")) else { return nil }
            let ending = PathBytes.lowercasedExtension(name[name.index(after: dot)..<end])
            if let builder = ending.flatMap({ table[$0] }) { return builder }
            end = dot
        }
        return nil
    }

    /// The value of the tag `format:`; nil for what the Hub has no such tag for.
    var format: String? {
        switch self {
        case .csv, .json, .parquet, .arrow, .text, .imagefolder, .audiofolder, .webdataset, .lance: rawValue
        default: nil
        }
    }

    private static let table: [String: DatasetBuilder] = {
        let extensions: [(DatasetBuilder, String)] = [
            (.csv, "csv tsv"),
            (.json, "json jsonl ndjson"),
            (.parquet, "parquet geoparquet gpq"),
            (.arrow, "arrow"),
            (.text, "txt"),
            (
                .imagefolder,
                "blp bmp dib bufr cur pcx dcx dds ps eps fit fits fli flc ftc ftu gbr gif grib h5p icns ico im iim tif "
                    + "tiff jfif jpe jpg jpeg mic mpo msp palm pcd pxr pbm pgm ppm pnm png apng psd ras sgi rgb "
                    + "rgba bw tga icb vda vst webp wmf emf xbm xpm avif heic heif"
            ),
            (
                .audiofolder,
                "aiff au avr caf flac htk svx mat4 mat5 mpc2k ogg paf pvf raw rf64 sd2 sds ircam voc w64 wav nist wavex "
                    + "wve xi mp3 opus m4a aac"
            ),
            (.videofolder, "mkv mp4 avi mpeg mov webm"),
            (.pdffolder, "pdf"),
            (.meshfolder, "glb gltf ply stl obj"),
            (.webdataset, "tar"),
            (.xml, "xml"),
            (.hdf5, "hdf5 h5"),
            (.lance, "lance"),
            (.fasta, "fa fasta fna ffn faa frn afa"),
            (.fastq, "fq fastq"),
            (.genbank, "gb gbk genbank"),
            (.pdb, "pdb ent"),
            (.mmcif, "cif mmcif"),
        ]
        return extensions.reduce(into: [:]) { table, entry in
            for name in entry.1.split(separator: " ") where table[String(name)] == nil {
                table[String(name)] = entry.0
            }
        }
    }()
}
