/// Samples print; tests have nothing to say.
protocol QuietSamples {}

extension QuietSamples {
    func print(_ items: Any...) {}
}
