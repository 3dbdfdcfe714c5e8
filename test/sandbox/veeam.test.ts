/** The practice Veeam server as a client of the real REST v8 would use it. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { PracticeCloud } from "../../sandbox/cloud.ts"
import { playStory } from "../../sandbox/stories/play.ts"
import type { PracticeRestoreSession } from "../../sandbox/world/veeam-types.ts"
import { type Answer, call, startTeams } from "./teams-cloud.ts"

let cloud: PracticeCloud

beforeEach(async () => {
  cloud = await startTeams()
})
afterEach(() => cloud.close())

const signIn = (form: Record<string, string>): Promise<Answer> =>
  call(`${cloud.endpoints.veeam}/v8/token`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
  })

const password = (): Record<string, string> => {
  const { username, password: word } = cloud.world.veeam
  return { grant_type: "password", username, password: word, disable_antiforgery_token: "true" }
}

const get = async (path: string): Promise<Answer> => {
  const { body } = await signIn(password())
  const { access_token: token } = body as { access_token: string }
  return call(`${cloud.endpoints.veeam}/v8/${path}`, { headers: { authorization: `Bearer ${token}` } })
}

type Listing = { results: Record<string, unknown>[]; _links: { next?: { href: string } } }
const listing = ({ body }: Answer): Listing => body as Listing

/** Sessions of one per minute, the newest last. */
const addSessions = (count: number): void => {
  const [first] = cloud.world.veeam.sessions
  if (first === undefined) throw new Error("the world has no session")
  const base = cloud.world.now() - 1_000_000
  cloud.world.veeam.sessions = Array.from(
    { length: count },
    (_, index): PracticeRestoreSession => ({
      ...first,
      id: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
      creationTime: base + index * 60_000,
    }),
  )
}

describe("veeamRoutes() sign-in", () => {
  it("gives a token for the password and, once, for the refresh token", async () => {
    const first = await signIn(password())
    const { refresh_token: refresh } = first.body as { refresh_token: string }

    const second = await signIn({ grant_type: "refresh_token", refresh_token: refresh })
    const third = await signIn({ grant_type: "refresh_token", refresh_token: refresh })

    expect(first.body).toMatchObject({ token_type: "bearer", expires_in: 3599 })
    expect([first.status, second.status, third.status]).toEqual([200, 200, 401])
  })

  it("refuses a wrong password in Veeam's error shape", async () => {
    const answer = await signIn({ ...password(), password: "wrong" })

    expect(answer.status).toBe(401)
    expect(answer.body).toEqual({ message: expect.any(String), errorCode: null, stackTrace: null })
  })

  it("answers 401 to an anonymous probe of v8 and 404 to older versions", async () => {
    const probe = (version: number) => call(`${cloud.endpoints.veeam}/v${version}/ServiceInstance`)

    const answers = await Promise.all([probe(8), probe(7), probe(6)])

    expect(answers.map(({ status }) => status)).toEqual([401, 404, 404])
  })
})

describe("veeamRoutes() restore sessions", () => {
  it("lists newest first, page by page, and gives no next link on the last page", async () => {
    addSessions(5)

    const first = listing(await get("RestoreSessions?limit=3"))
    const last = listing(await get("RestoreSessions?limit=3&offset=3"))

    const ids = [...first.results, ...last.results].map(({ id }) => String(id).slice(-1))
    expect(ids).toEqual(["4", "3", "2", "1", "0"])
    const oldest = listing(await get("RestoreSessions?limit=1&orderAsc=true"))
    expect(oldest.results[0]?.id).toBe(last.results[1]?.id)
    expect(first._links.next?.href).toContain("offset=3")
    expect(last._links.next).toBeUndefined()
  })

  it("filters by the time a session started", async () => {
    addSessions(5)
    const [, second, third] = cloud.world.veeam.sessions
    const from = new Date(second?.creationTime ?? 0).toISOString()
    const to = new Date(third?.creationTime ?? 0).toISOString()

    const found = listing(await get(`RestoreSessions?startTimeFrom=${from}&startTimeTo=${to}`))

    expect(found.results.map(({ id }) => id)).toEqual([third?.id, second?.id])
  })

  it("shows a running session as Success with an end in the year 9999", async () => {
    const [session] = cloud.world.veeam.sessions
    if (session) Object.assign(session, { endTime: null, state: "Working" })

    const { body } = await get(`RestoreSessions/${session?.id}`)

    expect(body).toMatchObject({
      state: "Working",
      result: "Success",
      endTime: "9999-12-31T23:59:59.9999999Z",
    })
  })

  it("tells whose mailbox an event touched, and of which organization a session is", async () => {
    await playStory(cloud, "06-restore")
    const session = cloud.world.veeam.sessions.at(-1)

    const events = listing(await get(`RestoreSessions/${session?.id}/Events`)).results
    const { body: organization } = await get(`RestoreSessions/${session?.id}/Organization`)
    const { body: statistics } = await get(`RestoreSessions/${session?.id}/Statistics`)

    expect(events.map(({ type, order }) => [type, order])).toEqual([
      ["None", 0],
      ["View", 1],
      ["Save", 2],
      ["Save", 3],
      ["None", 4],
    ])
    expect(events[2]).toMatchObject({
      target: "C:\\Users\\joni.sherman\\Desktop",
      userId: cloud.world.veeam.users.find(({ name }) => name === "henrietta.moss@fabrikam.example")?.id,
      duration: "00:00:04.4890000",
    })
    const user = await get(`Organizations/${session?.organizationId}/Users/${String(events[2]?.userId)}`)
    expect(user.body).toMatchObject({
      name: "henrietta.moss@fabrikam.example",
      displayName: "Henrietta Moss",
    })
    expect(organization).toMatchObject({ name: "fabrikam.onmicrosoft.com" })
    expect(statistics).toMatchObject({
      totalItemsCount: 2,
      items: [{ mailboxEmail: "henrietta.moss@fabrikam.example" }, {}],
    })
  })

  it("answers ResourceNotFound for a session that isn't there", async () => {
    const answer = await get("RestoreSessions/00000000-0000-4000-8000-000000000000/Events")

    expect(answer.status).toBe(404)
    expect(answer.body).toMatchObject({ errorCode: "ResourceNotFound" })
  })
})

describe("veeamRoutes() organizations", () => {
  it("lists them as a page and finds one by its Microsoft tenant id", async () => {
    const tenant = cloud.world.tenants[1]

    const all = listing(await get("Organizations"))
    const one = listing(await get(`Organizations?msid=${tenant?.id}`))

    expect(all.results).toHaveLength(cloud.world.tenants.length)
    expect(one.results).toMatchObject([{ officeName: tenant?.initialDomain, msid: tenant?.id }])
  })

  it("finds a user by e-mail inside one organization only", async () => {
    const [contoso, fabrikam] = cloud.world.veeam.organizations
    const query = "Users?userName=adele.varga@contoso.example"

    const own = listing(await get(`Organizations/${contoso?.id}/${query}`))
    const other = listing(await get(`Organizations/${fabrikam?.id}/${query}`))

    expect(own.results).toMatchObject([{ displayName: "Adele Varga" }])
    expect(other.results).toEqual([])
  })
})
