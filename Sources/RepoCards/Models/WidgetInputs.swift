import HubAPI

/// What a model's page offers as input to try it with.
enum WidgetInputs {
    /// The card's `widget`, else an input that fits the task and the first language there is one in.
    static func widget(_ evidence: Evidence, pipeline: String?, maskToken: String?) -> JSONValue? {
        switch evidence.data["widget"] {
        case .array(let inputs) where !inputs.isEmpty: return .array(inputs)
        case .object(let members) where !members.isEmpty: return [.object(members)]
        case .bool(false): return nil
        default: break
        }
        guard let pipeline else { return nil }
        let languages = LanguageCode.codes(evidence.texts("language"))
        let texts = languages.lazy.compactMap { Self.texts[$0] }.first ?? english
        return inputs(pipeline, texts, maskToken).map { .array($0) }
    }

    private struct Texts: Sendable {
        let plain: String
        let opening: String
        let opinion: String
        let question: String
        let context: String
        /// `%` stands for the mask.
        let masked: String
        let sentences: [String]
    }

    private static func inputs(_ pipeline: String, _ texts: Texts, _ maskToken: String?) -> [JSONValue]? {
        switch pipeline {
        case "text-classification": [["text": .string(texts.opinion)]]
        case "token-classification", "text-to-speech", "text-to-audio", "feature-extraction", "translation",
            "text2text-generation":
            [["text": .string(texts.plain)]]
        case "text-generation": [["text": .string(texts.opening)]]
        case "summarization": [["text": .string(texts.context)]]
        case "question-answering":
            [["text": .string(texts.question), "context": .string(texts.context)]]
        case "fill-mask":
            maskToken.map { [["text": .string(texts.masked.replacing("%", with: $0))]] }
        case "zero-shot-classification":
            [
                [
                    "text": .string(texts.opinion), "candidate_labels": "food, travel, music",
                    "multi_class": false,
                ]
            ]
        case "sentence-similarity":
            texts.sentences.first.map { first in
                [
                    [
                        "source_sentence": .string(first),
                        "sentences": .array(texts.sentences.dropFirst().map(JSONValue.string)),
                    ]
                ]
            }
        default: nil
        }
    }

    private static let english = Texts(
        plain: "My name is Ada and I live in London.",
        opening: "Once upon a time, there was a lighthouse",
        opinion: "The soup was cold, but the cake was wonderful.",
        question: "Where does Ada live?",
        context: "Ada is an engineer. She was born in Porto and moved to London, where she lives by the river.",
        masked: "The capital of France is %.",
        sentences: [
            "A cat sleeps on the sofa.", "A kitten is napping on the couch.", "The train leaves at noon.",
        ])

    private static let texts: [String: Texts] = [
        "en": english,
        "de": Texts(
            plain: "Ich heiße Ada und wohne in Hamburg.", opening: "Es war einmal ein Leuchtturm",
            opinion: "Die Suppe war kalt, aber der Kuchen war wunderbar.", question: "Wo wohnt Ada?",
            context: "Ada ist Ingenieurin. Sie kam in Porto zur Welt und zog nach Hamburg, wo sie am Fluss wohnt.",
            masked: "Die Hauptstadt von Frankreich ist %.",
            sentences: [
                "Eine Katze schläft auf dem Sofa.", "Ein Kätzchen döst auf der Couch.", "Der Zug fährt um zwölf.",
            ]),
        "fr": Texts(
            plain: "Je m’appelle Ada et j’habite à Lyon.", opening: "Il était une fois un phare",
            opinion: "La soupe était froide, mais le gâteau était délicieux.", question: "Où habite Ada ?",
            context: "Ada est ingénieure. Née à Porto, elle est partie à Lyon, où elle habite près du fleuve.",
            masked: "La capitale de la France est %.",
            sentences: [
                "Un chat dort sur le canapé.", "Un chaton fait la sieste sur le divan.", "Le train part à midi.",
            ]),
        "es": Texts(
            plain: "Me llamo Ada y vivo en Sevilla.", opening: "Érase una vez un faro",
            opinion: "La sopa estaba fría, pero el pastel era maravilloso.", question: "¿Dónde vive Ada?",
            context: "Ada es ingeniera. Nació en Oporto y se mudó a Sevilla, donde vive junto al río.",
            masked: "La capital de Francia es %.",
            sentences: [
                "Un gato duerme en el sofá.", "Un gatito descansa en el sillón.", "El tren sale al mediodía.",
            ]),
        "it": Texts(
            plain: "Mi chiamo Ada e vivo a Torino.", opening: "C’era una volta un faro",
            opinion: "La zuppa era fredda, ma la torta era meravigliosa.", question: "Dove vive Ada?",
            context: "Ada è un’ingegnera. È nata a Porto e si è trasferita a Torino, dove vive vicino al fiume.",
            masked: "La capitale della Francia è %.",
            sentences: [
                "Un gatto dorme sul divano.", "Un gattino riposa sul sofà.", "Il treno parte a mezzogiorno.",
            ]),
        "pt": Texts(
            plain: "O meu nome é Ada e moro no Porto.", opening: "Era uma vez um farol",
            opinion: "A sopa estava fria, mas o bolo estava maravilhoso.", question: "Onde mora a Ada?",
            context: "A Ada é engenheira. Nasceu em Lyon e mudou-se para o Porto, onde mora junto ao rio.",
            masked: "A capital da França é %.",
            sentences: [
                "Um gato dorme no sofá.", "Um gatinho descansa na poltrona.", "O comboio parte ao meio-dia.",
            ]),
        "zh": Texts(
            plain: "我叫小雨,住在杭州。", opening: "从前有一座灯塔", opinion: "汤是凉的,但是蛋糕非常好吃。",
            question: "小雨住在哪里?", context: "小雨是一名工程师。她在成都出生,后来搬到杭州,住在河边。",
            masked: "法国的首都是%。", sentences: ["一只猫在沙发上睡觉。", "小猫在长椅上打盹。", "火车中午出发。"]),
    ]
}
