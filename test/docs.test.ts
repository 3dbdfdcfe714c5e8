/** Pages say what the code says where they repeat it, and name only what is there. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { PassThrough } from "node:stream"
import { text } from "node:stream/consumers"
import { describe, expect, it } from "vitest"
import { runProgram } from "../src/cli/program.ts"
import { VARIABLES } from "../src/config/environment.ts"
import { ERROR_CODES } from "../src/model/errors.ts"

const ROOT = join(import.meta.dirname, "..")
const page = (name: string): string => readFileSync(join(ROOT, "docs", name), "utf8")

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

describe("every page", () => {
  const pages = [
    ...["README.md", "CONTRIBUTING.md", "sandbox/README.md"],
    ...filesIn("docs").filter((name) => name.endsWith(".md")),
  ]
  const textOf = (name: string): string => readFileSync(join(ROOT, name), "utf8")
  /** As GitHub makes an anchor of a heading. */
  const anchorsOf = (name: string): readonly string[] =>
    [...textOf(name).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_ -]/gu, "")
        .replaceAll(" ", "-"),
    )

  it("links only to files and headings that are there", () => {
    const broken = pages.flatMap((name) =>
      [...textOf(name).matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)]
        .map(([, link, source]) => link ?? source ?? "")
        .filter((link) => !/^[a-z]+:/.test(link))
        .filter((link) => {
          const [file = "", anchor = ""] = link.split("#")
          const target = file === "" ? name : join(dirname(name), file)
          const isThere = existsSync(join(ROOT, target))
          return !isThere || (anchor !== "" && !anchorsOf(target).includes(anchor))
        })
        .map((link) => `${name}: ${link}`),
    )

    expect(broken).toEqual([])
  })

  it("names only files of the code that are there", () => {
    const known = ["src", "test", "sandbox", "cards", "bench"].flatMap(filesIn)
    const unknown = pages.flatMap((name) =>
      [...textOf(name).matchAll(/`((?:[a-z]+\/)*[a-z0-9-]+(?:\.test)?\.(?:ts|js))`/g)]
        .map(([, file = ""]) => file)
        .filter((file) => !known.some((one) => `/${one}`.endsWith(`/${file}`)))
        .map((file) => `${name}: ${file}`),
    )

    expect(unknown).toEqual([])
  })

  it("names only commands and options that the program has", async () => {
    const asked = pages.flatMap((name) =>
      [...textOf(name).matchAll(/(?<=^|`)(?:npm exec )?watchpost (?:-- )?([a-z][^\n`#]*)/gm)].map(
        ([, said = ""]) => ({ name, said: said.trim().split(/\s+/) }),
      ),
    )

    const wrong = await Promise.all(
      asked.map(async ({ name, said: [command = "", ...rest] }) => {
        const words = command === "rules" || command === "trail" ? [command, rest[0] ?? ""] : [command]
        const help = await helpOf(words)
        const options = rest.join(" ").match(/--[a-z][a-z0-9-]*/g) ?? []
        return [`Usage: watchpost ${words.join(" ")} `, ...options]
          .filter((word) => !help.includes(word))
          .map((word) => `${name}: ${command} ${word}`)
      }),
    )

    expect(asked.length).toBeGreaterThan(30)
    expect(wrong.flat()).toEqual([])
  })

  it("names only scripts of package.json, and the README all that aren't parts of another", () => {
    const { scripts }: { scripts: Readonly<Record<string, string>> } = JSON.parse(textOf("package.json"))
    const named = pages.flatMap((name) =>
      [...textOf(name).matchAll(/npm run ([a-z]+)/g)].map(([, script = ""]) => script),
    )
    const parts = ["types", "lint", "unit", "watchpost", "start", "test"]

    expect(named.filter((script) => !(script in scripts))).toEqual([])
    expect(
      Object.keys(scripts).filter(
        (script) => !parts.includes(script) && !textOf("README.md").includes(`| \`npm run ${script}\` |`),
      ),
    ).toEqual([])
  })
})

describe("every comment", () => {
  it("names only files that are there", () => {
    const places = ["src", "test", "sandbox", "bench", "manifest"].flatMap(filesIn)
    const known = [...places, ...filesIn("docs"), ...filesIn("cards"), ...filesIn("rules")]
    const unknown = places
      .filter((name) => /\.(?:ts|js)$/.test(name))
      .flatMap((name) =>
        [...readFileSync(join(ROOT, name), "utf8").matchAll(/^\s*(?:\/?\*+|\/\/) .*$/gm)]
          .flatMap(([line]) => [...line.matchAll(/\b(?:[a-z]+\/)*[a-z0-9-]+(?:\.test)?\.(?:ts|js|md)\b/g)])
          .map(([file]) => file)
          .filter((file) => !known.some((one) => `/${one}`.endsWith(`/${file}`)))
          .map((file) => `${name}: ${file}`),
      )

    expect(unknown).toEqual([])
  })
})

async function helpOf(words: readonly string[]): Promise<string> {
  const [stdout, stderr, stdin] = [new PassThrough(), new PassThrough(), new PassThrough()]
  await runProgram([...words, "--help"], { stdout, stderr, stdin })
  stdout.end()
  return text(stdout)
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((name) =>
    join(folder, name),
  )
}
