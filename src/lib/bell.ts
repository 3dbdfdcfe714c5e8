/** A bell for loops that wait for work: whoever has work rings, and the waiting loop looks at once. */

export type Bell = {
  ring(): void
  clear(): void
  /** Returns when rung (also if that was since the last clear), aborted, or after `milliseconds`. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>
}

/** A ring that comes between `clear` and `wait` is not lost. */
export function createBell(): Bell {
  let rung = false
  let wake: () => void = () => {}
  return {
    ring() {
      rung = true
      wake()
    },
    clear() {
      rung = false
    },
    async wait(milliseconds, signal) {
      if (rung || signal.aborted) return
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => wake(), milliseconds)
        wake = () => {
          clearTimeout(timer)
          signal.removeEventListener("abort", wake)
          resolve()
        }
        signal.addEventListener("abort", wake, { once: true })
      })
    },
  }
}
