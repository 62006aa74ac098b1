/** Ctrl-C ends a run after the scenario it is in; pressed again it ends the process as ever. */
export interface Interrupt {
  /** Asks between scenarios; now and then it lets the process look at its signals. */
  isDue(): Promise<boolean> | boolean
  release(): void
}

/** An embedded target never waits for anything, and a signal is noticed only where something does. */
const BREATH_EVERY_MS = 50

export function watchInterrupt(): Interrupt {
  let interrupted = false
  let breathedAt = performance.now()
  const onSignal = () => {
    interrupted = true
    // Not at once: for the signal in hand, others must still see that somebody deals with it.
    setImmediate(release)
  }
  const release = () => {
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return {
    isDue() {
      if (interrupted || performance.now() - breathedAt < BREATH_EVERY_MS) return interrupted
      return breathe().then(() => {
        breathedAt = performance.now()
        return interrupted
      })
    },
    release,
  }
}

function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
