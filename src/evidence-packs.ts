/** Evidence packs over HTTP: made while somebody fetches them, piece by piece, from one moment of the store. */
import { readFileSync } from "node:fs"
import { setImmediate } from "node:timers/promises"
import { zipBytes } from "./adapters/files/write-zip.ts"
import { openEvidenceForReading } from "./adapters/sqlite/open-evidence.ts"
import type { EvidenceDeps } from "./command/run-evidence.ts"
import { ContractError } from "./model/errors.ts"
import type { IncidentId } from "./model/ids.ts"
import type { TrailNote } from "./model/trail-entry.ts"
import type { TrailLog } from "./ports/trail-log.ts"
import { evidencePack } from "./trail/evidence-pack.ts"

const VERIFIER = new URL("./trail/verify-pack.js", import.meta.url)

/** The script that every pack brings along. */
export const readVerifier = (): string => readFileSync(VERIFIER, "utf8")

/** What the trail says of each copy. */
export const packMade = (id: IncidentId, seal: string): Pick<TrailNote, "kind" | "what" | "data"> => ({
  kind: "view",
  what: `Made an evidence pack of incident ${id}.`,
  data: { seal },
})

export type EvidencePackDeps = {
  /** The main database's path. */
  readonly database: string
  readonly trail: Pick<TrailLog, "append">
  /** Milliseconds UTC. */
  readonly now: () => number
}

/** The seal of each copy goes to the trail when the copy is complete. */
export function createEvidencePacks({ database, trail, now }: EvidencePackDeps): EvidenceDeps["packOf"] {
  return ({ id }, tenant, given) => ({
    name: `incident-${id}.zip`,
    type: "application/zip",
    body: async function* () {
      const reader = openEvidenceForReading(database)
      try {
        const evidence = await reader.evidence(id)
        if (evidence === undefined) throw new ContractError(`There is no incident ${id} any more.`)
        const pack = evidencePack(evidence, { tenant, now: now(), verifier: readVerifier() })
        for (const bytes of zipBytes(pack.files, now())) {
          yield bytes
          // Others are answered in between.
          await setImmediate()
        }
        await trail.append({ at: now(), ...packMade(id, pack.seal()), ...given })
      } finally {
        reader.close()
      }
    },
  })
}
