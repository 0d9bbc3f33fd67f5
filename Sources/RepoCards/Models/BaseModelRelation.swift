/// How a model came from the models it names as its base.
enum BaseModelRelation: String, Sendable, Hashable, CaseIterable {
    case adapter
    case merge
    case quantized
    case finetune
}
