// What was tried, per conversation, phase and kind of fault. Sums only, so that parts that were counted
// apart are put together by adding them, in any order.

export interface Cell {
  readonly conversation: string
  readonly phase: string
  readonly kind: string
  /** Placements that there are. */
  possible: number
  tried: number
  /** Runs in which something ran into the fault. */
  met: number
  violated: number
}

export class Tally {
  readonly #cells = new Map<string, Cell>()

  static of(cells: readonly Cell[]): Tally {
    const tally = new Tally()
    for (const cell of cells) tally.add(cell)
    return tally
  }

  at(conversation: string, phase: string, kind: string): Cell {
    const key = `${conversation}\n${phase}\n${kind}`
    let cell = this.#cells.get(key)
    if (cell === undefined) {
      cell = { conversation, phase, kind, possible: 0, tried: 0, met: 0, violated: 0 }
      this.#cells.set(key, cell)
    }
    return cell
  }

  add({ conversation, phase, kind, ...counts }: Cell): void {
    const cell = this.at(conversation, phase, kind)
    cell.possible += counts.possible
    cell.tried += counts.tried
    cell.met += counts.met
    cell.violated += counts.violated
  }

  get cells(): Cell[] {
    return [...this.#cells.values()]
  }
}
