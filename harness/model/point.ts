// Where a fault may be put, as plans write it:
//
//   vss.freeze            the next time the conversation gets to this point
//   log.write#3           the third time from now
//   after log.write#3     as soon as whoever got there waits for something, or ends
//   @1500                 so many milliseconds from now

export type Placing =
  | {
      readonly kind: 'point'
      readonly point: string
      readonly occurrence: number
      readonly after: boolean
    }
  | { readonly kind: 'instant'; readonly inMs: number }

export function parsePlacing(text: string): Placing {
  const instant = /^@(\d+(?:\.\d+)?)$/.exec(text)
  if (instant !== null) return { kind: 'instant', inMs: Number(instant[1]) }
  const [, after, point = text, count] = /^(after )?(.+?)(?:#(\d+))?$/.exec(text) ?? []
  return {
    kind: 'point',
    point,
    occurrence: Math.max(1, Number(count ?? 1)),
    after: after !== undefined,
  }
}

export function placingText(point: string, occurrence: number): string {
  return occurrence === 1 ? point : `${point}#${occurrence}`
}
