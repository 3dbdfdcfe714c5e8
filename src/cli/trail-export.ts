/** `watchpost trail export --incident 42`: everything about one incident as a zip that proves itself. */
import { writeZip } from "../adapters/files/write-zip.ts"
import { openEvidenceForReading } from "../adapters/sqlite/open-evidence.ts"
import { readVerifier } from "../evidence-packs.ts"
import { ConfigError } from "../model/errors.ts"
import { incidentId } from "../model/ids.ts"
import { evidencePack } from "../trail/evidence-pack.ts"
import { readConfigFile } from "./config-file.ts"

export type TrailExportOptions = {
  readonly configFile: string
  readonly incident: number
  /** Where the zip goes; missing for `incident-<number>.zip` in the working folder. */
  readonly out?: string | undefined
  readonly json: boolean
}

/**
 * Says the file and its seal (SHA-256 of the pack's `hashes.json`), with `json` as one line
 * `{"file","seal","files","records","entries"}`. Answers 0. Throws a ConfigError when there is no such incident, or
 * when configuration, database or file can't be used. An existing file isn't overwritten.
 */
export async function runTrailExport(
  options: TrailExportOptions,
  io: { readonly stdout: { write(text: string): unknown } },
  now: number = Date.now(),
): Promise<number> {
  const config = readConfigFile(options.configFile)
  const reader = openEvidenceForReading(config.database)
  try {
    const evidence = await reader.evidence(incidentId(options.incident))
    if (evidence === undefined)
      throw new ConfigError([`There is no incident ${options.incident}. Its number stands on the card.`])
    const customer = config.customers.find(({ id }) => id === evidence.incident.tenantId)
    const tenant = customer ?? { displayName: evidence.incident.tenantId, timeZone: "UTC" }
    const pack = evidencePack(evidence, { tenant, now, verifier: readVerifier() })
    const file = options.out ?? `incident-${options.incident}.zip`
    const files = writeZip(file, pack.files, now)
    const { records, entries } = evidence
    const said = { file, seal: pack.seal(), files, records: records.length, entries: entries.length }
    io.stdout.write(options.json ? `${JSON.stringify(said)}\n` : sentence(said))
    return 0
  } finally {
    reader.close()
  }
}

const sentence = ({
  file,
  seal,
  files,
  records,
}: {
  file: string
  seal: string
  files: number
  records: number
}) =>
  `${file}: ${files} files, ${records} audit ${records === 1 ? "record" : "records"}. Seal ${seal}.
Keep the seal apart from the file. To check: unpack, then node verify.mjs.
`
