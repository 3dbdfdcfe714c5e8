/**
 * The one way out: a small HTTP client on undici for every adapter that has no vendor client.
 * It never follows a redirect (a token must not travel to another host), limits time and size,
 * and never puts a header or a body into an error.
 */
import type { Socket } from "node:net"
import { TLSSocket } from "node:tls"
import { Agent, buildConnector, request } from "undici"
import { ContentError, ContractError, UpstreamError } from "../../model/errors.ts"

export type HttpRequest = {
  readonly method: "GET" | "POST"
  /** Absolute; sent as given, without encoding anything again. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal?: AbortSignal
  /** For the whole exchange, body included; 60 s unless told. */
  readonly timeoutMs?: number
  /** Larger bodies are refused; 32 MiB unless told. */
  readonly maxBytes?: number
}

export type HttpResponse = {
  readonly status: number
  /** Names in lower case; repeated headers are joined with a comma. */
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Uint8Array
  text(): string
}

export interface HttpClient {
  /**
   * Sends one request and reads the whole answer, whatever its status.
   * Throws UpstreamError when there is no complete answer in time, ContractError when it is too large,
   * and the signal's reason when the caller gave up.
   */
  send(request: HttpRequest): Promise<HttpResponse>
  close(): Promise<void>
}

const DEFAULT_TIMEOUT_MS = 60_000
const DEFAULT_MAX_BYTES = 32 * 1024 * 1024

/** `certificateSha256` (hex) pins the server's certificate instead of asking the system's authorities. */
export function createHttpClient(options: { readonly certificateSha256?: string } = {}): HttpClient {
  const pin = options.certificateSha256
  const agent = new Agent({
    allowH2: false,
    connectTimeout: 10_000,
    ...(pin === undefined ? {} : { connect: pinnedConnector(pin) }),
  })
  return {
    send: (wanted) => send(agent, wanted),
    close: () => agent.close(),
  }
}

async function send(agent: Agent, wanted: HttpRequest): Promise<HttpResponse> {
  const timeoutMs = wanted.timeoutMs ?? DEFAULT_TIMEOUT_MS
  const timeout = AbortSignal.timeout(timeoutMs)
  const signal = wanted.signal === undefined ? timeout : AbortSignal.any([wanted.signal, timeout])
  try {
    const answer = await request(wanted.url, {
      method: wanted.method,
      headers: { ...wanted.headers },
      body: wanted.body ?? null,
      dispatcher: agent,
      signal,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    })
    const bytes = await readBody(answer.body, wanted.maxBytes ?? DEFAULT_MAX_BYTES, wanted.url)
    return {
      status: answer.statusCode,
      headers: flatten(answer.headers),
      bytes,
      text: () => new TextDecoder().decode(bytes),
    }
  } catch (thrown) {
    wanted.signal?.throwIfAborted()
    if (thrown instanceof ContractError) throw thrown
    throw unreachable(wanted.url, timeout.aborted ? timeoutMs : undefined, thrown)
  }
}

async function readBody(body: AsyncIterable<Uint8Array>, maxBytes: number, url: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxBytes) {
      throw new ContentError(
        "too-large",
        `${hostOf(url)} sent more than ${Math.round(maxBytes / 1024)} KiB in one answer.`,
      )
    }
    chunks.push(chunk)
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
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

function flatten(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value
  }
  return flat
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
      if (fingerprintOf(socket) === wanted) return callback(null, socket)
      socket.destroy()
      return callback(
        Object.assign(new Error("the certificate is not the pinned one"), { code: "CERT_NOT_PINNED" }),
        null,
      )
    })
}

const fingerprintOf = (socket: Socket): string | undefined =>
  socket instanceof TLSSocket
    ? socket.getPeerCertificate().fingerprint256?.replaceAll(":", "").toLowerCase()
    : undefined
