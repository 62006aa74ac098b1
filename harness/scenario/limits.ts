// Every bound on what a scenario file may hold. Below them the worst file is refused within a second.

export const FILE_CHARACTERS_MAX = 256 * 1024
export const DEPTH_MAX = 40
export const STEPS_MAX = 10_000
export const CLAUSES_MAX = 100
export const NAME_CHARACTERS_MAX = 100
export const TITLE_CHARACTERS_MAX = 300
export const TEXT_CHARACTERS_MAX = 8_000
