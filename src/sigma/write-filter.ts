/** A filter as a document of the rule language, so that what is silenced can be read, reviewed and tried elsewhere. */
import { stringify } from "yaml"
import { escapeText } from "./pattern.ts"

export type FilterText = {
  readonly title: string
  readonly id?: string
  readonly description?: string
  /** Names of the rules that it silences. */
  readonly rules: "any" | readonly string[]
  /** Field → the exact text that it must hold; all of them must fit. */
  readonly fields: Readonly<Record<string, string>>
  readonly custom?: Readonly<Record<string, unknown>>
}

/** YAML that `parseRules` reads back as one filter. Values mean themselves: wildcards in them are escaped. */
export function writeFilter({ title, id, description, rules, fields, custom }: FilterText): string {
  const selection = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, escapeText(value)]),
  )
  return stringify({
    title,
    ...(id === undefined ? {} : { id }),
    ...(description === undefined ? {} : { description }),
    logsource: { product: "m365" },
    filter: { rules, selection, condition: "selection" },
    ...(custom === undefined ? {} : { custom }),
  })
}
