/** Any byte of an evidence pack, changed, removed, added or moved: its own script names the file, with nothing but Node. */
import { spawnSync } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, it } from "vitest"
import { exportPack } from "./export-pack.ts"

type Harm = { readonly what: string; readonly file: string; readonly bytes: Buffer }

/** First, last, and every hundredth part in between. */
const placesIn = (length: number): number[] => [
  ...new Set([
    0,
    1,
    length - 2,
    length - 1,
    ...Array.from({ length: 20 }, (_, i) => Math.floor((i * length) / 20)),
  ]),
]

const changed = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}
const removed = (bytes: Buffer, at: number): Buffer =>
  Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)])
const added = (bytes: Buffer, at: number): Buffer =>
  Buffer.concat([bytes.subarray(0, at), Buffer.from(" "), bytes.subarray(at)])
const moved = (bytes: Buffer, at: number): Buffer => {
  const next = bytes.findIndex((byte, index) => index > at && byte !== bytes[at])
  if (next === -1) return changed(bytes, at)
  const copy = Buffer.from(bytes)
  copy[at] = bytes[next] ?? 0
  copy[next] = bytes[at] ?? 0
  return copy
}

const harmsTo = (file: string, text: string): Harm[] =>
  placesIn(Buffer.byteLength(text)).flatMap((at) =>
    Object.entries({ changed, removed, added, moved }).map(([how, harm]) => ({
      what: `${file}: byte ${at} ${how}`,
      file,
      bytes: harm(Buffer.from(text), at),
    })),
  )

/** Runs the script in each folder as if by itself, in one process: one line of JSON for each. */
const RUN_ALL = `
  import { join } from "node:path"
  import { pathToFileURL } from "node:url"
  for (const folder of process.argv.slice(1)) {
    const said = []
    const { log } = console
    console.log = (line) => said.push(line)
    process.exitCode = 0
    await import(pathToFileURL(join(folder, "verify.mjs")).href)
    console.log = log
    log(JSON.stringify({ code: process.exitCode, said: said.join("\\n") }))
  }
  process.exitCode = 0
`

function verifyAll(folders: readonly string[]): readonly { readonly code: number; readonly said: string }[] {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--input-type=module", "-e", RUN_ALL, "--", ...folders],
    { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
  )
  if (stderr !== "") throw new Error(stderr)
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line))
}

describe("verify.mjs", () => {
  it("names the file of any single byte that isn't as it was", async () => {
    const { files, folder } = await exportPack()
    const whole = [...files].map(([name, text]) => ({ name, bytes: Buffer.from(text) }))
    const harms = [...files].filter(([name]) => name !== "verify.mjs").flatMap((file) => harmsTo(...file))
    const folders = harms.map((harm, index) => {
      const place = join(folder, `harmed-${index}`)
      for (const { name, bytes } of whole) {
        mkdirSync(dirname(join(place, name)), { recursive: true })
        writeFileSync(join(place, name), name === harm.file ? harm.bytes : bytes)
      }
      return place
    })

    const verdicts = verifyAll(folders)

    const unnamed = harms.filter(({ file }, index) => {
      const { code, said } = verdicts[index] ?? { code: 0, said: "" }
      return code !== 1 || !said.split("\n").some((line) => line.startsWith("BROKEN") && line.includes(file))
    })
    expect(verdicts).toHaveLength(harms.length)
    expect(unnamed.map(({ what }) => what)).toEqual([])
  })
})
