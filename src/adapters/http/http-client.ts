/**
 * The one way out: a small HTTP client on undici for every adapter that has no vendor client.
 * It never follows a redirect (a token must not travel to another host), limits time and size,
 * and never puts a header or a body into an error.
 */
import type { Socket } from "node:net"
import { TLSSocket } from "node:tls"
import { Agent, buildConnector } from "undici"
import { MINUTE } from "../../lib/time-units.ts"
import { createTurns, type Turns } from "../../lib/turns.ts"
import { ConfigError, ContractError, UpstreamError } from "../../model/errors.ts"
import { exchange, TimedOut } from "./exchange.ts"
import type { HttpRequest, HttpResponse } from "./http-message.ts"

export interface HttpClient {
  /**
   * Sends one request and reads the whole answer, whatever its status.
   * Throws UpstreamError when there is no complete answer in time, ContractError when it is too large, ConfigError when
   * the certificate is not the pinned one, and the signal's reason when the caller gave up.
   */
  send(request: HttpRequest): Promise<HttpResponse>
  close(): Promise<void>
}

const DEFAULT_TIMEOUT_MS = MINUTE
const DEFAULT_MAX_BYTES = 32 * 1024 * 1024
/**
 * Requests at once, who wants more waits for a turn. Enough for 5,000 customers a minute at half a second an answer, and
 * for dozens of customers whose requests hang until their time-out.
 */
const AT_ONCE = { perHost: 256, all: 400 }

export type HttpLimits = { readonly perHost: number; readonly all: number }

/** `certificateSha256` (hex) pins the server's certificate instead of asking the system's authorities. */
export function createHttpClient(
  options: { readonly certificateSha256?: string; readonly atOnce?: HttpLimits } = {},
): HttpClient {
  const pin = options.certificateSha256
  const atOnce = options.atOnce ?? AT_ONCE
  const agent = new Agent({
    allowH2: false,
    connections: atOnce.perHost,
    connectTimeout: 10_000,
    ...(pin === undefined ? {} : { connect: pinnedConnector(pin) }),
  })
  const all = createTurns({ atOnce: atOnce.all, spare: 0 })
  const hosts = new Map<string, Turns>()
  const turnsOf = (host: string): Turns => {
    const turns = hosts.get(host) ?? createTurns({ atOnce: atOnce.perHost, spare: 0 })
    hosts.set(host, turns)
    return turns
  }
  return {
    send: (wanted) => {
      const signal = wanted.signal ?? NEVER
      // The host's turn first: who waits for a slow host holds nobody else up.
      return turnsOf(hostOf(wanted.url)).take(false, signal, () =>
        all.take(false, signal, () => send(agent, wanted)),
      )
    },
    close: () => agent.close(),
  }
}

const NEVER = new AbortController().signal

async function send(agent: Agent, wanted: HttpRequest): Promise<HttpResponse> {
  const timeoutMs = wanted.timeoutMs ?? DEFAULT_TIMEOUT_MS
  try {
    return await exchange(agent, wanted, { timeoutMs, maxBytes: wanted.maxBytes ?? DEFAULT_MAX_BYTES })
  } catch (thrown) {
    wanted.signal?.throwIfAborted()
    if (thrown instanceof ContractError || thrown instanceof ConfigError) throw thrown
    throw unreachable(wanted.url, thrown instanceof TimedOut ? timeoutMs : undefined, thrown)
  }
}

/** The host is the only part of the URL that is said: paths and queries may name customers. */
const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : "The service")

/** Only undici's short code is kept as the cause: a parser error carries the bytes that it choked on. */
function unreachable(url: string, timedOutMs: number | undefined, thrown: unknown): UpstreamError {
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "NO_ANSWER"
  const advice =
    timedOutMs === undefined
      ? `${hostOf(url)} could not be reached or broke off.`
      : `${hostOf(url)} did not answer completely within ${Math.round(timedOutMs / 1000)} seconds.`
  return new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", advice, { cause: new Error(code) })
}

/**
 * A connector that accepts exactly one certificate.
 * @NOTE Node asks `checkServerIdentity` only after the chain was trusted, and then not on a resumed session:
 * for a self-signed certificate it is never asked. So the fingerprint is compared here, before any byte is sent,
 * and sessions are never resumed.
 */
function pinnedConnector(certificateSha256: string): buildConnector.connector {
  const wanted = certificateSha256.replaceAll(":", "").toLowerCase()
  const connect = buildConnector({ rejectUnauthorized: false, maxCachedSessions: 0, timeout: 10_000 })
  return (options, callback) =>
    connect(options, (...outcome) => {
      const [error, socket] = outcome
      if (error !== null) return callback(error, null)
      const shown = fingerprintOf(socket)
      if (shown === wanted) return callback(null, socket)
      socket.destroy()
      return callback(notPinned(String(options.host ?? options.hostname), shown), null)
    })
}

const notPinned = (host: string, shown: string | undefined): ConfigError =>
  new ConfigError([
    `${host} shows another certificate than the pinned one: its SHA-256 is ${shown ?? "not readable"}. If you changed the certificate, compare this on the server itself and put it into the configuration; if nobody did, somebody stands in between.`,
  ])

const fingerprintOf = (socket: Socket): string | undefined =>
  socket instanceof TLSSocket
    ? socket.getPeerCertificate().fingerprint256?.replaceAll(":", "").toLowerCase()
    : undefined
