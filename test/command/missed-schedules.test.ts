/** Schedules that weren't asked in time, that have nothing to tell, or whose messages nobody takes. Against a real store. */
import { describe, expect, it } from "vitest"
import { DAY, HOUR } from "../../src/lib/time-units.ts"
import type { FeedHealth } from "../../src/ports/feed-ledger.ts"
import { openRaw } from "../adapters/sqlite/temporary-store.ts"
import { exchange, RESPONDING, record } from "./ask.ts"
import { CONTOSO, CONTOSO_CHANNEL, health, NOW, TRIAGE } from "./make.ts"
import { type ScheduleChat, scheduleChat } from "./make-schedules.ts"

const IN_CONTOSO = { conversationId: CONTOSO_CHANNEL, timeZone: "Europe/Vienna" }
const SUNDAY_AT_8 = "2026-11-22T07:00:00Z"

const shown = async ({ owed }: ScheduleChat): Promise<string> => JSON.stringify(await owed())

describe("a schedule whose time passed while nobody ran", () => {
  it("is asked once up to twelve hours later, and says so", async () => {
    const chat = scheduleChat()
    await chat.ask("every day at 8 alerts", IN_CONTOSO)

    await chat.at("2026-11-22T18:59:59Z")

    expect(await chat.owed()).toHaveLength(1)
    expect(await shown(chat)).toContain("It was due 22 Nov 2026, 08:00 CET and is asked late.")
  })

  it("says nothing of a delay that nobody notices", async () => {
    const chat = scheduleChat()
    await chat.ask("every day at 8 alerts", IN_CONTOSO)

    await chat.at("2026-11-22T07:05:00Z")

    expect(await shown(chat)).not.toContain("asked late")
  })

  it("isn't asked later than that, which is told once, also where several times passed", async () => {
    const chat = scheduleChat()
    await chat.ask("every day at 8 alerts if any", IN_CONTOSO)

    await chat.at("2026-11-25T19:00:00Z")
    await chat.at("2026-11-25T19:00:15Z")

    expect(await chat.owed()).toHaveLength(1)
    expect(await shown(chat)).toContain(
      "“alerts” was due 25 Nov 2026, 08:00 CET, and I wasn't running. It is asked next 26 Nov 2026, 08:00 CET.",
    )
    expect(await chat.ask("schedules", IN_CONTOSO)).toContain("not asked, because I wasn't running")
  })

  it("goes by the clock again that was ahead when it was set or asked", async () => {
    const chat = scheduleChat()
    chat.clock.at = NOW + 300 * DAY
    await chat.ask("every day at 8 alerts", IN_CONTOSO)

    await chat.at("2026-11-21T10:00:00Z")
    expect(await chat.owed()).toEqual([])
    await chat.at(SUNDAY_AT_8)

    expect(await chat.owed()).toHaveLength(1)
  })
})

describe("a schedule that nobody takes the messages of", () => {
  it("owes one message, and is asked again once that is there", async () => {
    const chat = scheduleChat()
    await chat.ask("every day at 8 alerts", IN_CONTOSO)

    await chat.at(SUNDAY_AT_8)
    await chat.at("2026-11-23T07:00:00Z")
    await chat.at("2026-11-24T07:00:00Z")
    expect(await chat.owed()).toHaveLength(1)
    expect(await chat.ask("schedules", IN_CONTOSO)).toContain("Teams hasn't taken the message before")
    await chat.post()
    await chat.at("2026-11-25T07:00:00Z")

    expect((await chat.owed()).map(({ at }) => new Date(at).toISOString())).toEqual([
      "2026-11-25T07:00:00.000Z",
    ])
  })

  it("ends when its channel has been lost for a week, and not before", async () => {
    const chat = scheduleChat()
    await chat.ask("every day at 8 alerts")
    const lost = { key: "lost", kind: "channel-lost", title: "Lost", lines: [], data: {}, at: NOW } as const
    const to = { kind: "channel", channel: chat.deps.config.triageChannel } as const
    await chat.store.channels.noteLost({ conversationId: TRIAGE }, "gone", { ...lost, to })

    await chat.at("2026-11-28T08:00:00Z")
    expect(await chat.store.schedules.here(TRIAGE)).toHaveLength(1)
    await chat.at("2026-11-29T08:00:00Z")

    expect(await chat.store.schedules.here(TRIAGE)).toEqual([])
    expect((await chat.trail()).at(-1)).toContain("takes no messages any more")
  })

  it("keeps no answer once it is there", async () => {
    const chat = scheduleChat()
    await chat.ask("every day at 8 what changed today", IN_CONTOSO)
    await chat.store.records.addRecords({ tenantId: CONTOSO, fetchedAt: NOW }, [
      record({ happenedAt: Date.parse(SUNDAY_AT_8) - HOUR }),
    ])

    await chat.at(SUNDAY_AT_8)
    expect(await shown(chat)).toContain("bob@contoso.com")
    await chat.post()

    const bodies = openRaw(chat.path).prepare("SELECT body FROM notice").pluck().all().join()
    expect(bodies).toContain("schedule 1")
    expect(bodies).not.toContain("bob@contoso.com")
  })
})

/** All that is asked was read lately, unless told otherwise. */
const reads = (chat: ScheduleChat, over: Partial<FeedHealth> = {}) => ({
  store: {
    ...chat.store,
    feed: {
      ...chat.store.feed,
      health: async () => [health({ tenantId: CONTOSO, lastOkAt: chat.clock.at, ...over })],
    },
  },
})

describe("if any", () => {
  it("posts nothing where there is nothing, which the list and the trail tell", async () => {
    const chat = scheduleChat()
    await chat.ask("every day at 8 what changed today if any", IN_CONTOSO)

    await chat.at(SUNDAY_AT_8, reads(chat))

    expect(await chat.owed()).toEqual([])
    expect(await chat.ask("schedules", IN_CONTOSO)).toContain(
      "22 Nov 2026, 08:00 CET: asked; there was nothing, so nothing was posted",
    )
    expect((await chat.trail()).join()).toContain("there was nothing, and nothing is posted.")
  })

  it("posts what there is", async () => {
    const chat = scheduleChat()
    await chat.ask("every day at 8 what changed yesterday if any", IN_CONTOSO)
    await chat.store.records.addRecords({ tenantId: CONTOSO, fetchedAt: NOW }, [record()])

    await chat.at(SUNDAY_AT_8, reads(chat))

    expect(await shown(chat)).toContain("1 change, newest first")
  })

  it.each([
    ["what changed yesterday", { state: "trouble", sentence: "No consent." }],
    ["what changed yesterday", { lastOkAt: Date.parse("2026-11-21T20:00:00Z") }],
    ["alerts", { lastOkAt: Date.parse(SUNDAY_AT_8) - HOUR }],
    ["who restored anything yesterday", {}],
    ["who restored anything yesterday", { source: "Veeam vb365-01", state: "trouble" }],
  ] as const)("posts that nothing is found of “%s” where not all of it was read (%j)", async (text, over) => {
    const chat = scheduleChat()
    await chat.ask(`every day at 8 ${text} if any`, IN_CONTOSO)

    await chat.at(SUNDAY_AT_8, reads(chat, over))

    expect(await shown(chat)).toContain("Nothing was found, but not all of it was read: so it is posted.")
  })

  it.each([
    ["what changed yesterday", { lastOkAt: Date.parse("2026-11-22T00:00:00Z") }],
    ["alerts", {}],
    ["what was fixed yesterday", { state: "trouble" }],
    ["who restored anything yesterday", { source: "Veeam vb365-01" }],
  ] as const)("is silent on “%s” where all of it was read", async (text, over) => {
    const chat = scheduleChat()
    await chat.ask(`every day at 8 ${text} if any`, IN_CONTOSO)

    await chat.at(SUNDAY_AT_8, reads(chat, over))

    expect(await chat.owed()).toEqual([])
  })

  it("posts what is asked back by now, and what couldn't be read", async () => {
    const mailboxes = exchange({ "Get-Mailbox": () => [] })
    const customers = RESPONDING.customers.filter(({ id }) => id === CONTOSO)
    const chat = scheduleChat({ config: { ...RESPONDING, customers }, admin: mailboxes })
    await chat.ask("every day at 8 show forwards if any", IN_CONTOSO)
    await chat.ask("every day at 8 what changed today if any")

    await chat.at("2026-11-22T08:00:00Z", { config: RESPONDING, admin: exchange({}), ...reads(chat) })

    const [forwards, customer] = (await chat.owed()).map((notice) => JSON.stringify(notice))
    expect(forwards).toContain("I couldn't read it")
    expect(customer).toContain("For which customer?")
    expect(`${forwards}${customer}`).not.toContain("so it is posted")
  })

  it("is silent where Exchange was read whole and holds nothing, and not where it was read in part", async () => {
    const mailbox = { UserPrincipalName: "bob@contoso.com", PrimarySmtpAddress: "bob@contoso.com" }
    const whole = exchange({ "Get-Mailbox": () => [mailbox], "Get-InboxRule": () => [] })
    const chat = scheduleChat({ config: RESPONDING, admin: whole, liveTimeoutMs: 200 })
    await chat.ask("every day at 8 show inbox rules if any", IN_CONTOSO)
    const hangs = new Promise<never>(() => {})
    const invoke: typeof whole.invoke = (tenant, call, ...rest) =>
      call.cmdlet === "Get-InboxRule" ? hangs : whole.invoke(tenant, call, ...rest)

    await chat.at(SUNDAY_AT_8)
    expect(await chat.owed()).toEqual([])
    await chat.at("2026-11-23T07:00:00Z", { admin: { ...whole, invoke } })

    expect(await shown(chat)).toContain("Only 0 of 1 mailboxes were read")
    expect(await shown(chat)).toContain("so it is posted")
  })
})
