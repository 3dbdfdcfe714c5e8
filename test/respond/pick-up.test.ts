/** Picking a new password up over real HTTP: link and code together, once, and never in anything that is kept. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { type HttpServer, startHttpServer } from "../../src/adapters/http/server.ts"
import { PICK_UP } from "../../src/model/action.ts"
import { passwordPages } from "../../src/respond/pick-up-page.ts"
import { createPickups, PICK_UP_MS, type Pickups } from "../../src/respond/pickups.ts"
import { createPickUpDesk } from "../../src/respond/run-pick-up.ts"
import { type Case, callerOf, KIM, LEE, NOW } from "./make-case.ts"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"

const PUBLIC = "https://watchpost.example"
const LYNNE = "lynne.robin@contoso.example"

let rig: PracticeRig
let server: HttpServer
let pickups: Pickups
let one: Case
let now: number
let changes: number
/** Nothing can be written any more. */
let isFull: boolean

beforeEach(async () => {
  now = NOW
  changes = 0
  rig = await startPracticeRig()
  pickups = createPickups({ publicUrl: PUBLIC, timeZoneOf: () => "UTC", now: () => now })
  rig.reachableAs(pickups)
  one = await rig.incident("reset-password", { user: LYNNE }, LYNNE, {
    pickups,
    people: [KIM, { ...LEE, scope: "all" }],
  })
  const wakeOutbox = () => {
    changes += 1
  }
  isFull = false
  const { incidents, trail } = one.store
  const change: typeof incidents.change = async (...given) => {
    if (isFull) throw new Error("disk full")
    return incidents.change(...given)
  }
  const store = { incidents: { ...incidents, change }, trail }
  const desk = createPickUpDesk({ pickups, store, wakeOutbox, now: () => now })
  server = await startHttpServer({
    host: "127.0.0.1",
    port: 0,
    maxBodyBytes: 1_000,
    routes: {
      messages: { requireBearer: true, handle: async (_request, response) => void response.end() },
      healthz: async () => ({ ok: true, body: {} }),
      passwords: passwordPages(desk),
    },
  })
})
afterEach(async () => {
  await server.close()
  await rig.close()
})

const sentPassword = (): string =>
  rig.sent.map((body) => /"password":"([^"]+)"/.exec(body)?.[1] ?? "").findLast((text) => text !== "") ?? ""

/** Resets the password and presses for link and code. */
async function ticket(): Promise<{ readonly address: string; readonly code: string }> {
  await rig.fix(one, "reset-password")
  const reply = JSON.stringify(await one.press(callerOf(KIM), await one.button(PICK_UP)))
  const link = /https:\/\/watchpost\.example(\/passwords\/[\w-]+)/.exec(reply)?.[1] ?? "/missing"
  const code = /Your code: (\d{4} \d{4})/.exec(reply)?.[1] ?? ""
  return { address: `${server.url}${link}`, code }
}

const enter = (address: string, code: string) =>
  fetch(address, { method: "POST", body: new URLSearchParams({ code }) })

describe("the page where a password is picked up", () => {
  it("shows the password that was set, once, to link and code together", async () => {
    const { address, code } = await ticket()

    const first = await enter(address, code)
    const shown = await first.text()
    const second = await enter(address, code)

    expect(shown).toContain(sentPassword())
    expect(first.status).toBe(200)
    expect([second.status, (await second.text()).includes(sentPassword())]).toEqual([404, false])
  })

  it("shows nothing to the link alone, however often it is opened", async () => {
    const { address, code } = await ticket()

    const looked = await Promise.all([1, 2, 3].map(() => fetch(address)))
    const pages = await Promise.all(looked.map((answer) => answer.text()))

    expect(pages.join()).not.toContain(sentPassword())
    expect(pages[0]).toContain(`New password of ${LYNNE}`)
    expect(await (await enter(address, code)).text()).toContain(sentPassword())
  })

  it("is kept by no browser, put into no frame, and tells no other page where it was", async () => {
    const { address, code } = await ticket()

    for (const answer of [await fetch(address), await enter(address, code)]) {
      expect(answer.headers.get("cache-control")).toBe("no-store")
      expect(answer.headers.get("referrer-policy")).toBe("no-referrer")
      expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'")
      expect(answer.headers.get("content-security-policy")).toContain("frame-ancestors 'none'")
    }
  })

  it("isn't lost when it can't be written down who saw it: nobody sees it, and the same code works later", async () => {
    const { address, code } = await ticket()
    isFull = true
    const failed = await enter(address, code)

    isFull = false
    const later = await (await enter(address, code)).text()

    expect([failed.status, (await failed.text()).includes(sentPassword())]).toEqual([503, false])
    expect(later).toContain(sentPassword())
  })

  it("is burnt by five wrong codes, and each of them is in the trail", async () => {
    const { address, code } = await ticket()
    const wrong = code === "0000 0000" ? "11111111" : "00000000"

    for (const left of [4, 3, 2, 1]) {
      const page = await (await enter(address, wrong)).text()
      expect(page).toContain(`${left} more ${left === 1 ? "try" : "tries"}`)
    }
    expect((await enter(address, wrong)).status).toBe(404)
    expect((await enter(address, code)).status).toBe(404)

    const refusals = (await one.trail()).filter(({ kind }) => kind === "refusal")
    expect(refusals).toHaveLength(5)
    expect(refusals.at(-1)?.what).toContain("it is gone")
  })

  it.each([
    ["after its time", PICK_UP_MS],
    ["when the clock is put back by a day", -86_400_000],
  ])("is over %s", async (_when, ms) => {
    const { address, code } = await ticket()

    now += ms

    expect((await enter(address, code)).status).toBe(404)
    expect(pickups.waits(one.incidentId)).toBe(false)
  })

  it.each(["", "/", `/${"a".repeat(32)}`, `/${"a".repeat(500)}`, "/%2e%2e", "/<script>"])(
    "says nothing for the link %s",
    async (link) => {
      const answer = await fetch(`${server.url}/passwords${link}`)

      expect(answer.status).toBe(404)
      expect(await answer.text()).not.toContain("script")
    },
  )

  it("counts what is no code as a look, and takes no large body", async () => {
    const { address, code } = await ticket()

    await fetch(address, { method: "POST", body: "not a form" })
    await fetch(address, { method: "POST", body: `code=${"1".repeat(5_000)}` })

    expect((await one.trail()).filter(({ kind }) => kind === "refusal")).toEqual([])
    expect(await (await enter(address, code)).text()).toContain(sentPassword())
  })

  it("is told on the incident and in the trail, which never hold password or code", async () => {
    const { address, code } = await ticket()
    await enter(address, code)

    const kept = JSON.stringify([
      await one.trail(),
      await one.incident(),
      await one.store.journal.ofIncident(one.incidentId),
    ])
    expect((await one.trail()).at(-1)).toMatchObject({ kind: "view", who: `Kim Vega (${KIM.objectId})` })
    expect((await one.incident()).history.at(-1)?.what).toBe(`picked up the new password of ${LYNNE}`)
    expect(kept).not.toContain(sentPassword())
    expect(kept).not.toContain(code.replace(" ", ""))
    expect(kept).not.toContain(address.split("/").at(-1))
    expect(changes).toBe(1)
  })
})

describe("pressPickUp()", () => {
  it("gives a colleague nothing: only whoever asked for the fix", async () => {
    await rig.fix(one, "reset-password")

    const reply = await one.press(callerOf(LEE), await one.button(PICK_UP))

    expect(reply).toMatchObject({ text: expect.stringContaining("a colleague asked for it") })
  })

  it("makes the link before worthless when it is pressed again", async () => {
    const first = await ticket()
    await one.press(callerOf(KIM), await one.button(PICK_UP))

    expect((await enter(first.address, first.code)).status).toBe(404)
  })

  it("says on the card how the password is had, and until when", async () => {
    const run = await rig.fix(one, "reset-password")

    expect(run.result).toContain("Kim Vega can pick the new one up once, until")
  })
})

describe("a password whose fix couldn't be written down at once", () => {
  const afterRestart = () => createPickups({ publicUrl: PUBLIC, timeZoneOf: () => "UTC", now: () => now })
  const dieBeforeTheEnd = async (): Promise<void> => {
    await one.press(callerOf(KIM), await one.button("reset-password"))
    rig.tick()
    const finish = async (): Promise<void> => {
      throw new Error("killed")
    }
    await rig.resume({ ...one, store: { ...one.store, journal: { ...one.store.journal, finish } } })
  }

  it("still waits when the same process finishes it", async () => {
    await dieBeforeTheEnd()

    const run = await rig.resume(one)

    expect(run).toMatchObject({ state: "verified", result: expect.stringContaining("Kim Vega can pick") })
    expect(pickups.waits(one.incidentId)).toBe(true)
  })

  it("is learnt by nobody when the process died, and isn't replaced by another one", async () => {
    await dieBeforeTheEnd()
    rig.reachableAs(afterRestart())
    const sent = rig.sent.length

    const run = await rig.resume(one)

    expect(run).toMatchObject({
      state: "verified",
      result: expect.stringContaining("Nobody learns the new one"),
    })
    expect(rig.sent.slice(sent).join()).not.toContain("password")
  })
})

describe("without an address of our own", () => {
  it("nobody learns the password, and the card says what to do instead", async () => {
    rig.reachableAs(createPickups({ publicUrl: undefined, timeZoneOf: () => "UTC", now: () => now }))

    const run = await rig.fix(one, "reset-password")

    expect(run.result).toContain("Nobody learns the new one: give the user another by phone or in person")
  })
})
