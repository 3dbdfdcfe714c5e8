/** HTML that is built from text: every value in a template is escaped, unless it was made by this file itself. */

/** Finished HTML. Only `html` makes one. */
export type Html = { readonly html: string }

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (mark) => ENTITIES[mark] ?? mark)

type Value = string | number | Html | readonly Html[]

function partOf(value: Value): string {
  if (typeof value === "string" || typeof value === "number") return escaped(String(value))
  return "html" in value ? value.html : value.map((one) => one.html).join("")
}

/** A template whose values are text, finished HTML, or a list of it. Attribute values stand in double quotes. */
export const html = (strings: TemplateStringsArray, ...values: readonly Value[]): Html => ({
  html: strings.reduce((text, string, index) => {
    const value = values[index - 1]
    return `${text}${value === undefined ? "" : partOf(value)}${string}`
  }),
})
