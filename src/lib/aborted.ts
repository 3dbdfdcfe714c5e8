/** Waiting no longer than a signal allows, for work that may not listen to the signal itself. */

/** Never resolves; rejects with the signal's reason once it fires, at once when it has. To be raced with the work. */
export const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener("abort", () => reject(signal.reason), { once: true })
  })
