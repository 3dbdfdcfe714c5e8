/** For a call whose end must be known: cut off in the middle, nobody could say whether it was done. */

/**
 * A signal that fires `ms` milliseconds after the other one, with its reason. Whoever asked for it says `over` when the work is
 * done: until then it is listened and waited for.
 */
export function outlasting(
  first: AbortSignal,
  ms: number,
): { readonly signal: AbortSignal; readonly over: () => void } {
  const late = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const begin = (): void => {
    timer = setTimeout(() => late.abort(first.reason), ms)
  }
  if (first.aborted) begin()
  else first.addEventListener("abort", begin, { once: true })
  const over = (): void => {
    first.removeEventListener("abort", begin)
    clearTimeout(timer)
  }
  return { signal: late.signal, over }
}
