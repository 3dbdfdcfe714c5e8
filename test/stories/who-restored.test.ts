/** Who restored it, graded on the running product from real sessions, logs, sign-ins and answers. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { cardText, channelOf, until } from "../../sandbox/observe.ts"
import { type Practice, startPractice } from "../../sandbox/practice.ts"
import { whoWasIt } from "../../sandbox/stories/13-who-was-it.ts"
import { sendExplorerLog } from "../../sandbox/stories/explorer-log.ts"
import {
  addRestoreEvent,
  endRestore,
  newestRestore,
  type Restore,
  startRestore,
} from "../../sandbox/stories/restore-session.ts"
import type { PracticeMessage, World } from "../../sandbox/world/types.ts"
import type { PracticeRestoreSession } from "../../sandbox/world/veeam-types.ts"
import { openTrailForReading } from "../../src/adapters/sqlite/open-trail.ts"
import { personNamed, pressAs } from "./press.ts"

let practice: Practice
let world: World

beforeAll(async () => {
  practice = await startPractice()
  world = practice.cloud.world
})
afterAll(() => practice.close())

const textOf = (message: PracticeMessage): string => cardText(message.cards[0] ?? {})

/** Somebody saves one item to a folder that is nobody's, through the provider's gateway unless told. */
function save(over: Partial<Restore> & Pick<Restore, "alias">, item: string): PracticeRestoreSession {
  const restore: Restore = {
    tenant: "fabrikam",
    initiatedBy: "fabrikam.onmicrosoft.com",
    clientHost: "FABWS10 (via: 192.0.2.17)",
    ...over,
  }
  startRestore(practice.cloud, restore)
  addRestoreEvent(practice.cloud, restore, {
    type: "Save",
    itemType: "IPM.Note",
    item,
    target: "D:\\Handover",
  })
  endRestore(practice.cloud, restore)
  return newestRestore(practice.cloud, restore)
}

const sendLog = (session: PracticeRestoreSession, machine: string, user: string): Promise<void> =>
  sendExplorerLog(practice.cloud, {
    tenant: "fabrikam",
    machine,
    account: `${machine}\\${user}`,
    upn: "henrietta.moss@fabrikam.example",
    session,
  })

/** The technicians' card about this item, as soon as it says all of these. */
const cardSaying = (item: string, ...texts: readonly string[]): Promise<PracticeMessage> =>
  until(
    world,
    () =>
      channelOf(world, "triage").messages.find((message) => {
        const text = textOf(message)
        return text.includes(item) && texts.every((one) => text.includes(one))
      }),
    `a card about ${item} that says ${texts.join(" and ")}`,
  )

async function gradesOf(): Promise<readonly { readonly what: string; readonly evidence: unknown }[]> {
  const trail = openTrailForReading(practice.database)
  try {
    const entries = await trail.read(0, 10_000)
    return entries.flatMap(({ kind, what, data }) =>
      kind === "attribution" ? [{ what, evidence: data.evidence }] : [],
    )
  } finally {
    trail.close()
  }
}

describe("a restore's card", () => {
  it("says A where the backup server recorded a person's own account", async () => {
    save({ alias: "diego.siciliani", initiatedBy: "NORTHWIND\\kim.vega" }, "Offer to a bank")

    await cardSaying("Offer to a bank", "Restored by NORTHWIND\\kim.vega from FABWS10.", "A, confirmed")
  })

  it("says B where one Explorer log fits in machine, second and item", async () => {
    const session = save(
      { alias: "nestor.wilke", clientHost: "FABWS11 (via: 192.0.2.17)" },
      "Lease of the house",
    )
    await sendLog(session, "FABWS11", "nwilke")

    await cardSaying(
      "Lease of the house",
      "Restored by FABWS11\\nwilke",
      "B, strong",
      "1 item of this session stands in that log",
    )
  })

  it("says C at most for an account that several people use", async () => {
    save({ alias: "pradeep.gupta", initiatedBy: "NORTHWIND\\Administrator" }, "List of debtors")

    await cardSaying(
      "List of debtors",
      "Probably NORTHWIND\\Administrator",
      "C, probable",
      "Several people may use",
    )
  })

  it("says D, and not B, where two Explorers were open on one machine in the same second", async () => {
    const session = save(
      { alias: "miriam.graham", clientHost: "FABWS12 (via: 192.0.2.17)" },
      "Minutes of May",
    )
    await sendLog(session, "FABWS12", "miriam")
    await sendLog(session, "FABWS12", "joni.sherman")

    await cardSaying(
      "Minutes of May",
      "From machine FABWS12; person unknown.",
      "FABWS12\\miriam",
      "FABWS12\\joni.sherman",
      "D, machine only",
    )
  })

  it("says E where not even a machine was recorded", async () => {
    save({ alias: "joni.sherman", clientHost: "" }, "Draft of a will")

    await cardSaying("Draft of a will", "person and machine unknown", "E, organization only")
  })

  it("follows late evidence from D to C to B, and the trail names the evidence of every step", async () => {
    const [saved, signedIn, logged] = whoWasIt.steps
    await saved?.act(practice.cloud)
    await cardSaying("Salaries 2027", "From machine ADWS04; person unknown.", "D, machine only")
    await signedIn?.act(practice.cloud)
    await cardSaying("Salaries 2027", "Probably johanna.lorenz@adatum.example", "C, probable")
    await logged?.act(practice.cloud)
    const card = await cardSaying("Salaries 2027", "Restored by ADWS04\\jlorenz", "B, strong")

    expect(textOf(card)).toContain("found out more about who restored it: B, strong instead of C, probable")
    const steps = (await gradesOf()).filter(({ what }) => what.includes("ADWS04"))
    expect(steps.map(({ what }) => /[A-U], [a-z ]+(?=\. )/.exec(what)?.[0])).toEqual([
      "D, machine only",
      "C, probable",
      "B, strong",
    ])
    for (const { evidence } of steps) expect(evidence).not.toEqual([])
  })
})

describe("the question who needed it", () => {
  it("goes to the customer's channel, and the answer makes the person probable", async () => {
    save(
      {
        tenant: "contoso",
        alias: "grady.archer",
        initiatedBy: "contoso.onmicrosoft.com",
        clientHost: "CONWS03",
      },
      "Board minutes of June",
    )
    const card = await cardSaying("Board minutes of June", "D, machine only")
    await pressAs(practice, personNamed(world, "technician"), card, "Ask who needed it", {
      plan: "send",
      to: "customer",
    })

    const channel = channelOf(world, "customer", "contoso")
    await until(
      world,
      () => channel.messages.find((one) => textOf(one).includes("Who needed this restore?")),
      "the question in the customer's channel",
    )
    const asked = await until(
      world,
      () => channel.messages.find((one) => textOf(one).includes("Who of you needed this, and what for?")),
      "the customer's card",
    )
    expect(channel.messages.map(textOf).join("\n")).not.toMatch(/CONWS03|D:\\/)
    await pressAs(practice, personNamed(world, "contact"), asked, "That was us", {
      plan: "send",
      person: "grady.archer@contoso.example",
      reason: "He deleted them by mistake",
    })

    const known = await cardSaying(
      "Board minutes of June",
      "Probably grady.archer@contoso.example",
      "C, probable",
    )
    expect(textOf(known)).toContain(
      "Megan Ortiz was asked, and says that it was grady.archer@contoso.example.",
    )
    expect(textOf(known)).toContain("He deleted them by mistake")
  })
})

describe("who hides a restore", () => {
  it("is told of, as part of that restore, and what was read stays", async () => {
    const session = save({ alias: "henrietta.moss", clientHost: "FABWS15" }, "Terms of the merger")
    await cardSaying("Terms of the merger", "D, machine only")

    const { sessions } = world.veeam
    sessions.splice(sessions.indexOf(session), 1)
    world.changed({ kind: "veeam" })

    const card = await cardSaying("A restore session was deleted on vb365-01", "From machine FABWS15")
    expect(textOf(card)).toContain("Restore session deleted")
  })

  it("is unknown on the card, with the reason, where nothing of what it did could be read", async () => {
    const restore = { tenant: "fabrikam", alias: "henrietta.moss", initiatedBy: "NORTHWIND\\lou.hart" }
    startRestore(practice.cloud, { ...restore, clientHost: "FABWS16" })
    const session = newestRestore(practice.cloud, { ...restore, clientHost: "FABWS16" })
    session.events.length = 0
    const asked = (path: string) =>
      practice.cloud.requests.filter(({ target }) => target.includes(`/RestoreSessions${path}`)).length
    await expect.poll(() => asked(`/${session.id}/Events`), { timeout: 60_000 }).toBeGreaterThan(0)
    // The next list is asked for when what was read is stored.
    const lists = asked("?")
    await expect.poll(() => asked("?"), { timeout: 60_000 }).toBeGreaterThan(lists)

    const { sessions } = world.veeam
    sessions.splice(sessions.indexOf(session), 1)
    world.changed({ kind: "veeam" })

    const card = await cardSaying("A restore session was deleted on vb365-01", "U, unknown", "lou.hart")
    expect(textOf(card)).toContain("Unknown: The session was deleted on the backup server before")
  })

  it("is told of when the server keeps its sessions for a shorter time, to technicians alone", async () => {
    world.veeam.historySettings = { keepAllsessions: false, keeponlyLast: 4 }

    await cardSaying("keeps its restore sessions for a shorter time", "53 weeks", "4 weeks")
    for (const tenant of world.tenants)
      expect(channelOf(world, "customer", tenant.name).messages.map(textOf).join("\n")).not.toContain(
        "4 weeks",
      )
  })
})
