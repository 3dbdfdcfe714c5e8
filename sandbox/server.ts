/**
 * Start here to run the practice cloud: one loopback HTTP server, every service under its own path prefix.
 * /login /manage /exchange /graph /botframework /veeam /onedrive /public /control, and / for the page.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { createSettings, endpointsAt, type PracticeCloud } from "./cloud.ts"
import { appliesFirst, type Fault, takeFault } from "./faults.ts"
import { BadRequest, findRoute, parseJson, type Reply, type Route, readBody, wireReply } from "./router.ts"
import { spoil } from "./server-faults.ts"
import { activityApiRoutes } from "./services/activity-api.ts"
import { exchangeRoutes } from "./services/exchange.ts"
import { graphRoutes } from "./services/graph.ts"
import { graphMailRoutes } from "./services/graph-mail.ts"
import { graphMessageRoutes } from "./services/graph-messages.ts"
import { graphRegistrationRoutes } from "./services/graph-registrations.ts"
import { loginRoutes } from "./services/login.ts"
import { signingKeys } from "./services/signing-keys.ts"
import { countFeedCall, createTraffic } from "./traffic.ts"
import { createWorld } from "./world/create-world.ts"
import type { World } from "./world/types.ts"

export type { PracticeCloud } from "./cloud.ts"

export type PracticeOptions = {
  /** A free one when missing. */
  readonly port?: number
  readonly world?: World
  /** Services besides Microsoft's admin ones; asked before them. */
  readonly routes?: readonly ((cloud: PracticeCloud) => readonly Route[])[]
}

/** Requests kept for tests; older ones are dropped. */
const REQUESTS_KEPT = 5000

const portTaken = (port: number): string =>
  `Port ${port} of this machine is taken by another program. Choose another one, or none for a free one.`

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" ? new Error(portTaken(port)) : error),
    )
    server.listen(port, "127.0.0.1", () => {
      const address = server.address()
      resolve(typeof address === "object" && address !== null ? address.port : port)
    })
  })

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

const remember = (cloud: PracticeCloud, request: IncomingMessage, url: URL, service: string): void => {
  const tenantId = /\/([0-9a-f]{8}-[0-9a-f-]{27})(?:\/|$)/i.exec(url.pathname)?.[1]
  const at = cloud.world.now()
  const method = request.method ?? ""
  const target = url.pathname + url.search
  const publisher = [...url.searchParams].find(([key]) => key.toLowerCase() === "publisheridentifier")?.[1]
  cloud.requests.push({
    at,
    service,
    method,
    target,
    ...(tenantId === undefined ? {} : { tenantId }),
    hasPublisher: publisher !== undefined,
  })
  if (service === "manage") {
    const id = (tenantId ?? "").toLowerCase()
    countFeedCall(cloud.traffic, { at, tenantId: id, what: `${method} ${target}`, publisher })
  }
  if (cloud.requests.length > REQUESTS_KEPT) cloud.requests.shift()
}

type Exchange = { request: IncomingMessage; response: ServerResponse; url: URL; body: Buffer }

const runHandler = async (routes: readonly Route[], exchange: Exchange): Promise<Reply | "streaming"> => {
  const { request, response, url, body } = exchange
  const match = findRoute(routes, request.method ?? "GET", url.pathname)
  if (match === undefined)
    return { status: 404, body: { error: { code: "NotFound", message: "No such path." } } }
  if (match === "method") return { status: 405, headers: { allow: "see documentation" } }
  return match.route.handler({
    request,
    response,
    url,
    params: match.params,
    body,
    json: () => parseJson(body),
  })
}

const send = (cloud: PracticeCloud, response: ServerResponse, reply: Reply): void => {
  const { headers, bytes } = wireReply(reply)
  const date = new Date(cloud.world.now() + cloud.settings.dateSkewMs).toUTCString()
  response.writeHead(reply.status, { date, "content-length": bytes.length, ...headers })
  response.end(bytes)
}

async function answer(cloud: PracticeCloud, routes: readonly Route[], exchange: Exchange): Promise<void> {
  const { request, response, url, body } = exchange
  const service = url.pathname.split("/")[1] ?? ""
  remember(cloud, request, url, service)
  const asText = (): string => `${request.method} ${url.pathname}${url.search} ${body.toString("utf8")}`
  const fault: Fault | undefined =
    cloud.faults.length === 0 ? undefined : takeFault(cloud.faults, service, asText())
  const reply =
    fault !== undefined && !appliesFirst(fault)
      ? ({ status: 503 } satisfies Reply)
      : await runHandler(routes, exchange)
  if (reply === "streaming") return
  const kept = fault === undefined ? reply : await spoil(fault, reply, response)
  if (kept !== undefined && !response.destroyed) send(cloud, response, kept)
}

/** Starts the practice cloud on 127.0.0.1. Throws when the port is taken. */
export async function startPracticeCloud(options: PracticeOptions = {}): Promise<PracticeCloud> {
  const keys = await signingKeys()
  const routes: Route[] = []
  // Longer than any client keeps an idle connection: a write must not die of a connection that we were just closing.
  const server = createServer({ keepAliveTimeout: 120_000 })
  const url = `http://127.0.0.1:${await listen(server, options.port ?? 0)}`
  const cloud: PracticeCloud = {
    url,
    world: options.world ?? createWorld(),
    faults: [],
    endpoints: endpointsAt(url),
    keys,
    settings: createSettings(),
    requests: [],
    traffic: createTraffic(),
    close: () => close(server),
  }
  const own = [
    loginRoutes,
    activityApiRoutes,
    exchangeRoutes,
    graphRoutes,
    graphMessageRoutes,
    graphRegistrationRoutes,
    graphMailRoutes,
  ]
  for (const make of [...(options.routes ?? []), ...own]) routes.push(...make(cloud))

  server.on("request", async (request, response) => {
    try {
      const body = await readBody(request)
      await answer(cloud, routes, { request, response, url: new URL(request.url ?? "/", url), body })
    } catch (error) {
      if (response.destroyed || response.headersSent) return
      const status = error instanceof BadRequest ? 400 : 500
      const message = error instanceof Error ? error.message : String(error)
      send(cloud, response, { status, body: { error: { code: "Practice", message } } })
    }
  })
  return cloud
}
