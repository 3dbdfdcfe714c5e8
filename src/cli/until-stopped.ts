/** Hears when the operator stops the process (Ctrl+C, or the service manager's SIGTERM). */

const SIGNALS = ["SIGINT", "SIGTERM"] as const

/** One Ctrl+C arrives several times: from the terminal, and once more passed on by npm. */
const SAME_WISH_MS = 2_000

export type StopListener = {
  /** Resolves at the first signal. What follows within 2 s is the same wish; a later one ends the process as usual. */
  readonly asked: Promise<"asked">
  /** From then on a signal ends the process as usual. */
  release(): void
}

/** Listens from now on, so that a signal during a slow start is not lost. */
export function listenForStop(): StopListener {
  const { promise, resolve } = Promise.withResolvers<"asked">()
  let patience: NodeJS.Timeout | undefined
  const release = (): void => {
    clearTimeout(patience)
    for (const signal of SIGNALS) process.off(signal, stop)
  }
  const stop = (): void => {
    patience ??= setTimeout(release, SAME_WISH_MS).unref()
    resolve("asked")
  }
  for (const signal of SIGNALS) process.on(signal, stop)
  return { asked: promise, release }
}
