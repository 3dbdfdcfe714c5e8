/**
 * The one HTTP door: Teams' messages, Explorer logs, files of answers and the health check. A message's body is read
 * here, so that nothing oversized or malformed reaches an adapter, and no answer carries a stack, a path of ours or the
 * name of the server software.
 */
import type { IncomingMessage, ServerResponse } from "node:http"
import restify from "restify"
import { MINUTE } from "../../lib/time-units.ts"
import { ConfigError } from "../../model/errors.ts"
import type { JsonObject } from "../../model/json.ts"
import { type PasswordRoute, showPasswordPage, takePasswordCode } from "./password-page.ts"
import { type FileRoute, sendFile } from "./send-file.ts"
import { leaveUnread, readJsonObject } from "./server-body.ts"

/** Time that requests under way get at shutdown, milliseconds. */
const GRACE_MS = 3_000
/** How slowly anybody may speak, how long be silent (milliseconds), and how many connections there are at once. */
const LIMITS = {
  // @NOTE Node takes the shorter one for the headers, whichever it is.
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  // How often it looks for who takes too long; every 30 s unless told.
  connectionsCheckingInterval: 5_000,
  // Between an answer and the next request.
  keepAliveTimeout: 5_000,
  // Also for whoever doesn't take the answer.
  timeout: MINUTE,
  // Who asks on and on without reading what comes back fills memory with answers.
  maxRequestsPerSocket: 100,
  // A press is over in a second. Without a limit somebody unknown could take all the files that this process may open.
  maxConnections: 500,
}

export type HttpRoutes = {
  readonly messages: {
    /** False only in practice without an app id: then requests without a bearer token pass on. */
    readonly requireBearer: boolean
    handle(request: IncomingMessage, response: ServerResponse, body: JsonObject): Promise<void>
  }
  /** Told of what is turned away here, and why. Must not throw. */
  readonly refused?: (why: string) => Promise<void>
  /** `ok` decides between 200 and 503. */
  healthz(): Promise<{ readonly ok: boolean; readonly body: JsonObject }>
  readonly files?: FileRoute
  readonly passwords?: PasswordRoute
  /** Missing where no site sends logs. It reads its own body. */
  readonly explorerLogs?: (request: IncomingMessage, response: ServerResponse) => Promise<void>
}

export type HttpServerOptions = {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  readonly maxBodyBytes: number
  readonly routes: HttpRoutes
  /** The product's own unless told. */
  readonly limits?: Partial<typeof LIMITS>
}

export type HttpServer = {
  readonly url: string
  readonly port: number
  /** Stops accepting, lets requests under way finish for up to 3 s. */
  close(): Promise<void>
}

/** Throws a ConfigError with one sentence when it can't listen there. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const server = createServer(options)
  server.post("/api/messages", (request, response, next) => {
    guarded(response, () => takeMessage(options, request, response)).finally(() => next(false))
  })
  const { explorerLogs } = options.routes
  if (explorerLogs !== undefined)
    server.post("/ingest/veeam-explorer", (request, response, next) => {
      guarded(response, () => explorerLogs(request, response)).finally(() => next(false))
    })
  server.get("/healthz", (_request, response, next) => {
    guarded(response, () => tellHealth(options.routes, response)).finally(() => next(false))
  })
  server.get("/files/:id/:signature", (request, response, next) => {
    guarded(response, () => tellFile(options.routes, request.params, response)).finally(() => next(false))
  })
  servePasswords(server, options.routes)
  refuseTheRest(server)
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(new ConfigError([cannotListen(options, error)])))
    server.listen(options.port, options.host, () => resolve())
  })
  const { port } = server.address()
  const host = options.host.includes(":") ? `[${options.host}]` : options.host
  return { url: `http://${host}:${port}`, port, close: () => close(server) }
}

function createServer({ limits, routes }: HttpServerOptions): restify.Server {
  const server = restify.createServer({ name: "" })
  // Before it listens: then Node begins to look.
  Object.assign(server.server, { ...LIMITS, ...limits })
  // @NOTE restify listens to upgrades and does nothing: Node would leave such a connection to it, open for good.
  server.server.removeAllListeners("upgrade")
  server.server.on("drop", () => void routes.refused?.("too many connections were open"))
  return server
}

function servePasswords(server: restify.Server, { passwords: route, refused }: HttpRoutes): void {
  if (route === undefined) return
  const noted = async (isFound: boolean): Promise<void> => {
    if (!isFound) await refused?.("its link to a password is over, forged or unknown")
  }
  server.get("/passwords/:link", (request, response, next) => {
    guarded(response, async () => noted(showPasswordPage(route, request.params, response))).finally(() =>
      next(false),
    )
  })
  server.post("/passwords/:link", (request, response, next) => {
    guarded(response, async () =>
      noted(await takePasswordCode(route, request.params, request, response)),
    ).finally(() => next(false))
  })
}

function cannotListen({ host, port }: HttpServerOptions, error: NodeJS.ErrnoException): string {
  if (error.code === "EADDRINUSE")
    return `Port ${port} on ${host} is taken by another program. Stop that one, or choose another listen.port.`
  if (error.code === "EACCES")
    return `This user may not listen on port ${port}. Choose a listen.port of 1024 or above.`
  return `Watchpost can't listen on ${host}, port ${port}: ${error.code ?? error.message}. Check listen in the configuration.`
}

async function takeMessage(options: HttpServerOptions, request: IncomingMessage, response: ServerResponse) {
  const { messages, refused } = options.routes
  if (messages.requireBearer && !/^Bearer \S+$/.test(request.headers.authorization ?? "")) {
    await refused?.("it came without a token")
    return refuse(response, 401, "Not authorized.")
  }
  const read = await readJsonObject(request, options.maxBodyBytes)
  if ("problem" in read) {
    await refused?.("its body can't be read")
    return refuse(response, read.status, read.problem)
  }
  await messages.handle(request, response, read.body)
}

async function tellHealth(routes: HttpRoutes, response: ServerResponse): Promise<void> {
  const health = await routes.healthz()
  send(response, health.ok ? 200 : 503, health.body)
}

async function tellFile(routes: HttpRoutes, params: unknown, response: ServerResponse): Promise<void> {
  const { files, refused } = routes
  if (files !== undefined && (await sendFile(files, params, response))) return
  await refused?.("its link to a file is over, forged or unknown")
  refuse(response, 404, "This link is over. Ask for the file again.")
}

/** An error of ours is answered without a word about it; the routes log their own. */
async function guarded(response: ServerResponse, run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch {
    if (!response.headersSent) refuse(response, 503, "This did not work. Try again later.")
    else response.end()
  }
}

function refuseTheRest(server: restify.Server): void {
  const say = (status: number, sentence: string) => (_request: unknown, response: ServerResponse) =>
    refuse(response, status, sentence)
  server.on("NotFound", say(404, "There is nothing here."))
  server.on("MethodNotAllowed", say(405, "This method is not allowed here."))
  server.on("restifyError", (_request: unknown, response: ServerResponse) => {
    if (!response.headersSent) refuse(response, 400, "This request could not be read.")
  })
}

const refuse = (response: ServerResponse, status: number, sentence: string): void =>
  send(response, status, { error: sentence })

function send(response: ServerResponse, status: number, body: JsonObject): void {
  leaveUnread(response)
  response.statusCode = status
  response.setHeader("content-type", "application/json; charset=utf-8")
  response.setHeader("cache-control", "no-store")
  response.end(JSON.stringify(body))
}

async function close(server: restify.Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  // A kept-alive connection turns idle when its last answer is out, which may be after this line.
  const idle = setInterval(() => server.server.closeIdleConnections(), 50)
  const late = setTimeout(() => server.server.closeAllConnections(), GRACE_MS)
  await closed
  clearTimeout(late)
  clearInterval(idle)
}
