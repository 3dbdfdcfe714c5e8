/** Who restored it, graded on the running product from real sessions, logs, sign-ins and answers. */
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { channelOf, until } from "../../sandbox/observe.ts"
import { whoWasIt } from "../../sandbox/stories/13-who-was-it.ts"
import { sendExplorerLog } from "../../sandbox/stories/explorer-log.ts"
import { newestRestore, startRestore } from "../../sandbox/stories/restore-session.ts"
import type { PracticeMessage } from "../../sandbox/world/types.ts"
import type { PracticeRestoreSession } from "../../sandbox/world/veeam-types.ts"
import { openRaw } from "../adapters/sqlite/temporary-store.ts"
import { cardSaying, textOf, trailOf } from "./in-teams.ts"
import { personNamed, pressAs } from "./press.ts"
import { type Restoring, readAnew, restoreBy, saveOne } from "./restores.ts"
import { practiceForAll } from "./running-practice.ts"

const practice = practiceForAll()
const save = (who: Restoring, item: string): PracticeRestoreSession => saveOne(practice, who, item)
const cardOf = (...texts: readonly string[]): Promise<PracticeMessage> => cardSaying(practice, ...texts)

const sendLog = (session: PracticeRestoreSession, machine: string, user: string): Promise<void> =>
  sendExplorerLog(practice.cloud, {
    tenant: "fabrikam",
    machine,
    account: `${machine}\\${user}`,
    upn: "henrietta.moss@fabrikam.example",
    session,
  })

const gradesOf = async () =>
  (await trailOf(practice)).flatMap(({ kind, what, data }) =>
    kind === "attribution" ? [{ what, evidence: data.evidence }] : [],
  )

describe("a restore's card", () => {
  it("says A where the backup server recorded a person's own account", async () => {
    save({ alias: "diego.siciliani", initiatedBy: "NORTHWIND\\kim.vega" }, "Offer to a bank")

    await cardOf("Offer to a bank", "Restored by NORTHWIND\\kim.vega from FABWS10.", "A, confirmed")
  })

  it("says B where one Explorer log fits in machine, second and item", async () => {
    const session = save(
      { alias: "nestor.wilke", clientHost: "FABWS11 (via: 192.0.2.17)" },
      "Lease of the house",
    )
    await sendLog(session, "FABWS11", "nwilke")

    await cardOf(
      "Lease of the house",
      "Restored by FABWS11\\nwilke",
      "B, strong",
      "1 item of this session stands in that log",
    )
  })

  it("says C at most for an account that several people use", async () => {
    save({ alias: "pradeep.gupta", initiatedBy: "NORTHWIND\\Administrator" }, "List of debtors")

    await cardOf(
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

    await cardOf(
      "Minutes of May",
      "From machine FABWS12; person unknown.",
      "FABWS12\\miriam",
      "FABWS12\\joni.sherman",
      "D, machine only",
    )
  })

  it("says E where not even a machine was recorded", async () => {
    save({ alias: "joni.sherman", clientHost: "" }, "Draft of a will")

    await cardOf("Draft of a will", "person and machine unknown", "E, organization only")
  })

  it("follows late evidence from D to C to B, and the trail names the evidence of every step", async () => {
    const [saved, signedIn, logged] = whoWasIt.steps
    await saved?.act(practice.cloud)
    await cardOf("Salaries 2027", "From machine ADWS04; person unknown.", "D, machine only")
    await signedIn?.act(practice.cloud)
    await cardOf("Salaries 2027", "Probably johanna.lorenz@adatum.example", "C, probable")
    await logged?.act(practice.cloud)
    const card = await cardOf("Salaries 2027", "Restored by ADWS04\\jlorenz", "B, strong")

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
    const card = await cardOf("Board minutes of June", "D, machine only")
    await pressAs(practice, personNamed(practice.world, "technician"), card, "Ask who needed it", {
      plan: "send",
      to: "customer",
    })

    const channel = channelOf(practice.world, "customer", "contoso")
    await until(
      practice.world,
      () => channel.messages.find((one) => textOf(one).includes("Who needed this restore?")),
      "the question in the customer's channel",
    )
    const asked = await until(
      practice.world,
      () => channel.messages.find((one) => textOf(one).includes("Which of you needed this, and what for?")),
      "the customer's card",
    )
    expect(channel.messages.map(textOf).join("\n")).not.toMatch(/CONWS03|D:\\/)
    await pressAs(practice, personNamed(practice.world, "contact"), asked, "That was us", {
      plan: "send",
      person: "grady.archer@contoso.example",
      reason: "He deleted them by mistake",
    })

    const known = await cardOf(
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
    await cardOf("Terms of the merger", "D, machine only")

    const { sessions } = practice.world.veeam
    sessions.splice(sessions.indexOf(session), 1)
    practice.world.changed({ kind: "veeam" })

    const card = await cardOf("A restore session was deleted on vb365-01", "From machine FABWS15")
    expect(textOf(card)).toContain("Restore session deleted")
  })

  it("is unknown on the card, with the reason, where nothing of what it did could be read", async () => {
    const who = { alias: "henrietta.moss", initiatedBy: "NORTHWIND\\lou.hart", clientHost: "FABWS16" }
    const restore = restoreBy(who)
    startRestore(practice.cloud, restore)
    const session = newestRestore(practice.cloud, restore)
    session.events.length = 0
    await readAnew(practice, session)

    const { sessions } = practice.world.veeam
    sessions.splice(sessions.indexOf(session), 1)
    practice.world.changed({ kind: "veeam" })

    const card = await cardOf("A restore session was deleted on vb365-01", "U, unknown", "lou.hart")
    expect(textOf(card)).toContain("Unknown: The session was deleted on the backup server before")
  })

  it("is told of when the server keeps its sessions for a shorter time, to technicians alone", async () => {
    practice.world.veeam.historySettings = { keepAllsessions: false, keeponlyLast: 4 }

    await cardOf("keeps its restore sessions for a shorter time", "53 weeks", "4 weeks")
    // Every card of an incident is owed in the moment in which it is opened.
    const faces = openRaw(join(practice.folder, "watchpost.db"))
      .prepare("SELECT face FROM card JOIN incident ON id = incident_id WHERE incident.body LIKE '%4 weeks%'")
      .pluck()
      .all()
    expect(faces).toEqual(["technician"])
  })
})
