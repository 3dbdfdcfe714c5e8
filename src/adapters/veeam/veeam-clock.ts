/** How far the server's clock is ahead of ours, from the `Date` header of its answers. */
import type { HttpResponse } from "../http/http-message.ts"
import { FAR_MS } from "./veeam-schema.ts"

export interface VeeamClock {
  /** Milliseconds; negative when it is behind. */
  aheadMs(): number
  /** `sentAt` and `receivedAt` by our clock. */
  saw(response: HttpResponse, sentAt: number, receivedAt: number): void
}

/** The header has whole seconds, and nobody knows when within the exchange it was written: less than this says nothing. */
const DOUBT_MS = 5_000
/** An answer that took longer would move the estimate by its own delay. */
const SLOWEST_MS = 4_000

/** The estimate stays as it is until it is plainly wrong, so that times don't waver from one reading to the next. */
export function createVeeamClock(): VeeamClock {
  let ahead = 0
  return {
    aheadMs: () => ahead,
    saw: ({ headers }, sentAt, receivedAt) => {
      const date = Date.parse(headers.date ?? "")
      if (!(Math.abs(date) <= FAR_MS) || receivedAt - sentAt > SLOWEST_MS) return
      const measured = Math.round((date - (sentAt + receivedAt) / 2) / 1000) * 1000
      if (Math.abs(measured - ahead) < DOUBT_MS) return
      ahead = Math.abs(measured) < DOUBT_MS ? 0 : measured
    },
  }
}
