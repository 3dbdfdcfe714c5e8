/** Waits for the operator to stop the process (Ctrl+C, or the service manager's SIGTERM). */

/** Resolves at the first SIGINT or SIGTERM, or when `ended` resolves. Later signals end the process as usual. */
export async function untilStopped(ended: Promise<unknown> = new Promise(() => {})): Promise<void> {
  const signals = ["SIGINT", "SIGTERM"] as const
  let stop = (): void => {}
  const stopped = new Promise<void>((resolve) => {
    stop = resolve
  })
  for (const signal of signals) process.once(signal, stop)
  try {
    await Promise.race([stopped, ended])
  } finally {
    for (const signal of signals) process.off(signal, stop)
  }
}
