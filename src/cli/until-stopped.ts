/** Waits for the operator to stop the process (Ctrl+C, or the service manager's SIGTERM). */

/** Resolves to "asked" at the first SIGINT or SIGTERM, or to "ended" when `ended` resolves. Later signals end the process as usual. */
export async function untilStopped(
  ended: Promise<unknown> = new Promise(() => {}),
): Promise<"asked" | "ended"> {
  const signals = ["SIGINT", "SIGTERM"] as const
  const { promise, resolve } = Promise.withResolvers<"asked">()
  const stop = (): void => resolve("asked")
  for (const signal of signals) process.once(signal, stop)
  try {
    return await Promise.race([promise, ended.then(() => "ended" as const)])
  } finally {
    for (const signal of signals) process.off(signal, stop)
  }
}
