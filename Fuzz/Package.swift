// swift-tools-version: 6.2
import PackageDescription

// Fuzzing of everything that reads bytes from outside. `./run` builds it with libFuzzer and AddressSanitizer.

let package = Package(
    name: "fuzz",
    dependencies: [.package(name: "roost", path: "..")],
    targets: [
        .executableTarget(name: "FuzzXorb", dependencies: [.product(name: "Xet", package: "roost")]),
        .executableTarget(name: "FuzzShard", dependencies: [.product(name: "Xet", package: "roost")]),
        .executableTarget(name: "FuzzChunks", dependencies: [.product(name: "Xet", package: "roost")]),
        .executableTarget(name: "FuzzGGUF", dependencies: [.product(name: "ModelFormats", package: "roost")]),
        .executableTarget(name: "FuzzSafetensors", dependencies: [.product(name: "ModelFormats", package: "roost")]),
        .executableTarget(name: "FuzzParquet", dependencies: [.product(name: "ModelFormats", package: "roost")]),
    ],
    swiftLanguageModes: [.v6]
)
