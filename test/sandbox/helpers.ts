/** Talks to the practice cloud as a plain HTTP client would, without any of the product's code. */
import type { PracticeCloud } from "../../sandbox/cloud.ts"
import { startPracticeCloud } from "../../sandbox/server.ts"
import { createWorld, MONITOR_APP_ID, RESPOND_APP_ID } from "../../sandbox/world/create-world.ts"
import type { PracticeApp, PracticeTenant } from "../../sandbox/world/types.ts"

export const MANAGE = "https://manage.office.com"
export const EXCHANGE = "https://outlook.office365.com"
export const GRAPH = "https://graph.microsoft.com"

export type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: unknown
}

const toAnswer = async (response: Response): Promise<Answer> => {
  const text = await response.text()
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    body = undefined
  }
  return { status: response.status, headers: response.headers, text, body }
}

/** A clock that only moves when it is told to; starts at a fixed instant. */
export const createClock = (): { now: () => number; advance: (ms: number) => void } => {
  let at = Date.UTC(2026, 8, 1, 9, 0, 0)
  return {
    now: () => at,
    advance: (ms) => {
      at += ms
    },
  }
}

export type Practice = {
  readonly cloud: PracticeCloud
  readonly tenant: PracticeTenant
  readonly clock: ReturnType<typeof createClock>
  /** POSTs the form to the token endpoint. */
  token(form: Record<string, string>, tenant?: string): Promise<Answer>
  /** A token of the app with its secret; fails the test when it is refused. */
  bearer(appId: string, audience: string): Promise<string>
  call(
    url: string,
    options?: { method?: string; token?: string; body?: unknown; headers?: Record<string, string> },
  ): Promise<Answer>
  /** The first tenant's feed with the monitor app's token; `path` starts after `/activity/feed`. */
  feed(path: string, method?: string): Promise<Answer>
  /** A cmdlet in the first tenant with the respond app's token. */
  invoke(
    cmdlet: string,
    parameters: Record<string, unknown>,
    headers?: Record<string, string>,
  ): Promise<Answer>
}

export const appOf = (cloud: PracticeCloud, appId: string): PracticeApp => {
  const app = cloud.world.apps.find((each) => each.appId === appId)
  if (app === undefined) throw new Error("The practice world has no such app.")
  return app
}

const firstTenant = (cloud: PracticeCloud): PracticeTenant => {
  const tenant = cloud.world.tenants[0]
  if (tenant === undefined) throw new Error("The practice world has no tenant.")
  return tenant
}

/** The property of an answer's body, by path; undefined where there is none. */
export const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (part, key) => (typeof part === "object" && part !== null ? Reflect.get(part, key) : undefined),
    value,
  )

export async function startTestCloud(): Promise<Practice> {
  const clock = createClock()
  const cloud = await startPracticeCloud({ world: createWorld({ now: clock.now }) })
  const tenant = firstTenant(cloud)
  const token: Practice["token"] = async (form, name = tenant.id) =>
    toAnswer(
      await fetch(`${cloud.endpoints.login}/${name}/oauth2/v2.0/token`, {
        method: "POST",
        body: new URLSearchParams({ grant_type: "client_credentials", ...form }),
      }),
    )
  const bearer: Practice["bearer"] = async (appId, audience) => {
    const secret = appOf(cloud, appId).secret ?? ""
    const answer = await token({ client_id: appId, client_secret: secret, scope: `${audience}/.default` })
    return String(at(answer.body, "access_token"))
  }
  const call: Practice["call"] = async (url, options = {}) =>
    toAnswer(
      await fetch(url, {
        method: options.method ?? "GET",
        headers: {
          ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
          "content-type": "application/json",
          ...options.headers,
        },
        ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      }),
    )
  return {
    cloud,
    tenant,
    clock,
    token,
    bearer,
    call,
    feed: async (path, method = "GET") =>
      call(`${cloud.endpoints.manage}/api/v1.0/${tenant.id}/activity/feed${path}`, {
        method,
        token: await bearer(MONITOR_APP_ID, MANAGE),
      }),
    invoke: async (cmdlet, parameters, headers = {}) =>
      call(`${cloud.endpoints.exchange}/adminapi/beta/${tenant.id}/InvokeCommand`, {
        method: "POST",
        token: await bearer(RESPOND_APP_ID, EXCHANGE),
        body: { CmdletInput: { CmdletName: cmdlet, Parameters: parameters } },
        headers,
      }),
  }
}
