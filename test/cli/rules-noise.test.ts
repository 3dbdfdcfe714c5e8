/** `watchpost rules noise` beside a database that the product holds open. */
import { describe, expect, it } from "vitest"
import { runRulesNoise } from "../../src/cli/rules-noise.ts"
import { closedAs, judged } from "../adapters/sqlite/make-judged.ts"
import { CONTOSO, FABRIKAM, NOW } from "../adapters/sqlite/make-rows.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { runWatchpost } from "./run-watchpost.ts"
import { writeConfig } from "./write-config.ts"

const DAY = 86_400_000
const MINUTE = 60_000

function stage() {
  const { store, path } = openTemporaryStore()
  const configFile = writeConfig(path)
  const noise = async (over: { days?: number; tenant?: string; json?: boolean } = {}): Promise<string> => {
    let text = ""
    const options = { configFile, days: 30, json: false, ...over }
    expect(await runRulesNoise(options, { stdout: { write: (part) => (text += part) } }, NOW)).toBe(0)
    return text
  }
  return { store, noise, configFile }
}

const DAY_BEFORE = NOW - DAY
const harmless = closedAs("expected", 2 * MINUTE, 20 * MINUTE, DAY_BEFORE)

async function withThree() {
  const made = stage()
  for (let count = 0; count < 3; count += 1)
    await judged(made.store, CONTOSO, harmless, { happenedAt: DAY_BEFORE })
  return made
}

describe("runRulesNoise()", () => {
  it("is a line for each rule, then what to do about the worst", async () => {
    const { noise } = await withThree()

    expect((await noise()).split("\n")).toEqual([
      "rule                        incidents  fixed  harmless  open  first hand (median)  lost time",
      "mailbox-forwarding-outside  3          0      3         0     2 min                1 h",
      "",
      "“Mailbox forwards outside” costs most for nothing: 3 of 3 were expected or harmless, none was fixed. About 1 h went into those 3.",
      expect.stringContaining("All 3 were done by ada@contoso.example at contoso."),
      "",
    ])
  })

  it("is of the customers in the configuration, and of the days that are asked about", async () => {
    const { store, noise } = await withThree()
    await judged(store, FABRIKAM, harmless, { happenedAt: DAY_BEFORE })
    await judged(store, CONTOSO, {}, { happenedAt: NOW - 3 * DAY })

    expect(JSON.parse(await noise({ json: true }))).toEqual({
      rule: "mailbox-forwarding-outside",
      title: "Mailbox forwards outside",
      incidents: 4,
      fixed: 0,
      harmless: 3,
      open: 1,
      wasUs: 0,
      firstHand: 2 * MINUTE,
      forNothing: 60 * MINUTE,
    })
    expect(JSON.parse(await noise({ json: true, days: 2 }))).toMatchObject({ incidents: 3 })
    await expect(noise({ tenant: "fabrikam" })).rejects.toThrow("There is no customer named fabrikam")
  })

  it("says that nothing was told where nothing was", async () => {
    const { noise } = stage()

    expect(await noise()).toMatch(/^No rule told anything in the last 30 days\./)
    expect(await noise({ days: 1 })).toMatch(/in the last day\./)
    expect(await noise({ json: true })).toBe("")
  })

  it("is a command beside the others of rules", async () => {
    const { configFile } = stage()

    const ended = await runWatchpost(["rules", "noise", "--config", configFile, "--days", "7"])

    expect(ended).toMatchObject({ code: 0, stderr: "" })
    expect(ended.stdout).toContain("No rule told anything in the last 7 days.")
  })
})
