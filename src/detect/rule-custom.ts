/** The block `custom` of rule files: what Sigma has no words for. docs/rules.md has the table. */
import { z } from "zod"
import { foldName } from "../lib/fold.ts"
import { DAY, HOUR, MINUTE } from "../lib/time-units.ts"
import { SUBJECT_KINDS } from "../model/act.ts"
import { ACTION_NAMES } from "../model/action.ts"
import type { Heading } from "../sigma/rule.ts"
import { EXCEPTIONS } from "./rule.ts"

const Catalog = z
  .union([z.string(), z.array(z.string())])
  .transform((ids) => (typeof ids === "string" ? [ids] : ids))
  .default([])
const UNITS: Readonly<Record<string, number>> = { m: MINUTE, h: HOUR, d: DAY }
const Repeat = z
  .string()
  .regex(/^[1-9]\d{0,2}[mhd]$/, 'must be a time like "30m" or "6h"')
  .transform((text) => Number.parseInt(text, 10) * (UNITS[text.slice(-1)] ?? 0))

const feeding = {
  also: z.array(z.enum(EXCEPTIONS)).default([]),
  across: z.literal("customers").optional(),
  catalog: Catalog,
}
const SilentCustom = z.strictObject({ silent: z.literal(true), ...feeding })
const AlertingCustom = z.strictObject({
  silent: z.literal(false).default(false),
  subject: z.enum(SUBJECT_KINDS),
  why: z.string().min(1),
  question: z.string().min(1),
  actions: z.array(z.enum(ACTION_NAMES)).min(1),
  raise: z.array(z.string()).default([]),
  lower: z.array(z.string()).default([]),
  unless: z.array(z.string()).default([]),
  repeat: Repeat.optional(),
  ...feeding,
})
export type Custom =
  | z.infer<typeof AlertingCustom>
  | (z.infer<typeof SilentCustom> & Unsaid & { readonly repeat?: undefined })

/** What a silent rule says of itself; nobody ever reads it. */
const UNSAID = {
  subject: "other",
  why: "",
  question: "",
  actions: [],
  raise: [],
  lower: [],
  unless: [],
} as const
type Unsaid = typeof UNSAID

/** Rules from elsewhere know nothing of this product; what a technician can do about them is looking. */
const foreign = ({ title, description }: Heading): Custom => ({
  silent: false,
  subject: "other",
  why: description?.trim() || title,
  question: "Is this expected here, and who asked for it?",
  actions: ["claim", "not-a-threat", "that-was-us", "we-dont-know-this"],
  raise: [],
  lower: [],
  unless: [],
  also: [],
  catalog: [],
})

/** Undefined after telling every mistake. */
export function readCustom(heading: Heading, problem: (message: string) => void): Custom | undefined {
  const { custom } = heading
  if (custom === undefined || custom === null) return foreign(heading)
  const isSilent = typeof custom === "object" && "silent" in custom && custom.silent === true
  const read = isSilent ? SilentCustom.safeParse(custom) : AlertingCustom.safeParse(custom)
  for (const issue of read.error?.issues ?? []) problem(`custom.${issue.path.join(".")}: ${issue.message}`)
  return read.data && { ...UNSAID, ...read.data }
}

/** `Suspicious activity (by X)` → `suspicious-activity-by-x`: rules from elsewhere have no name. */
export const nameFromTitle = (title: string): string =>
  foldName(title)
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "")
