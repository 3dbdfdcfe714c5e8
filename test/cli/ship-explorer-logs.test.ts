/** The sender as a technician meets it on a customer's machine: real processes, exit codes, plain sentences. */
import { appendFileSync } from "node:fs"
import { hostname } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { OFFICE_TOKEN } from "../adapters/ingest/ingest-rig.ts"
import { CONTOSO } from "../adapters/sqlite/make-rows.ts"
import { LOG, startShip } from "../ship/ship-rig.ts"
import { type Ended, runWatchpost } from "./run-watchpost.ts"

const run = (
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
  seen?: (said: string, stop: () => void) => void,
): Promise<Ended> =>
  runWatchpost(["ship-explorer-logs", ...words], { WATCHPOST_SHIP_TOKEN: OFFICE_TOKEN, ...env }, seen)

const textOf = async ({ ingest }: Awaited<ReturnType<typeof startShip>>): Promise<string> => {
  const name = { site: "office", tenantId: CONTOSO, machine: hostname(), file: LOG }
  const copy = await ingest.store.explorerLogs.newest(name)
  return Buffer.from(await ingest.store.explorerLogs.bytes(copy?.id ?? 0)).toString()
}

describe("watchpost ship-explorer-logs", () => {
  it("sends what there is under this machine's name and ends, with --once", async () => {
    const rig = await startShip()
    rig.write(LOG, "one\n")
    const words = [rig.root, "--to", `${rig.ingest.url}/`, "--once"]

    expect(await run(words)).toEqual({
      code: 0,
      stdout: `${LOG}: 4 new bytes\n1 log: 1 had news, 4 bytes were sent.\n`,
      stderr: "",
    })
    expect(await textOf(rig)).toBe("one\n")
    expect(await run([...words, "--json"])).toEqual({
      code: 0,
      stdout: '{"logs":1,"withNews":0,"bytes":0,"problems":0}\n',
      stderr: "",
    })
  })

  it("finds the folder by a variable as Windows writes it", async () => {
    const rig = await startShip()
    rig.write(LOG, "one\n")
    const { code } = await run(["%programdata%/ExchangeExplorer", "--to", rig.ingest.url, "--once"], {
      ProgramData: rig.root,
    })

    expect(code).toBe(0)
  })

  it("stays, sends new lines, and ends with 0 when it is stopped", async () => {
    const rig = await startShip()
    rig.write(LOG, "one\n")
    let appended = false
    const { code, stdout, stderr } = await run(
      [rig.root, "--to", rig.ingest.url, "--every", "1"],
      {},
      (said, stop) => {
        const pieces = said.split("4 new bytes").length - 1
        if (pieces === 1 && !appended) {
          appended = true
          appendFileSync(join(rig.root, LOG), "two\n")
        }
        if (pieces === 2) stop()
      },
    )

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    expect(stdout).toContain(`Sends new lines of the Explorer logs in ${rig.root} to ${rig.ingest.url}.`)
    expect(await textOf(rig)).toBe("one\ntwo\n")
  })

  it.each([
    ["no token", [], { WATCHPOST_SHIP_TOKEN: "" }, "WATCHPOST_SHIP_TOKEN must be set"],
    ["another token", [], { WATCHPOST_SHIP_TOKEN: "x".repeat(32) }, "The server doesn't know this token."],
    [
      "an address without encryption",
      ["--to", "http://watchpost.example"],
      {},
      "--to must be an address like https://",
    ],
    [
      "another server",
      ["--to", "URL/elsewhere"],
      {},
      "There is no Watchpost that takes Explorer logs at this address (HTTP 404).",
    ],
  ])("says one sentence and exits 1 with %s", async (_what, words, env, sentence) => {
    const rig = await startShip()
    rig.write(LOG, "one\n")
    const to = words.map((word) => word.replace("URL", rig.ingest.url))

    const { code, stdout, stderr } = await run([rig.root, "--once", "--to", rig.ingest.url, ...to], env)

    expect([code, stdout]).toEqual([1, ""])
    expect(stderr).toContain(sentence)
    expect(stderr.trim().split("\n")).toHaveLength(1)
    expect(stderr).not.toContain(OFFICE_TOKEN)
  })

  it("says where logs usually are when there is no such folder", async () => {
    const { code, stderr } = await run(["/no/such/folder", "--to", "https://watchpost.example", "--once"])

    expect([code, stderr]).toEqual([
      1,
      "There is no folder /no/such/folder. On Windows the logs usually lie in %ProgramData%\\Veeam\\Backup.\n",
    ])
  })
})
