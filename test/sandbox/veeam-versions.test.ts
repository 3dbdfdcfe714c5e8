/** How the practice Veeam server differs from version to version, and the trouble that it can be set to. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import type { PracticeCloud } from "../../sandbox/cloud.ts"
import type { PracticeVeeam } from "../../sandbox/world/veeam-types.ts"
import { type Answer, call, startTeams } from "./teams-cloud.ts"

let cloud: PracticeCloud
let veeam: PracticeVeeam

beforeEach(async () => {
  cloud = await startTeams()
  veeam = cloud.world.veeam
})
afterEach(() => cloud.close())

const signIn = (more: Record<string, string> = { disable_antiforgery_token: "true" }): Promise<Answer> =>
  call(`${cloud.endpoints.veeam}/${veeam.version}/token`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({
      grant_type: "password",
      username: veeam.username,
      password: veeam.password,
      ...more,
    }).toString(),
  })

const get = async (path: string, token?: Promise<Answer>): Promise<Answer> => {
  const { body } = await (token ?? signIn())
  const { access_token: access } = body as { access_token: string }
  const headers = { authorization: `Bearer ${access}` }
  return call(`${cloud.endpoints.veeam}/${veeam.version}/${path}`, { headers })
}

describe("veeamRoutes() versions", () => {
  it.each(["v7", "v6"] as const)("leaves out of %s what only v8 tells", async (version) => {
    veeam.version = version
    const session = veeam.sessions[0]

    const organizations = (await get("Organizations")).body as Record<string, unknown>[]
    const sessions = (await get("RestoreSessions")).body as { results: Record<string, unknown>[] }
    const events = (await get(`RestoreSessions/${session?.id}/Events`)).body as typeof sessions

    expect(organizations[0]).toMatchObject({ officeName: expect.any(String) })
    expect([...organizations, ...sessions.results, ...events.results].flatMap(Object.keys)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(?:msid|eTag|userId|organizationId)$/)]),
    )
    expect((await get("Events?from=latest")).status).toBe(404)
    expect((await get(`RestoreSessions/${session?.id}/Statistics`)).status).toBe(404)
  })

  it("wants a cookie with tokens that were not asked for without, but for v6", async () => {
    const withCookie = signIn({})
    const refused = await get("Organizations", withCookie)
    veeam.version = "v6"

    expect(refused.status).toBe(401)
    expect((await get("Organizations", signIn({}))).status).toBe(200)
  })
})

describe("veeamRoutes() trouble", () => {
  it("serves nothing but the sign-in of operators when set to it", async () => {
    veeam.operatorsOnly = true

    const probe = await call(`${cloud.endpoints.veeam}/v8/ServiceInstance`)

    expect([probe.status, (await signIn()).status]).toEqual([404, 400])
  })

  it("refuses more sign-ins in a minute than it allows", async () => {
    veeam.signInsPerMinute = 1

    const answers = [await signIn(), await signIn()]

    expect(answers.map(({ status }) => status)).toEqual([200, 429])
    expect(answers[1]?.body).toBe("Quota Exceeded")
  })

  it("tells every time, and the date of its answers, by its own clock", async () => {
    const { creationTime = 0, id } = veeam.sessions[0] ?? {}
    veeam.clockAheadMs = 180_000

    const answer = await get(`RestoreSessions/${id}`)

    const shown = (answer.body as { creationTime: string }).creationTime
    expect(Date.parse(shown)).toBe(creationTime + 180_000)
    expect(Date.parse(answer.headers.get("date") ?? "") - cloud.world.now()).toBeGreaterThan(170_000)
  })
})

describe("veeamFeed()", () => {
  type News = { nextChangeToken: string; results: { eventType: string; id: string }[] }
  const news = async (from: string, timeoutSeconds = 0): Promise<Answer & { body: News }> => {
    const answer = await get(`Events?from=${from}&timeoutSeconds=${timeoutSeconds}`)
    return { ...answer, body: answer.body as News }
  }

  it("tells what changed and what was deleted since a token", async () => {
    const { nextChangeToken } = (await news("latest")).body
    const [first, second] = veeam.sessions
    if (first) first.state = "Working"
    veeam.sessions = veeam.sessions.filter((one) => one !== second)

    const { body } = await news(nextChangeToken)

    expect(body.results.map(({ eventType, id }) => [eventType, id])).toEqual([
      ["RestoreSessionUpdate", first?.id],
      ["RestoreSessionDelete", second?.id],
    ])
    expect((await news(body.nextChangeToken)).body.results).toEqual([])
  })

  it("holds the question until something happens", async () => {
    const { nextChangeToken } = (await news("latest")).body
    const held = news(nextChangeToken, 20)
    await vi.waitFor(() => expect(cloud.requests.at(-1)?.target).toContain("timeoutSeconds=20"))
    veeam.sessions.pop()

    cloud.world.changed({ kind: "veeam" })

    expect((await held).body.results).toHaveLength(1)
  })

  it("doesn't know a token of before it forgot", async () => {
    const { nextChangeToken } = (await news("latest")).body
    veeam.feedEpoch += 1

    const answer = await news(nextChangeToken)

    expect([answer.status, answer.body]).toMatchObject([400, { errorCode: "OutdatedChangeToken" }])
  })
})
