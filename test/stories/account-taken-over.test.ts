/** Story 12 on the running product: one press secures the account, the card tells each step, and the evidence can be exported. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { strFromU8, unzipSync } from "fflate"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { buttonOn, cardText, channelOf, mailboxOf, until } from "../../sandbox/observe.ts"
import { type Practice, startPractice } from "../../sandbox/practice.ts"
import { playStory } from "../../sandbox/stories/play.ts"
import type { PracticeMessage, World } from "../../sandbox/world/types.ts"
import { openTrailForReading } from "../../src/adapters/sqlite/open-trail.ts"
import { runTrailExport } from "../../src/cli/trail-export.ts"
import { confirmAs, personNamed, pressAs } from "./press.ts"

const LIDIA = "lidia.holm@contoso.example"

let practice: Practice
let world: World
let card: PracticeMessage

const shown = (): string => cardText(card.cards[0] ?? {})
const about = (): readonly PracticeMessage[] =>
  channelOf(world, "triage").messages.filter((one) => cardText(one.cards[0] ?? {}).includes(LIDIA))

beforeAll(async () => {
  practice = await startPractice()
  world = practice.cloud.world
  await playStory(practice.cloud, "12-account-taken-over")
  await until(world, () => about().length >= 5 || undefined, "a card for each thing that was done")
  card = await until(
    world,
    () => about().find((one) => cardText(one.cards[0] ?? {}).includes("mail-archive.example")),
    "the card of hers forwarding",
  )
})
afterAll(() => practice.close())

describe("an account that was taken over", () => {
  it("is shown step by step before anything is done", async () => {
    const asked = await pressAs(practice, personNamed(world, "technician"), card, "Secure account")

    const text = JSON.stringify(asked.body)
    for (const step of ["Keep evidence", "Block sign-in", "Switch inbox rules off", "Invoice Helper"])
      expect(text).toContain(step)
    expect(mailboxOf(world, LIDIA).forwardingSmtpAddress).not.toBeNull()
  })

  it("is locked and cleared up with one press, and the card tells how each step ended", async () => {
    const also = "block-mail-protocols"
    await confirmAs(practice, personNamed(world, "technician"), card, "Secure account", { also })
    await until(
      world,
      () => shown().includes("Secure account: secured") || undefined,
      "the end on the card",
      60_000,
    )

    const tenant = world.tenants.find(({ name }) => name === "contoso")
    const user = tenant?.users.find(({ upn }) => upn === LIDIA)
    const mailbox = mailboxOf(world, LIDIA)
    expect(user?.accountEnabled).toBe(false)
    expect(mailbox.forwardingSmtpAddress).toBeNull()
    expect(mailbox.rules.find(({ name }) => name === "..")?.enabled).toBe(false)
    expect(mailbox.permissions.filter((one) => one.user.includes("isaiah"))).toEqual([])
    expect(tenant?.oauthGrants.filter(({ principalId }) => principalId === user?.objectId)).toEqual([])
    expect(user?.signInMethods.map(({ name }) => name)).toEqual(["Phone"])
    expect(mailbox.protocols).toMatchObject({ OWAEnabled: false, SmtpClientAuthenticationDisabled: true })
    expect(shown()).toContain("10 of 10 steps done")
    expect(shown()).toContain(`Removed from ${LIDIA}, read back: microsoft authenticator "SM-A156B"`)
    expect(shown()).not.toContain("By hand: Look")
    expect(buttonOn(card, "Undo: block sign-in")).toBeDefined()
    expect(buttonOn(card, "Undo: switch mail protocols off")).toBeDefined()
  })

  it("has a new password, which its technician picks up once over a page of the product", async () => {
    const answer = JSON.stringify(
      (await pressAs(practice, personNamed(world, "technician"), card, "Pick up password")).body,
    )
    const address = /"url":"([^"]+\/passwords\/[\w-]+)"/.exec(answer)?.[1] ?? ""
    const code = /Your code: (\d{4} \d{4})/.exec(answer)?.[1] ?? ""
    const enter = () => fetch(address, { method: "POST", body: new URLSearchParams({ code }) })

    expect(await (await enter()).text()).toMatch(/<output>(\w{5}-){3}\w{5}<\/output>/)
    expect((await enter()).status).toBe(404)
    await until(world, () => !buttonOn(card, "Pick up password") || undefined, "the card without the button")
  })

  it("leaves the evidence in the trail, read before the first change", async () => {
    const entries = await openTrailForReading(practice.database).read(0, 1_000)
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
    const incident = (await openTrailForReading(practice.database).read(0, 1_000)).find(({ what }) =>
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
