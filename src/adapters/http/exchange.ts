/**
 * One request and its whole answer on undici's lowest floor: at thousands of requests a minute the streams above it
 * cost more than the answers. The body goes straight into one buffer of its announced length.
 */
import type { Dispatcher } from "undici"
import { ContentError } from "../../model/errors.ts"
import { type Body, collectBody } from "./collect-body.ts"
import type { HttpRequest, HttpResponse } from "./http-message.ts"

export type ExchangeLimits = { readonly timeoutMs: number; readonly maxBytes: number }

/** What a `TimedOut` stands for is said by the caller. */
export class TimedOut extends Error {
  override name = "TimedOut"
}

/** Rejects with the signal's reason, TimedOut, a ContentError for too large a body, or what undici says. */
export function exchange(
  dispatcher: Dispatcher,
  wanted: HttpRequest,
  { timeoutMs, maxBytes }: ExchangeLimits,
): Promise<HttpResponse> {
  const { origin, host, pathname, search } = new URL(wanted.url)
  const { signal } = wanted
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener("abort", giveUp)
    }
    const received = (answer: HttpResponse): void => {
      end()
      resolve(answer)
    }
    const failed = (error: Error): void => {
      end()
      reject(error)
    }
    const receiver = receive({ host, maxBytes, received, failed })
    const giveUp = (): void => receiver.fail(reasonOf(signal))
    const timer = setTimeout(() => receiver.fail(new TimedOut()), timeoutMs)
    signal?.addEventListener("abort", giveUp, { once: true })
    // What was given up before it began is not sent at all.
    if (signal?.aborted) return giveUp()
    const { method, headers, body = null } = wanted
    // The time of the whole exchange is limited above.
    const limits = { headersTimeout: 0, bodyTimeout: 0 }
    const path = `${pathname}${search}`
    dispatcher.dispatch({ origin, path, method, headers: { ...headers }, body, ...limits }, receiver.handler)
  })
}

type Receiver = {
  readonly handler: Dispatcher.DispatchHandler
  /** Ends the exchange from outside. */
  fail(error: Error): void
}

function receive(end: {
  readonly host: string
  readonly maxBytes: number
  readonly received: (answer: HttpResponse) => void
  readonly failed: (error: Error) => void
}): Receiver {
  const { host, maxBytes } = end
  let controller: Dispatcher.DispatchController | undefined
  let failure: Error | undefined
  let answer: Pick<HttpResponse, "status" | "headers"> | undefined
  let body: Body | undefined
  const fail = (error: Error): void => {
    if (failure !== undefined) return
    failure = error
    controller?.abort(error)
    end.failed(error)
  }
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart: (started) => {
      controller = started
      // Given up while it waited for a connection.
      if (failure !== undefined) started.abort(failure)
    },
    onResponseStart: (_controller, status, headers) => {
      // Announcements (1xx) come before the answer.
      if (status < 200) return
      answer = { status, headers: flatten(headers) }
      body = collectBody(answer.headers["content-length"], maxBytes)
      if (body === undefined) fail(tooLarge(host, maxBytes))
    },
    onResponseData: (_controller, chunk) => {
      if (failure === undefined && body?.add(chunk) === false) fail(tooLarge(host, maxBytes))
    },
    onResponseEnd: () => {
      if (answer === undefined || body === undefined || failure !== undefined) return
      const bytes = body.whole()
      end.received({ ...answer, bytes, text: () => UTF8.decode(bytes) })
    },
    onResponseError: (_controller, error) => fail(error),
  }
  return { handler, fail }
}

const UTF8 = new TextDecoder()

const reasonOf = (signal: AbortSignal | undefined): Error =>
  signal?.reason instanceof Error ? signal.reason : new Error("The request was given up.")

/** The host is the only part of the URL that is said: paths and queries may name customers. */
const tooLarge = (host: string, maxBytes: number): ContentError =>
  new ContentError("too-large", `${host} sent more than ${sizeText(maxBytes)} in one answer.`)

const MIB = 1024 * 1024
const sizeText = (bytes: number): string =>
  bytes >= MIB ? `${Math.round(bytes / MIB)} MiB` : `${Math.round(bytes / 1024)} KiB`

function flatten(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value
  }
  return flat
}
