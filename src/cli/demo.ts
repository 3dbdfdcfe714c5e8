/**
 * `watchpost demo`: the practice cloud in this process, the product as a process of its own beside it.
 * The product is started with `watchpost start` and a configuration file, exactly as for real tenants.
 */
import { createReadStream } from "node:fs"
import { type Practice, startPractice } from "../../sandbox/practice.ts"
import { publishRecords } from "../../sandbox/services/control-records.ts"
import { readRecords } from "../adapters/files/read-records.ts"
import type { Io } from "./program.ts"
import { untilStopped } from "./until-stopped.ts"

/** Records in one blob when a file is fed in. */
const RECORDS_IN_A_BLOB = 500
/** How many of the product's last log lines are shown when it ends by itself. */
const LINES_SHOWN = 10

/** Runs until it is stopped; 1 when the product ended by itself or the file can't be read. */
export async function runDemo(
  options: { readonly port?: number | undefined; readonly recordsFile?: string | undefined },
  io: Io,
): Promise<number> {
  io.stdout.write("Starting the practice cloud and the product …\n")
  const lines: string[] = []
  const practice = await startPractice({
    port: options.port,
    autoPlay: options.recordsFile === undefined,
    noise: true,
    onLog: (line) => {
      lines.push(line)
      if (lines.length > LINES_SHOWN) lines.shift()
    },
  })
  try {
    if (options.recordsFile !== undefined) await feedFile(practice, options.recordsFile, io)
    io.stdout.write(`\n  Open ${practice.cloud.url}/\n\n`)
    if (options.recordsFile === undefined) {
      io.stdout.write("The first incident plays a few seconds after the page is open.\n")
    }
    io.stdout.write("Stop with Ctrl+C.\n")
    if ((await untilStopped(practice.product().ended)) === "asked") return 0
    io.stderr.write(`The product ended by itself. Its last words:\n${lines.join("\n")}\n`)
    return 1
  } finally {
    await practice.close()
  }
}

/** Puts the file's records into blobs of the first customer's feed, as they are but for the tenant's id. */
async function feedFile(practice: Practice, file: string, io: Io): Promise<void> {
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
  for await (const piece of readRecords(file === "-" ? io.stdin : createReadStream(file))) {
    if ("raw" in piece && isObject(piece.raw)) waiting.push(piece.raw)
    else unreadable += 1
    if (waiting.length === RECORDS_IN_A_BLOB) flush()
  }
  flush()
  io.stdout.write(`${fed} records from ${file} are in the feed of ${tenant.displayName}.\n`)
  if (unreadable > 0) io.stderr.write(`${unreadable} lines could not be read; watchpost scan names them.\n`)
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
