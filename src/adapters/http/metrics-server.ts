/**
 * Where monitoring on this machine reads figures. It listens on loopback alone, on a port of its own: the bot's port is the
 * world's, and neither whose customers we watch nor that no card reaches anybody just now is for the world.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { isLoopback } from "../../lib/loopback.ts"
import { METRICS_TYPE } from "../../lib/metrics-text.ts"
import { ConfigError } from "../../model/errors.ts"

export type MetricsServer = { readonly port: number; close(): Promise<void> }

const HOST = "127.0.0.1"
/** Somebody on this machine who is slow, silent, or many. Milliseconds. */
const LIMITS = {
  headersTimeout: 5_000,
  requestTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
  keepAliveTimeout: 5_000,
  timeout: 15_000,
  maxConnections: 16,
}

/**
 * `read` makes the text, and may throw: then it is answered that the figures can't be read. `port` 0 takes a free one. Throws a
 * ConfigError with one sentence when it can't listen there.
 */
export async function startMetricsServer(port: number, read: () => Promise<string>): Promise<MetricsServer> {
  const server = createServer((request, response) => void answer(request, response, read))
  Object.assign(server, LIMITS)
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        new ConfigError([
          `Metrics can't be served on ${HOST}, port ${port}: ${error.code ?? error.message}. Choose another metrics.port.`,
        ]),
      ),
    )
    server.listen(port, HOST, () => resolve())
  })
  return { port: portOf(server), close: () => close(server) }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  read: () => Promise<string>,
): Promise<void> {
  if (!isForUs(request)) return say(response, 403, "Ask for this by its address on this machine.\n")
  if (request.method !== "GET" && request.method !== "HEAD")
    return say(response, 405, "This method is not allowed here.\n")
  if (request.url !== "/metrics") return say(response, 404, "There is nothing here but /metrics.\n")
  try {
    say(response, 200, await read())
  } catch {
    say(response, 503, "The figures can't be read now.\n")
  }
}

/** A page in a browser of this machine whose name was made to lead here (DNS rebinding) calls us by that name. */
function isForUs({ headers: { host } }: IncomingMessage): boolean {
  const address = `http://${host ?? ""}`
  return URL.canParse(address) && isLoopback(new URL(address).hostname)
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": METRICS_TYPE, "cache-control": "no-store" })
  response.end(text)
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeAllConnections()
  await closed
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === "object" && address !== null ? address.port : 0
}
