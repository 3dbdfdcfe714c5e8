/** An evidence pack as `watchpost trail export` writes it, and its own script on it. */
import { spawnSync } from "node:child_process"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { strFromU8, unzipSync } from "fflate"
import { runTrailExport } from "../../src/cli/trail-export.ts"
import { canonicalHash, wellFormed } from "../../src/lib/canonical-json.ts"
import { CONTOSO, FABRIKAM, makeNote, makeRecord, NOW } from "../adapters/sqlite/make-rows.ts"
import { openIncident, openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"

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
  const configFile = join(folder, "watchpost.yaml")
  writeFileSync(configFile, configOf(path))
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

const configOf = (database: string): string => `
database: ${database}
msp: { tenantId: 51a7c0de-0000-4000-8000-000000000001, name: Northwind }
bot: { appId: 51a7c0de-0000-4000-8000-000000000002 }
apps: { monitor: 51a7c0de-0000-4000-8000-000000000003 }
triage: { conversationId: "19:triage@thread.tacv2", serviceUrl: https://smba.trafficmanager.net/emea/ }
customers:
  - { name: contoso, tenantId: ${CONTOSO}, timeZone: Europe/Berlin }
technicians:
  - { name: Kim, objectId: 51a7c0de-0000-4000-8000-000000000007 }
`

export function unpack(files: ReadonlyMap<string, string>, folder: string): string {
  const place = join(folder, `pack-${Math.random().toString(36).slice(2)}`)
  for (const [name, text] of files) {
    mkdirSync(dirname(join(place, name)), { recursive: true })
    writeFileSync(join(place, name), text)
  }
  return place
}

export function verify(files: ReadonlyMap<string, string>, folder: string) {
  const { status, stdout } = spawnSync(process.execPath, ["verify.mjs"], {
    cwd: unpack(files, folder),
    encoding: "utf8",
  })
  return { status, stdout }
}
