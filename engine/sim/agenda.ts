import type { Ticks } from '../base/brand.js'

/** Something due at an instant; equal instants keep the order in which they were entered. */
export interface Entry<T> {
  readonly at: Ticks
  readonly order: number
  readonly what: T
}

/** A binary heap by instant, then by order of entry. */
export class Agenda<T> {
  readonly #heap: Entry<T>[] = []
  #order = 0

  get length(): number {
    return this.#heap.length
  }

  get next(): Entry<T> | undefined {
    return this.#heap[0]
  }

  add(at: Ticks, what: T): void {
    const heap = this.#heap
    const entry: Entry<T> = { at, order: this.#order++, what }
    let child = heap.length
    while (child > 0) {
      const parent = (child - 1) >> 1
      const above = heap[parent] as Entry<T>
      if (!before(entry, above)) break
      heap[child] = above
      child = parent
    }
    heap[child] = entry
  }

  take(): Entry<T> | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    sink(heap, last)
    return first
  }

  /** Everything due, in the order it will happen. */
  inOrder(): Entry<T>[] {
    return [...this.#heap].sort((left, right) => (before(left, right) ? -1 : 1))
  }
}

function sink<T>(heap: Entry<T>[], entry: Entry<T>): void {
  const length = heap.length
  let parent = 0
  for (;;) {
    let child = 2 * parent + 1
    if (child >= length) break
    const right = child + 1
    if (right < length && before(heap[right] as Entry<T>, heap[child] as Entry<T>)) child = right
    const below = heap[child] as Entry<T>
    if (!before(below, entry)) break
    heap[parent] = below
    parent = child
  }
  heap[parent] = entry
}

function before<T>(left: Entry<T>, right: Entry<T>): boolean {
  return left.at < right.at || (left.at === right.at && left.order < right.order)
}
