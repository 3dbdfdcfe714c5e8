/** Turns: at most so many at once do something costly; who waits is served in order, the urgent ones first. */

export type Turns = {
  /** Waits for a turn, does `work`, passes the turn on. Rejects with the signal's reason when aborted while waiting. */
  take<T>(urgent: boolean, signal: AbortSignal, work: () => Promise<T>): Promise<T>
  /** Does `work` when a turn is free at once; undefined when not. */
  takeIfFree<T>(work: () => Promise<T>): Promise<T> | undefined
}

type Waiting = { readonly start: () => void }

/** `spare` turns are kept free for the urgent ones. */
export function createTurns(limits: { readonly atOnce: number; readonly spare: number }): Turns {
  let running = 0
  const urgentOnes: Waiting[] = []
  const others: Waiting[] = []
  const isFree = (urgent: boolean): boolean => running < limits.atOnce - (urgent ? 0 : limits.spare)
  const passOn = (): void => {
    const next = urgentOnes.length > 0 ? urgentOnes : others
    if (next.length === 0 || !isFree(next === urgentOnes)) return
    next.shift()?.start()
  }
  const wait = (queue: Waiting[], signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const leave = (): void => {
        queue.splice(queue.indexOf(waiting), 1)
        reject(signal.reason)
      }
      const waiting: Waiting = {
        start: () => {
          signal.removeEventListener("abort", leave)
          running += 1
          resolve()
        },
      }
      signal.addEventListener("abort", leave, { once: true })
      queue.push(waiting)
    })
  const runThenPassOn = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } finally {
      running -= 1
      passOn()
    }
  }
  return {
    take: async (urgent, signal, work) => {
      signal.throwIfAborted()
      const queue = urgent ? urgentOnes : others
      if (queue.length === 0 && isFree(urgent)) running += 1
      else await wait(queue, signal)
      return runThenPassOn(work)
    },
    takeIfFree: (work) => {
      if (others.length > 0 || !isFree(false)) return undefined
      running += 1
      return runThenPassOn(work)
    },
  }
}
