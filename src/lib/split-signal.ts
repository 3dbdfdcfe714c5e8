/**
 * A signal of its own for each of many loops. On one signal for all, thousands of waiting loops make every request walk
 * through all of them, when it begins to listen and when it ends: 30 µs at 5,000.
 */
export function splitSignal(parent: AbortSignal): () => AbortSignal {
  const parts: AbortController[] = []
  parent.addEventListener(
    "abort",
    () => {
      for (const part of parts) part.abort(parent.reason)
    },
    { once: true },
  )
  return () => {
    if (parent.aborted) return parent
    const part = new AbortController()
    parts.push(part)
    return part.signal
  }
}
