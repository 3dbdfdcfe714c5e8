/** What is asked by itself: as whom, when, once, and what is told where nothing is. Against a real store. */
import { describe, expect, it } from "vitest"
import type { CommandDeps } from "../../src/command/run-command.ts"
import type { Config } from "../../src/config/config.ts"
import type { Notice } from "../../src/model/notice.ts"
import { record } from "./ask.ts"
import { ALEX, CONTOSO, CONTOSO_CHANNEL, config, KIM, SAM, TRIAGE } from "./make.ts"
import { scheduleChat } from "./make-schedules.ts"

const IN_CONTOSO = { conversationId: CONTOSO_CHANNEL, timeZone: "Europe/Vienna" }
const AS_ALEX = { ...IN_CONTOSO, objectId: ALEX, teamsTenantId: CONTOSO, name: "Alex Brandt" }
/** Monday, 08:00 in Vienna. */
const MONDAY = "2026-11-23T07:00:00Z"

const textOf = (notice: Notice | undefined): string => JSON.stringify(notice ?? "nothing is owed")
const without = (objectId: string): Config => ({
  ...config,
  people: config.people.filter((one) => one.objectId !== objectId),
})

describe("a schedule that is due", () => {
  it("is asked once at its time, and the answer is owed to its place with who asked and how it ends", async () => {
    const { ask, at, owed } = scheduleChat()
    await ask("every monday at 8 what changed today", IN_CONTOSO)

    await at("2026-11-23T06:59:59Z")
    expect(await owed()).toEqual([])
    await at(MONDAY)
    await at("2026-11-23T07:00:15Z")

    const [notice, ...others] = await owed()
    expect(others).toEqual([])
    expect(notice).toMatchObject({
      kind: "schedule",
      to: { kind: "channel", channel: { conversationId: CONTOSO_CHANNEL } },
      tenantId: CONTOSO,
    })
    expect(textOf(notice)).toContain("no change is stored")
    expect(textOf(notice)).toContain(
      "Asked by Kim Vega, every Monday at 08:00 (Europe/Vienna). “stop schedule 1” ends it.",
    )
    expect(textOf(notice)).toContain("Coverage. Audit records:")
  })

  it("answers as of then, and leads on by asking anew, since nobody is known who could ask for more", async () => {
    const { ask, at, owed, store } = scheduleChat()
    await ask("every monday at 8 what changed at contoso last 7 days")
    const many = Array.from({ length: 13 }, () => record())
    await store.records.addRecords({ tenantId: CONTOSO, fetchedAt: Date.parse(MONDAY) }, many)

    await at(MONDAY)

    const shown = textOf((await owed())[0])
    expect(shown).toContain("13 changes")
    expect(shown).toContain("“Ask it now” and “more” show them")
    expect(shown).toContain('"value":"what changed at contoso last 7 days"')
    expect(shown).not.toContain('"value":"more"')
    expect(await ask("more")).toContain("Under one that came by itself, press “Ask it now” first.")
    expect(await ask("export that as csv")).toContain("press “Ask it now” first.")
    expect(await ask("what changed at contoso last 7 days")).toContain("13 changes")
    expect(await ask("more")).toContain("from row 11")
  })

  it("goes to the person in a personal chat", async () => {
    const { ask, at, owed } = scheduleChat()
    await ask("every day alerts", { conversationId: "a:kim", kind: "personal" })

    await at("2026-11-22T08:00:00Z")

    expect((await owed())[0]?.to).toEqual({ kind: "person", person: { objectId: KIM, name: "Kim Vega" } })
  })

  it("tells what came of it in the list, and in the trail", async () => {
    const { ask, at, post, trail } = scheduleChat()
    await ask("every day at 8 alerts", IN_CONTOSO)

    await at("2026-11-22T07:00:00Z")

    expect(await ask("schedules", IN_CONTOSO)).toContain(
      "22 Nov 2026, 08:00 CET: answered with no rows, and Teams hasn't taken it yet",
    )
    await post()
    expect(await ask("schedules", IN_CONTOSO)).toContain("22 Nov 2026, 08:00 CET: answered with no rows")
    expect(await ask("schedules", IN_CONTOSO)).toContain("23 Nov 2026, 08:00 CET")
    expect(await trail()).toEqual(
      expect.arrayContaining([
        "Asked by schedule 1: alerts",
        "Schedule 1, alerts: the answer is owed to its place.",
      ]),
    )
  })

  it("is asked again after a death before the answer was kept, and kept once", async () => {
    const { ask, at, owed, store } = scheduleChat()
    await ask("every day at 8 alerts", IN_CONTOSO)
    const dies: CommandDeps["store"] = {
      ...store,
      schedules: { ...store.schedules, asked: async () => Promise.reject(new Error("killed")) },
    }

    await at("2026-11-22T07:00:00Z", { store: dies })
    expect(await owed()).toEqual([])
    await at("2026-11-22T07:00:15Z")
    await at("2026-11-22T07:00:30Z")

    expect(await owed()).toHaveLength(1)
  })

  it("that can't be answered says so, and holds up no other", async () => {
    const { ask, at, owed, store } = scheduleChat()
    await ask("every day at 8 alerts", IN_CONTOSO)
    await ask("every day at 8 what changed today", IN_CONTOSO)
    const broken: CommandDeps["store"] = {
      ...store,
      incidents: { ...store.incidents, list: async () => Promise.reject(new Error("disk at /secret")) },
    }

    await at("2026-11-22T07:00:00Z", { store: broken })

    const [first, second] = (await owed()).map(textOf)
    expect(first).toContain("something went wrong on my side")
    expect(first).not.toContain("/secret")
    expect(second).toContain("no change is stored")
    expect(await ask("schedules", IN_CONTOSO)).toContain("could not be answered")
  })

  it("isn't answered without a trail", async () => {
    const { ask, at, owed, store } = scheduleChat()
    await ask("every day at 8 alerts", IN_CONTOSO)
    const append = async () => Promise.reject(new Error("disk full"))

    await at("2026-11-22T07:00:00Z", { store: { ...store, trail: { ...store.trail, append } } })
    expect(await owed()).toEqual([])
    await at("2026-11-22T07:01:00Z")

    expect(await owed()).toHaveLength(1)
  })

  it("isn't owed when somebody ended it while it was asked", async () => {
    const { ask, at, owed, store } = scheduleChat()
    await ask("every day at 8 alerts", IN_CONTOSO)
    const slow: CommandDeps["store"] = {
      ...store,
      incidents: {
        ...store.incidents,
        list: async (query) => {
          await ask("stop schedule 1", IN_CONTOSO)
          return store.incidents.list(query)
        },
      },
    }

    await at("2026-11-22T07:00:00Z", { store: slow })

    expect(await owed()).toEqual([])
  })
})

describe("as whom a schedule asks", () => {
  it("answers for what the person may see now, not for what they might when they set it", async () => {
    const { ask, at, owed } = scheduleChat()
    await ask("every day at 8 alerts")
    const people = config.people.map((one) =>
      one.objectId === KIM ? { ...one, scope: [CONTOSO] as const } : one,
    )

    await at("2026-11-22T08:00:00Z", { config: { ...config, people } })

    expect(textOf((await owed())[0])).toContain("For Contoso Ltd only:")
  })

  it.each([
    ["a technician", "every day at 8 alerts", IN_CONTOSO, KIM, "Kim Vega"],
    ["a contact", "every day at 8 alerts", AS_ALEX, ALEX, "Alex Brandt"],
    ["a technician in triage", "every day at 7 alerts at fabrikam", { objectId: SAM }, SAM, "Sam Ortiz"],
  ])(
    "ends with %s who left the configuration, and the place is told once",
    async (_who, text, who, id, name) => {
      const { ask, at, owed, store, trail } = scheduleChat()
      await ask(text, who)

      await at("2026-11-22T07:00:00Z", { config: without(id) })
      await at("2026-11-23T07:00:00Z", { config: without(id) })

      const [notice, ...others] = await owed()
      expect(others).toEqual([])
      expect(notice?.title).toBe("Schedule 1 has ended")
      expect(notice?.lines.join(" ")).toContain("may not ask here any more.")
      expect(await store.schedules.here("conversationId" in who ? who.conversationId : TRIAGE)).toEqual([])
      expect((await trail()).at(-1)).toBe(`Schedule 1 has ended: ${name} may not ask here any more.`)
    },
  )

  it("ends where the customer that it asks about is gone", async () => {
    const { ask, at, owed } = scheduleChat()
    await ask("every day at 8 alerts at fabrikam")
    const customers = config.customers.filter(({ name }) => name === "contoso")

    await at("2026-11-22T08:00:00Z", { config: { ...config, customers } })

    expect((await owed())[0]?.lines.join(" ")).toContain("I can't answer for “fabrikam” here")
  })

  it("tells nothing in a channel that is somebody else's or nobody's by now", async () => {
    const { ask, at, owed, trail } = scheduleChat()
    await ask("every day at 8 alerts", IN_CONTOSO)
    await ask("every day at 8 alerts")
    const [contoso, fabrikam] = config.customers
    if (contoso?.channel === undefined || fabrikam === undefined) throw new Error("both are configured")
    const { channel, ...homeless } = contoso
    const customers = [homeless, { ...fabrikam, channel }]
    const triageChannel = { ...config.triageChannel, conversationId: "19:new-triage@thread.tacv2" }

    await at("2026-11-22T08:00:00Z", { config: { ...config, customers, triageChannel } })

    expect(await owed()).toEqual([])
    expect((await trail()).filter((what) => what.includes("isn't the one any more"))).toHaveLength(2)
  })

  it("ends at once with the channel's link", async () => {
    const { ask, at, owed, store } = scheduleChat()
    const linked = { conversationId: "19:linked@thread.tacv2" }
    await ask("link contoso", linked)
    await ask("every day at 8 alerts", linked)

    await ask("unlink", linked)
    await ask("link fabrikam", linked)
    await at("2026-11-22T08:00:00Z")

    expect(await store.schedules.here(linked.conversationId)).toEqual([])
    expect((await owed()).filter(({ kind }) => kind === "schedule")).toEqual([])
  })
})
