/**
 * The labeled records of this folder, made anew: `node test/quality/make-records.ts`. Three months of one tenant, with
 * each attack once; the same in each run.
 */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { ATTACKS } from "./attacks.ts"
import { HONEST, PERSON, SYSTEM } from "./everyday.ts"
import { createDraw, type Draw, type Raw } from "./raw-records.ts"

type Labeled = { readonly raw: Raw; readonly label: "attack" | "honest" | "system"; readonly kind: string }

const START = Date.UTC(2026, 0, 5)
const DAY = 86_400_000
const DAYS = 90
const HOUR = DAY / 24

/** File name → content. */
export function makeRecords(): ReadonlyMap<string, string> {
  const draw = createDraw(20_260_105)
  const all = [...everyday(draw), ...attacks(draw)].toSorted((a, b) => timeOf(a) - timeOf(b))
  return new Map([
    ["records.jsonl", lines(all.map(({ raw }) => raw))],
    ["labels.jsonl", lines(all.map(({ raw, label, kind }) => ({ id: raw.Id, label, kind })))],
  ])
}

const timeOf = ({ raw }: Labeled): number => Date.parse(`${String(raw.CreationTime)}Z`)

const lines = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("")

/** Office hours of working days, and the service at any time. */
function everyday(draw: Draw): readonly Labeled[] {
  const rows: Labeled[] = []
  for (let day = 0; day < DAYS; day += 1) {
    const noon = START + day * DAY + 8 * HOUR
    const at = (): number => noon + draw.below(9 * HOUR)
    for (let count = 0; count < 6; count += 1)
      rows.push({
        raw: draw.of(SYSTEM)(START + day * DAY + draw.below(DAY), draw),
        label: "system",
        kind: "service",
      })
    if (day % 7 > 4) continue
    for (let count = 0; count < 8; count += 1)
      rows.push({ raw: PERSON(at(), draw), label: "honest", kind: "people" })
    if (draw.below(2) === 0)
      rows.push({ raw: draw.of(HONEST)(at(), draw), label: "honest", kind: "administrator" })
  }
  return rows
}

function attacks(draw: Draw): readonly Labeled[] {
  return Object.entries(ATTACKS).flatMap(([kind, attack], index) => {
    const at = START + (20 + ((index * 13) % 65)) * DAY + 2 * HOUR + index * 7 * 60_000
    return attack(at, draw).map((raw): Labeled => ({ raw, label: "attack", kind }))
  })
}

if (process.argv[1] === import.meta.filename) {
  for (const [name, text] of makeRecords()) writeFileSync(join(import.meta.dirname, name), text)
}
