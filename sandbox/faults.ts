/**
 * Trouble by switch: what the practice services do wrong, on demand.
 * A fault is used up after `times` requests that match it; the first that matches wins.
 */

export type FaultKind =
  /** Answers `status` (default 503) with `headers` and `body`; nothing was done. */
  | "status"
  /** Closes the connection without an answer; nothing was done. */
  | "reset"
  /** Does the work, then sends half of the answer and closes the connection. */
  | "cut"
  /** Does the work, then keeps the answer until `release()` is called (or the client goes away). */
  | "hold"
  /** Does the work, then answers 504 as a gateway would: nobody knows whether it was done. */
  | "apply-then-504"
  /** A gateway's HTML page with `status` (default 502) where JSON was expected; nothing was done. */
  | "html"
  /** Does the work and answers well-formed HTTP, but only the first half of the body: nothing but the JSON shows it. */
  | "half"
  /** Does the work and sends the body in two parts, `delayMs` apart. */
  | "slow"
  /** No trouble: the true answer goes out, and `answered` is told just before. */
  | "watch"

export type Fault = {
  /** The first segment of the path: login, manage, exchange, graph, botframework, veeam. */
  readonly service: string
  /** Text that must occur in "METHOD /path?query body": a path, a cmdlet, an address. Missing means any request. */
  readonly match?: string
  /** Requests left to spoil. */
  times: number
  readonly kind: FaultKind
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** For `slow`, milliseconds. Default 500. */
  readonly delayMs?: number
  /** For `watch`: called when the answer is about to be sent. */
  readonly answered?: () => void
  /** Set by the server for `hold`: sends the answers that are kept. */
  release?: () => void
  /** How many requests this fault has spoiled. */
  used?: number
}

/** Takes the first fault that matches, counting it; undefined when none does. */
export function takeFault(faults: readonly Fault[], service: string, request: string): Fault | undefined {
  const fault = faults.find(
    (each) => each.times > 0 && each.service === service && request.includes(each.match ?? ""),
  )
  if (fault === undefined) return undefined
  fault.times -= 1
  fault.used = (fault.used ?? 0) + 1
  return fault
}

const WITHOUT_WORK: readonly FaultKind[] = ["status", "reset", "html"]

/** True for faults that let the service do its work before the answer is spoiled. */
export const appliesFirst = (fault: Fault): boolean => !WITHOUT_WORK.includes(fault.kind)

/** A promise that ends when `fault.release` is called; several kept answers are released together. */
export function untilReleased(fault: Fault): Promise<void> {
  const earlier = fault.release
  return new Promise((resolve) => {
    fault.release = () => {
      earlier?.()
      resolve()
    }
  })
}

/** Source: the page that Microsoft's front ends send when a back end is gone. */
export const GATEWAY_PAGE =
  "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>"
