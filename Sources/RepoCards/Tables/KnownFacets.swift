/// The values of derived tags and filters, for lists to choose from.
public enum KnownFacets {
    /// `apps=` for models.
    public static let apps: [String] = AppRules.all
    /// `format:` for datasets.
    public static let formats: [String] = DatasetBuilder.allCases.compactMap(\.format)
    /// `modality:` for datasets.
    public static let modalities: [String] = Modalities.all
    /// `library:` for datasets.
    public static let datasetLibraries: [String] = DatasetLibraries.all
    /// `size_categories:` for datasets, from small to large.
    public static let sizes: [String] = SizeCategory.all
}
