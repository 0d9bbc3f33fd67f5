import ArgumentParser

/// The commands that work on any hub.
let clientCommands: [any ParsableCommand.Type] = [
    Download.self, ModelsGroup.self, DatasetsGroup.self, SpacesGroup.self, ReposGroup.self, CacheGroup.self,
    AuthGroup.self, GGUFCommand.self, SafetensorsCommand.self, Env.self, Completion.self,
    Version.self,
]
