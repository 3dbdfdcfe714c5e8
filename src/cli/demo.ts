/**
 * `watchpost demo`: the practice cloud in this process, the product as a process of its own beside it.
 * The product is started with `watchpost start` and a configuration file, exactly as for real tenants.
 */
import { accessSync, constants } from "node:fs"
import { type Practice, type PracticeStart, startPractice } from "../../sandbox/practice.ts"
import { publishRecords } from "../../sandbox/services/control-records.ts"
import { createWorld } from "../../sandbox/world/create-world.ts"
import { withWhatWasThere } from "../../sandbox/world/was-there.ts"
import { readRecords } from "../adapters/files/read-records.ts"
import { countText } from "../lib/count-text.ts"
import { ConfigError } from "../model/errors.ts"
import { isJsonObject } from "../model/json.ts"
import { openFile } from "./named-file.ts"
import type { Output } from "./output.ts"
import { listenForStop, type StopListener } from "./until-stopped.ts"

/** Records in one blob when a file is fed in. */
const RECORDS_IN_A_BLOB = 500
/** How many of the product's last log lines are shown when it ends by itself. */
const LINES_SHOWN = 10

type DemoOptions = { readonly port?: number | undefined; readonly recordsFile?: string | undefined }

/** Something is there to be found, soon after somebody has seen the first incident. */
const withAPast = (): Pick<PracticeStart, "world" | "sweepSeconds"> => ({
  world: withWhatWasThere(createWorld()),
  sweepSeconds: 30,
})

/** Runs until it is stopped; 1 when the product ended by itself or the file can't be read. */
export async function runDemo(options: DemoOptions, io: Output): Promise<number> {
  requireReadable(options.recordsFile)
  const stop = listenForStop()
  try {
    return await play(options, stop, io)
  } finally {
    stop.release()
  }
}

async function play(options: DemoOptions, stop: StopListener, io: Output): Promise<number> {
  io.stdout.write("Starting the practice cloud and the product …\n")
  const lines: string[] = []
  const practice = await startPractice({
    port: options.port,
    autoPlay: options.recordsFile === undefined,
    ...(options.recordsFile === undefined ? withAPast() : {}),
    everyday: true,
    onLog: (line) => {
      lines.push(line)
      if (lines.length > LINES_SHOWN) lines.shift()
    },
  })
  try {
    if (options.recordsFile !== undefined) await feedFile(practice, options.recordsFile, io)
    sayWhereToLook(practice.cloud.url, options, io)
    const how = await Promise.race([stop.asked, practice.product().ended])
    if (how === "asked") return 0
    io.stderr.write(`The product ended by itself. Its last words:\n${lines.join("\n")}\n`)
    return 1
  } finally {
    await practice.close()
  }
}

/** Asked before anything starts, so that a mistyped name costs no waiting. */
function requireReadable(file: string | undefined): void {
  if (file === undefined || file === "-") return
  try {
    accessSync(file, constants.R_OK)
  } catch {
    throw new ConfigError([`The file ${file} can't be read. Check its name and that you may read it.`])
  }
}

function sayWhereToLook(url: string, options: DemoOptions, io: Output): void {
  io.stdout.write(`\n  Open ${url}/\n\n`)
  if (options.recordsFile === undefined) {
    io.stdout.write(
      "The first incident plays a few seconds after the page is open. What was there before is found within a minute.\n",
    )
  }
  io.stdout.write("Stop with Ctrl+C.\n")
}

/** Puts the file's records into blobs of the first customer's feed, as they are but for the tenant's id. */
async function feedFile(practice: Practice, file: string, io: Output): Promise<void> {
  const { world } = practice.cloud
  const [tenant] = world.tenants
  if (tenant === undefined) return
  let waiting: Record<string, unknown>[] = []
  let [fed, unreadable] = [0, 0]
  const flush = (): void => {
    if (waiting.length > 0)
      publishRecords(world, tenant, { contentType: "Audit.General", records: waiting, adopt: true })
    fed += waiting.length
    waiting = []
  }
  for await (const piece of readRecords(openFile(file, io.stdin))) {
    if ("raw" in piece && isJsonObject(piece.raw)) waiting.push(piece.raw)
    else unreadable += 1
    if (waiting.length === RECORDS_IN_A_BLOB) flush()
  }
  flush()
  io.stdout.write(`${countText(fed, "record")} from ${file} put into the feed of ${tenant.displayName}.\n`)
  if (unreadable > 0)
    io.stderr.write(`${countText(unreadable, "line")} could not be read; watchpost scan names them.\n`)
}
