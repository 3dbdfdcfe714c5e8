/** Schedules in chat: set, listed and ended, against a real store. */
import { describe, expect, it } from "vitest"
import { MOST_SCHEDULES } from "../../src/model/schedule.ts"
import { ALEX, CONTOSO, CONTOSO_CHANNEL, config, KIM, SAM } from "./make.ts"
import { scheduleChat } from "./make-schedules.ts"

const AS_ALEX = {
  ...{ objectId: ALEX, teamsTenantId: CONTOSO, name: "Alex Brandt", conversationId: CONTOSO_CHANNEL },
  timeZone: "Europe/Vienna",
}
const MONDAYS = "every monday at 8 who restored anything at contoso this week"

describe("a schedule", () => {
  it("is set with its number, its time, its zone and how it ends, and stands in the trail", async () => {
    const { ask, trail } = scheduleChat()

    const answer = await ask(MONDAYS, { timeZone: "America/New_York" })

    expect(answer).toContain("Schedule 1 is set")
    expect(answer).toContain("every Monday at 08:00 (America/New_York) and answered in this channel")
    expect(answer).toContain("next on 23 Nov 2026, 08:00 GMT-5")
    expect(answer).toContain("“stop schedule 1” ends it.")
    expect(await trail()).toContain(
      "Has asked here every Monday at 08:00 (America/New_York): who restored anything at contoso this week",
    )
  })

  it("goes by the customer's clock where Teams tells none, and by UTC where the customers don't share one", async () => {
    const { ask } = scheduleChat()

    expect(await ask(MONDAYS)).toContain("(Europe/Vienna)")
    expect(await ask("every day alerts")).toContain("every day at 08:00 (UTC)")
  })

  it("takes a customer's very name for the customer, as a question does", async () => {
    const { ask } = scheduleChat()

    expect(await ask("every day who restored contoso")).toContain(
      "“who restored anything at contoso this week” is asked",
    )
  })

  it("isn't set twice when Teams repeats what it sends", async () => {
    const { ask, store, trail } = scheduleChat()
    await ask(MONDAYS)

    expect(await ask(MONDAYS)).toContain("Schedule 1 is there already")

    expect(await store.schedules.here("19:triage@thread.tacv2")).toHaveLength(1)
    expect((await trail()).filter((what) => what.startsWith("Has asked"))).toHaveLength(1)
  })

  it("is refused where its question is", async () => {
    const { ask, store } = scheduleChat()

    expect(await ask("every day alerts at fabrikam", AS_ALEX)).toContain("I can't answer for")
    expect(await ask("every day alerts at contoso", { objectId: SAM })).toContain("I can't answer for")
    expect(await ask("every day alerts", { objectId: ALEX })).toContain("you are not listed as one")

    expect(await store.schedules.here(CONTOSO_CHANNEL)).toEqual([])
  })

  it("isn't set of a name that the kept words would lose", async () => {
    const { ask, store } = scheduleChat()

    expect(await ask('every day who restored "anything" at contoso')).toContain("is set")
    await ask("stop schedule 1")
    expect(await ask("every day what did kim's's do at contoso")).toContain("I can't ask that by itself")
    expect(await store.schedules.here("19:triage@thread.tacv2")).toEqual([])
  })

  it("isn't set of what would be asked back each time", async () => {
    const { ask, store } = scheduleChat()

    const answer = await ask("every day at 8 what changed today")

    expect(answer).toContain("For which customer?")
    expect(answer).toContain("it isn't asked by itself")
    expect(await ask("every day same ip 203.0.113.7", AS_ALEX)).toContain("Not in a customer's channel")
    expect(await store.schedules.here("19:triage@thread.tacv2")).toEqual([])
  })

  it("is one of twenty in a place at most", async () => {
    const { ask } = scheduleChat()
    for (let hour = 0; hour < MOST_SCHEDULES; hour += 1) await ask(`every day at ${hour} alerts`)

    expect(await ask("every day at 23 alerts")).toContain("That is enough")
    expect(await ask("every day at 23 alerts", { conversationId: "a:kim", kind: "personal" })).toContain(
      "Schedule 21 is set",
    )
    expect(await ask("every day at 3 alerts")).toContain("Schedule 4 is there already")
    await ask("stop schedule 4")
    expect(await ask("every day at 23 alerts")).toContain("Schedule 22 is set")
  })
})

describe("schedules", () => {
  it("are told with who set them, what came of them and what is next, of this place alone", async () => {
    const { ask } = scheduleChat()
    await ask(MONDAYS)
    await ask("every weekday at 7:30 alerts if any", AS_ALEX)

    const [here, there] = [await ask("schedules"), await ask("schedules", AS_ALEX)]

    expect(here).toContain("Schedule 1: every Monday at 08:00 (Europe/Vienna)")
    expect(here).toContain("Kim Vega, 21 Nov 2026, 11:00 CET")
    expect(here).toContain("not asked yet")
    expect(here).toContain("23 Nov 2026, 08:00 CET")
    expect(here).not.toContain("Schedule 2")
    expect(there).toContain("Schedule 2: every day from Monday to Friday at 07:30 (Europe/Vienna)")
    expect(there).toContain("alerts (if any)")
    expect(there).not.toContain("Schedule 1")
  })

  it("are told to nobody else, and how one is set where there is none", async () => {
    const { ask } = scheduleChat()

    expect(await ask("schedules")).toContain("For example, write: every monday at 8")
    expect(await ask("schedules", { objectId: ALEX })).toContain("you are not listed as one")
  })

  it("go on after the tenth with “more”", async () => {
    const { ask } = scheduleChat()
    for (let hour = 0; hour < 14; hour += 1) await ask(`every day at ${hour} alerts`)

    expect(await ask("schedules")).toContain("… and 4 more: write “more” for the next ones")
    expect(await ask("more")).toContain("Schedule 14")
  })
})

describe("stop schedule", () => {
  it("ends it, with an entry in the trail", async () => {
    const { ask, store, trail } = scheduleChat()
    await ask(MONDAYS)

    expect(await ask("stop schedule 1")).toContain("Schedule 1 is ended")

    expect(await store.schedules.here("19:triage@thread.tacv2")).toEqual([])
    expect(await trail()).toContain("Ended schedule 1: who restored anything at contoso this week")
    expect(await ask("stop schedule 1")).toContain("There is no such schedule")
  })

  it("knows those of this place alone", async () => {
    const { ask, store } = scheduleChat()
    await ask(MONDAYS)

    expect(await ask("stop schedule 1", { conversationId: CONTOSO_CHANNEL })).toContain(
      "There is no such schedule",
    )
    expect(await store.schedules.here("19:triage@thread.tacv2")).toHaveLength(1)
  })

  it("is a contact's for their own alone, and a technician's for all", async () => {
    const { ask } = scheduleChat()
    const inContoso = { conversationId: CONTOSO_CHANNEL }
    await ask("every day alerts", inContoso)
    await ask("every day board", AS_ALEX)
    await ask("every day status", AS_ALEX)

    expect(await ask("stop schedule 1", AS_ALEX)).toContain("Kim Vega set schedule 1")
    expect(await ask("stop schedule 2", AS_ALEX)).toContain("Schedule 2 is ended")
    expect(await ask("stop schedule 3", inContoso)).toContain("Schedule 3 is ended")
  })

  it("isn't a viewer's", async () => {
    const people = config.people.map((one) =>
      one.objectId === KIM ? ({ ...one, role: "viewer" } as const) : one,
    )
    const { ask } = scheduleChat({ config: { ...config, people } })
    await ask("every day alerts at fabrikam", { objectId: SAM })

    expect(await ask("stop schedule 1")).toContain("Not yours to end")
  })
})

describe("words about schedules", () => {
  it("tell how one is set, to contacts, too, and set nothing", async () => {
    const { ask, store } = scheduleChat()

    const answer = await ask("send me the restores daily", AS_ALEX)

    expect(answer).toContain("write: every monday at 8 who restored anything this week")
    expect(answer).toContain('"value":"schedules"')
    expect(await store.schedules.here(CONTOSO_CHANNEL)).toEqual([])
  })
})
