/** `watchpost trail export --incident 42`: everything about one incident as a zip that proves itself. */
import { writeZip } from "../adapters/files/write-zip.ts"
import { openEvidenceForReading } from "../adapters/sqlite/open-evidence.ts"
import type { Config } from "../config/config.ts"
import { packMade, readVerifier } from "../evidence-packs.ts"
import { ConfigError } from "../model/errors.ts"
import { incidentId } from "../model/ids.ts"
import type { JsonObject } from "../model/json.ts"
import type { Evidence } from "../ports/evidence-reader.ts"
import { evidencePack } from "../trail/evidence-pack.ts"
import { readConfigFile } from "./config-file.ts"
import { noteView } from "./note-view.ts"
import type { Teller } from "./output.ts"

export type TrailExportOptions = {
  readonly configFile: string
  readonly incident: number
  /** Where the zip goes; missing for `incident-<number>.zip` in the working folder. */
  readonly out?: string | undefined
  readonly json: boolean
}

/**
 * Who exports what is in the trail before the file is there, and the file's seal after. Says the file and its seal
 * (SHA-256 of the pack's `hashes.json`), with `json` as one line `{"file","seal","files","records","entries"}`. Answers
 * 0. Throws a ConfigError when there is no such incident, or when configuration, database or file can't be used. An
 * existing file isn't overwritten.
 */
export async function runTrailExport(
  options: TrailExportOptions,
  io: { readonly stdout: Teller },
  now: number = Date.now(),
): Promise<number> {
  const config = readConfigFile(options.configFile)
  const reader = openEvidenceForReading(config.database)
  try {
    const evidence = await reader.evidence(incidentId(options.incident))
    if (evidence === undefined)
      throw new ConfigError([`There is no incident ${options.incident}. Its number stands on the card.`])
    const said = await writePack(evidence, config, {
      file: options.out ?? `incident-${options.incident}.zip`,
      now,
    })
    io.stdout.write(options.json ? `${JSON.stringify(said)}\n` : sentence(said))
    return 0
  } finally {
    reader.close()
  }
}

async function writePack(
  evidence: Evidence,
  config: Config,
  { file, now }: { readonly file: string; readonly now: number },
) {
  const { incident, records, entries } = evidence
  const { id, tenantId } = incident
  const customer = config.customers.find((one) => one.id === tenantId)
  const tenant = customer ?? { displayName: tenantId, timeZone: "UTC" }
  const pack = evidencePack(evidence, { tenant, now, verifier: readVerifier() })
  const note = (what: string, data: JsonObject) =>
    noteView(config.database, now, { tenantId, incidentId: id, what, data })
  await note(`Exports an evidence pack of incident ${id} into a file.`, {})
  const files = writeZip(file, pack.files, now)
  const seal = pack.seal()
  const made = packMade(id, seal)
  await note(made.what, made.data)
  return { file, seal, files, records: records.length, entries: entries.length }
}

const sentence = ({ file, seal, files, records }: Awaited<ReturnType<typeof writePack>>) =>
  `${file}: ${files} files, ${records} audit ${records === 1 ? "record" : "records"}. Seal ${seal}.
Keep the seal apart from the file. To check: unpack, then node verify.mjs.
`
