/** The rows of every table of an HTML text, as plain cells. Enough for mails that a program writes; nothing of it is ever shown as HTML. */

const MOST_ROWS = 5_000
const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
}

/** Reads once from start to end. A table within a cell gives rows of its own. */
export function htmlRows(html: string): readonly (readonly string[])[] {
  const rows: string[][] = []
  let row: string[] = []
  let cell: string | undefined
  const endCell = (): void => {
    if (cell !== undefined) row.push(plain(cell))
    cell = undefined
  }
  const endRow = (): void => {
    endCell()
    if (row.length > 0 && rows.length < MOST_ROWS) rows.push(row)
    row = []
  }
  for (const token of tokens(html)) {
    if (token.kind === "text") cell = cell === undefined ? undefined : cell + token.text
    else if (token.name === "td" || token.name === "th") {
      endCell()
      if (!token.ends) cell = ""
    } else if (token.name === "tr" || token.name === "table") endRow()
    else if (token.name === "br" && cell !== undefined) cell += " "
  }
  endRow()
  return rows
}

/** All text of an HTML text, on one line. */
export function htmlText(html: string): string {
  let text = ""
  for (const token of tokens(html)) text += token.kind === "text" ? token.text : " "
  return plain(text)
}

type Token =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "tag"; readonly name: string; readonly ends: boolean }

/** Tags and the text between, without what is never seen. A tag without an end ends the text. */
function* tokens(html: string): Iterable<Token> {
  let hidden: string | undefined
  for (let at = 0; at < html.length; ) {
    const open = html.indexOf("<", at)
    const text = html.slice(at, open < 0 ? html.length : open)
    if (text !== "" && hidden === undefined) yield { kind: "text", text }
    const close = open < 0 ? -1 : html.indexOf(">", open)
    if (close < 0) return
    const [, slash, tagName = ""] = /^<(\/?)([a-z][a-z0-9]*)/i.exec(html.slice(open, open + 40)) ?? []
    const [name, ends] = [tagName.toLowerCase(), slash === "/"]
    if (hidden === undefined) {
      if (!ends && (name === "style" || name === "script")) hidden = name
      else yield { kind: "tag", name, ends }
    } else if (ends && name === hidden) hidden = undefined
    at = close + 1
  }
}

const plain = (text: string): string =>
  text
    .replaceAll(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,6}));/gi, (whole, hex, decimal, name) =>
      name === undefined ? character(hex, decimal) : (ENTITIES[String(name).toLowerCase()] ?? whole),
    )
    .replaceAll(/\s+/g, " ")
    .trim()

function character(hex: string | undefined, decimal: string | undefined): string {
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ""
}
