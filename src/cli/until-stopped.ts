/** Hears when the operator stops the process (Ctrl+C, or the service manager's SIGTERM). */

const SIGNALS = ["SIGINT", "SIGTERM"] as const

export type StopListener = {
  /** Resolves at the first signal. */
  readonly asked: Promise<"asked">
  /** From then on a signal ends the process as usual. */
  release(): void
}

/** Listens from now on, so that a signal during a slow start is not lost. */
export function listenForStop(): StopListener {
  const { promise, resolve } = Promise.withResolvers<"asked">()
  const stop = (): void => resolve("asked")
  for (const signal of SIGNALS) process.once(signal, stop)
  return {
    asked: promise,
    release: () => {
      for (const signal of SIGNALS) process.off(signal, stop)
    },
  }
}
