/** Story 12 on the running product: one press secures the account, the card tells each step, and the evidence can be exported. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { strFromU8, unzipSync } from "fflate"
import { beforeAll, describe, expect, it } from "vitest"
import { buttonOn, mailboxOf, until } from "../../sandbox/observe.ts"
import { playStory } from "../../sandbox/stories/play.ts"
import { tellSignIn } from "../../sandbox/stories/sign-in.ts"
import { customer, INTRUDER_ADDRESS } from "../../sandbox/stories/story.ts"
import type { PracticeMessage } from "../../sandbox/world/types.ts"
import { runTrailExport } from "../../src/cli/trail-export.ts"
import { cardSaying, cardsIn, says, textOf, trailOf, triageOf } from "./in-teams.ts"
import { confirmAs, personNamed, pressAs } from "./press.ts"
import { practiceForAll } from "./running-practice.ts"

const LIDIA = "lidia.holm@contoso.example"

const practice = practiceForAll()
let card: PracticeMessage

const shown = (): string => textOf(card)
const contoso = () => customer(practice.cloud, "contoso")
const lidia = () => contoso().users.find(({ upn }) => upn === LIDIA)
/** What lets others into her mailbox, and apps into her account. */
const guests = () =>
  mailboxOf(practice.world, LIDIA).permissions.filter(({ user }) => user.includes("isaiah"))
const grants = () => contoso().oauthGrants.filter(({ principalId }) => principalId === lidia()?.objectId)

beforeAll(async () => {
  await playStory(practice.cloud, "12-account-taken-over")
  const isTold = () => cardsIn(triageOf(practice)).filter((one) => textOf(one).includes(LIDIA)).length >= 5
  await until(practice.world, () => isTold() || undefined, "a card for each thing that was done")
  card = await cardSaying(practice, LIDIA, "mail-archive.example")
})

describe("an account that was taken over", () => {
  it("is shown step by step before anything is done", async () => {
    const asked = await pressAs(practice, personNamed(practice.world, "technician"), card, "Secure account")

    const text = JSON.stringify(asked.body)
    for (const step of ["Keep evidence", "Block sign-in", "Switch inbox rules off", "Invoice Helper"])
      expect(text).toContain(step)
    expect(mailboxOf(practice.world, LIDIA).forwardingSmtpAddress).not.toBeNull()
    expect(guests()).not.toEqual([])
    expect(grants()).not.toEqual([])
  })

  it("is locked and cleared up with one press, and the card tells how each step ended", async () => {
    const also = "block-mail-protocols"
    await confirmAs(practice, personNamed(practice.world, "technician"), card, "Secure account", { also })
    await says(practice, card, /Secure account: secured/)

    const user = lidia()
    const mailbox = mailboxOf(practice.world, LIDIA)
    expect(user?.accountEnabled).toBe(false)
    expect(mailbox.forwardingSmtpAddress).toBeNull()
    expect(mailbox.rules.find(({ name }) => name === "..")?.enabled).toBe(false)
    expect(guests()).toEqual([])
    expect(grants()).toEqual([])
    expect(user?.signInMethods.map(({ name }) => name)).toEqual(["Phone"])
    expect(mailbox.protocols).toMatchObject({ OWAEnabled: false, SmtpClientAuthenticationDisabled: true })
    expect(shown()).toContain("10 of 10 steps done")
    expect(shown()).toContain(`Removed from ${LIDIA}, read back: Microsoft Authenticator "SM-A156B"`)
    expect(shown()).not.toContain("By hand: Look")
    expect(buttonOn(card, "Undo: block sign-in")).toBeDefined()
    expect(buttonOn(card, "Undo: switch mail protocols off")).toBeDefined()
  })

  it("has a new password, which its technician picks up once over a page of the product", async () => {
    const answer = JSON.stringify(
      (await pressAs(practice, personNamed(practice.world, "technician"), card, "Pick up password")).body,
    )
    const address = /"url":"([^"]+\/passwords\/[\w-]+)"/.exec(answer)?.[1] ?? ""
    const code = /Your code: (\d{4} \d{4})/.exec(answer)?.[1] ?? ""
    const enter = () => fetch(address, { method: "POST", body: new URLSearchParams({ code }) })

    expect(await (await enter()).text()).toMatch(/<output>(\w{5}-){3}\w{5}<\/output>/)
    expect((await enter()).status).toBe(404)
    await until(
      practice.world,
      () => !buttonOn(card, "Pick up password") || undefined,
      "the card without the button",
    )
  })

  it("is told once more when somebody comes back from there, as a colleague", async () => {
    const isaiah = { tenant: "contoso", alias: "isaiah.langer", ip: INTRUDER_ADDRESS } as const
    // Records tell whole seconds, and he was shut out within this one.
    tellSignIn(practice.cloud, isaiah, Date.now() + 1_000)

    const back = await cardSaying(practice, "isaiah.langer@", "came an attack on this customer")

    expect(buttonOn(back, "Secure account")).toBeDefined()
  })

  it("leaves the evidence in the trail, read before the first change", async () => {
    const entries = await trailOf(practice)
    const evidence = entries.findIndex(
      ({ kind, what }) => kind === "result" && what.includes("looked like is kept"),
    )
    const firstChange = entries.findIndex(({ kind }) => kind === "intent")

    expect(evidence).toBeGreaterThan(0)
    expect(evidence).toBeLessThan(firstChange)
    const kept = JSON.stringify(entries[evidence]?.data)
    expect(kept).toContain("smtp:lidia@mail-archive.example")
    for (const part of ["protocols", "calendarPermissions", "signIns"])
      expect(kept).toContain(`"${part}":{"rows"`)
  })

  it("has that evidence in the pack that is exported", async () => {
    const incident = (await trailOf(practice)).find(({ what }) =>
      what.startsWith("Pressed secure-account"),
    )?.incidentId
    const out = join(practice.folder, "pack.zip")
    const configFile = join(practice.folder, "watchpost.yaml")

    await runTrailExport(
      { configFile, incident: Number(incident), out, json: true },
      { stdout: { write: () => undefined } },
      Date.now(),
    )

    const timeline = strFromU8(unzipSync(readFileSync(out))["timeline.json"] ?? new Uint8Array())
    expect(timeline).toContain('"ForwardingSmtpAddress": "smtp:lidia@mail-archive.example"')
    expect(timeline).toMatch(/"action": "keep-evidence"/)
  })
})
