/** Nobody can tell: a deadline passed on a real clock, or the target says that it does not know. */
export class Undecided extends Error {
  override readonly name = 'Undecided'
}

/** The target lacks what a step needs; the scenario is not supported there. */
export class NotSupported extends Error {
  override readonly name = 'NotSupported'
}
