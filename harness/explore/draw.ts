// Draws from a seed and a name: adding a consumer leaves the draws of all others as they were.

export class Draw {
  #state: number

  constructor(seed: number, ...names: readonly (string | number)[]) {
    let state = 0x811c9dc5 ^ seed
    for (const letter of names.join('/'))
      state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 0x01000193)
    this.#state = state >>> 0
  }

  /** A number from nought up to the bound. */
  below(bound: number): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) % bound
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1)
  }

  chance(percent: number): boolean {
    return this.below(100) < percent
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T
  }

  some<T>(list: readonly T[], percent: number): T[] {
    return list.filter(() => this.chance(percent))
  }
}
