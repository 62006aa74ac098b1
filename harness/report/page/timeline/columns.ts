// The columns of a timeline: what is asked of many at one instant shares one, and so do the answers.

interface Column {
  readonly atMs: number
  label: string
}

export class Columns {
  readonly all: Column[] = []
  /** Columns of the present exchange, by what is said in them. */
  #exchange = new Map<string, number>()
  #repeats = 1
  #lastCall = ''

  /** A step of its own. */
  begin(atMs: number, label: string): number {
    this.#exchange.clear()
    this.#lastCall = ''
    return this.#add(atMs, label)
  }

  /** Where something ends: a step of its own only if time went by. */
  end(atMs: number): number {
    const last = this.all.at(-1)
    this.#exchange.clear()
    this.#lastCall = ''
    return last?.atMs === atMs ? this.all.length - 1 : this.#add(atMs, '')
  }

  ofMessage(sent: { atMs: number; text: string; isAnswer: boolean; from: string }): number {
    const { atMs, text, isAnswer, from } = sent
    const isCall = !isAnswer && from.startsWith('requestor ')
    if (this.all.at(-1)?.atMs !== atMs) this.#exchange.clear()
    if (isCall) return this.#call(atMs, text, from)
    const key = `${isAnswer ? 'answer' : from} ${text.replace(/ (?:handled|failed)$/, '')}`
    const known = this.#exchange.get(key)
    if (known !== undefined) return known
    const column = this.#add(atMs, isAnswer ? '' : text)
    this.#exchange.set(key, column)
    this.#lastCall = ''
    return column
  }

  /** The column of something that goes with what happened at this instant. */
  near(atMs: number, last: number): number {
    if (this.all[last]?.atMs === atMs) return last
    if (this.all.at(-1)?.atMs === atMs) return this.all.length - 1
    this.#exchange.clear()
    this.#lastCall = ''
    return this.#add(atMs, '')
  }

  /** The same call again and again, such as AddComponent, is one column with a count. */
  #call(atMs: number, text: string, from: string): number {
    const call = `${atMs} ${from} ${text}`
    const last = this.all.at(-1)
    if (call === this.#lastCall && last !== undefined) {
      this.#repeats++
      last.label = `${text} ×${this.#repeats}`
      return this.all.length - 1
    }
    this.#exchange.clear()
    this.#lastCall = call
    this.#repeats = 1
    return this.#add(atMs, text)
  }

  #add(atMs: number, label: string): number {
    return this.all.push({ atMs, label }) - 1
  }
}
