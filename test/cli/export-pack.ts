/** An evidence pack as `watchpost trail export` writes it. */
import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { strFromU8, unzipSync } from "fflate"
import { runTrailExport } from "../../src/cli/trail-export.ts"
import { canonicalHash, wellFormed } from "../../src/lib/canonical-json.ts"
import { FABRIKAM, makeNote, makeRecord, NOW } from "../adapters/sqlite/make-rows.ts"
import { openIncident, openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { writeConfig } from "./write-config.ts"

/** Incident 1 of Contoso, with Fabrikam's doings in the trail after it. */
export async function exportPack(incident = 1) {
  const { store, path } = openTemporaryStore()
  const id = await openIncident(store, "technician")
  await store.trail.append(makeNote({ tenantId: FABRIKAM, what: "Fabrikam's secret", kind: "command" }))
  await store.trail.append(makeNote({ incidentId: id, what: "Kim looked at it <b>", kind: "click" }))
  await store.trail.append(makeNote({ tenantId: FABRIKAM, what: "More of Fabrikam's", kind: "command" }))
  const { raw } = makeRecord()
  const records = [{ id: makeRecord().id, sha256: canonicalHash(wellFormed(raw)) }]
  await store.trail.append(makeNote({ incidentId: id, data: { records } }))
  const folder = dirname(path)
  const configFile = writeConfig(path)
  let said = ""
  const out = join(folder, "pack.zip")
  const code = await runTrailExport(
    { configFile, incident, out, json: true },
    { stdout: { write: (text: string) => (said += text) } },
    NOW,
  )
  const files = new Map(
    Object.entries(unzipSync(readFileSync(out))).map(([name, bytes]) => [name, strFromU8(bytes)]),
  )
  return { code, said, files, folder, configFile, out, store, path }
}
