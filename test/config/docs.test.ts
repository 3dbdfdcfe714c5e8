/** Pages that repeat a table of the code: they say exactly what the code says. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { VARIABLES } from "../../src/config/environment.ts"
import { ERROR_CODES } from "../../src/model/errors.ts"

const page = (name: string): string => readFileSync(join(import.meta.dirname, "../../docs", name), "utf8")

describe("docs/errors.md", () => {
  const rows = page("errors.md")
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").map((cell) => cell.trim()))

  it("lists exactly the codes of the product, in their order", () => {
    expect(rows.map((cells) => cells[1]?.replaceAll("`", ""))).toEqual([...ERROR_CODES])
  })

  it("says for each who must act, what it means and what to do", () => {
    for (const cells of rows) {
      expect(cells).toHaveLength(6)
      expect(cells.slice(2, 5).every((cell) => cell.length > 3)).toBe(true)
    }
  })
})

describe("docs/onboarding.md", () => {
  it("names only environment variables that exist", () => {
    const named = page("onboarding.md").match(/WATCHPOST_[A-Z0-9_]*[A-Z0-9]/g) ?? []
    const known = VARIABLES.map(({ name }) => name.replace("<NAME>", ""))

    expect(named.length).toBeGreaterThan(3)
    expect(
      named.filter(
        (name) => !known.some((one) => name === one || (one.endsWith("_") && name.startsWith(one))),
      ),
    ).toEqual([])
  })
})

describe("docs/glossary.md", () => {
  it("has one sentence for each word, in alphabetical order, and no word twice", () => {
    const lines = page("glossary.md")
      .split("\n")
      .filter((line) => line.startsWith("- **"))
    const words = lines.map((line) => /^- \*\*(.+?)\*\*: \S/.exec(line)?.[1] ?? line)

    expect(words.length).toBeGreaterThan(40)
    expect(words).toEqual([...new Set(words)].toSorted((a, b) => a.localeCompare(b)))
  })
})
