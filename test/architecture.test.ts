/** The house rules that a compiler can't check: who may import whom, how big a file may be, where the world is touched. */
import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { describe, expect, it } from "vitest"

const ROOT = resolve(import.meta.dirname, "..")
const SRC = join(ROOT, "src")
const MAX_LINES = 300

type SourceFile = {
  readonly path: string
  readonly room: string
  readonly text: string
  readonly imports: readonly string[]
}

const TABLE = readFileSync(join(ROOT, "docs/architecture.md"), "utf8").matchAll(
  /^\| `src\/(\w+)\/` \|.* \| (.+) \|$/gm,
)
/** Which rooms a room may import from, as the table of docs/architecture.md says. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  [...TABLE]
    .filter(([, , allowed = ""]) => !allowed.startsWith("everything"))
    .map(([, room = "", allowed = ""]) => [room, allowed.startsWith("nothing") ? [] : allowed.split(", ")]),
)
/** Those that may import everything, and the adapters, which have a rule of their own. */
const FREE_ROOMS = new Set(["", "cli", "jobs", "adapters"])

/** Vendor packages and the only places that may import them. Everything else is an adapter's business. */
const PACKAGES_OUTSIDE_ADAPTERS: Readonly<Record<string, readonly string[]>> = {
  "node-cron": ["jobs"],
  yaml: ["config", "sigma"],
  zod: ["config", "sigma", "normalize", "respond", "adapters", "detect", "onboard", "command", "cli"],
  re2js: ["sigma"],
  "ipaddr.js": ["normalize", "sigma", "lib", "adapters"],
  "fuse.js": ["command", "config"],
  "chrono-node": ["command"],
  "adaptivecards-templating": ["card"],
  "adaptive-expressions": ["card"],
  canonicalize: ["lib"],
  "p-retry": ["adapters"],
  "lru-cache": ["lib", "adapters"],
  pino: ["cli", "adapters"],
  commander: ["cli"],
  "cli-progress": ["cli"],
}

const listFiles = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return listFiles(path)
    return /\.(ts|js)$/.test(entry.name) ? [path] : []
  })

const roomOf = (path: string): string => {
  const parts = relative(SRC, path).split("/")
  return parts.length > 1 ? (parts[0] ?? "") : ""
}

const sources: readonly SourceFile[] = listFiles(SRC).map((path) => {
  const text = readFileSync(path, "utf8")
  const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*"([\w@./:-]+)"/g)].map((match) => match[1] ?? "")
  return { path, room: roomOf(path), text, imports }
})

const name = (file: SourceFile): string => relative(ROOT, file.path)
const packageOf = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/")

describe("src/", () => {
  it("has only rooms that the import table knows", () => {
    const unknown = sources
      .filter((file) => !FREE_ROOMS.has(file.room) && !(file.room in MAY_IMPORT))
      .map(name)

    expect(unknown).toEqual([])
  })

  it("imports only along the arrows of docs/architecture.md", () => {
    const breaches = sources.flatMap((file) => {
      const allowed = MAY_IMPORT[file.room]
      if (allowed === undefined) return []
      return file.imports
        .filter((specifier) => specifier.startsWith("."))
        .map((specifier) => resolve(dirname(file.path), specifier))
        .filter((path) => path.startsWith(`${SRC}/`))
        .filter((path) => roomOf(path) !== file.room && !allowed.includes(roomOf(path)))
        .map((path) => `${name(file)} imports ${relative(ROOT, path)}`)
    })

    expect(breaches).toEqual([])
  })

  it("has no circles: whoever reads a file never comes back to it", () => {
    const byPath = new Map(sources.map((file) => [file.path, file]))
    const importedBy = ({ path, imports }: SourceFile): readonly SourceFile[] =>
      imports
        .filter((specifier) => specifier.startsWith("."))
        .flatMap((specifier) => byPath.get(resolve(dirname(path), specifier)) ?? [])
    const done = new Set<SourceFile>()
    const circles: string[] = []
    const visit = (file: SourceFile, way: readonly SourceFile[]): void => {
      if (way.includes(file))
        circles.push([...way.slice(way.indexOf(file)), file].map(name).join(" imports "))
      if (done.has(file) || way.includes(file)) return
      for (const next of importedBy(file)) visit(next, [...way, file])
      done.add(file)
    }
    for (const file of sources) visit(file, [])

    expect(circles).toEqual([])
  })

  it("exports only what another file needs; types may name what an export takes and gives", () => {
    const around = ["test", "sandbox", "bench"].flatMap((folder) => listFiles(join(ROOT, folder)))
    const files = [...around.map((path) => ({ path, text: readFileSync(path, "utf8") })), ...sources]
    const taken = new Set(
      files.flatMap(({ path, text }) =>
        [...text.matchAll(/\{([^{}]*)\} (?:from|= await import\()\s*"(\.[^"]+)"/g)].flatMap(
          ([, names = "", from = ""]) =>
            names.split(",").map(
              (one) =>
                `${resolve(dirname(path), from)} ${
                  one
                    .trim()
                    .replace("type ", "")
                    .split(/ as |: /)[0]
                }`,
            ),
        ),
      ),
    )
    const untaken = sources.flatMap((file) =>
      [...file.text.matchAll(/^export (?:async )?(?:function|const|class) (\w+)/gm)]
        .filter(([, exported]) => !taken.has(`${file.path} ${exported}`))
        .map(([, exported]) => `${name(file)} exports ${exported}`),
    )

    expect(untaken).toEqual([])
  })

  it("lets adapters meet only in app.ts: no adapter imports another vendor's", () => {
    const shared = new Set(["http", "entra"])
    const breaches = sources
      .filter((file) => file.room === "adapters")
      .flatMap((file) => {
        const vendor = relative(join(SRC, "adapters"), file.path).split("/")[0]
        return file.imports
          .filter((specifier) => specifier.startsWith("."))
          .map((specifier) => relative(SRC, resolve(dirname(file.path), specifier)).split("/"))
          .filter(([room, other]) =>
            room === "adapters"
              ? other !== vendor && !shared.has(other ?? "")
              : !["model", "ports", "lib", "config"].includes(room ?? ""),
          )
          .map((parts) => `${name(file)} imports ${parts.join("/")}`)
      })

    expect(breaches).toEqual([])
  })

  it("keeps vendor packages in adapters, or in the one room that the table names", () => {
    const breaches = sources.flatMap((file) =>
      file.imports
        .filter((specifier) => !specifier.startsWith(".") && !specifier.startsWith("node:"))
        .map(packageOf)
        .filter((vendor) => {
          const rooms = PACKAGES_OUTSIDE_ADAPTERS[vendor]
          return rooms === undefined ? file.room !== "adapters" : !rooms.includes(file.room)
        })
        .map((vendor) => `${name(file)} imports ${vendor}`),
    )

    expect(breaches).toEqual([])
  })

  it("decides in pure code: no clock, randomness, network, disk or environment outside run-*, adapters and the edges", () => {
    const impure =
      /\bDate\.now\(|new Date\(\)|Math\.random\(|\bfetch\(|process\.env|from "node:(fs|net|http|https|child_process)/
    const breaches = sources
      .filter((file) => file.room in MAY_IMPORT && file.room !== "ports" && file.path.endsWith(".ts"))
      .filter((file) => !/\/run-[^/]+$/.test(file.path))
      .filter((file) => impure.test(file.text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "")))
      .map(name)

    expect(breaches).toEqual([])
  })

  it("says lengths of time by the units of lib/time-units.ts, where lib may be imported", () => {
    const rooms = [
      ...FREE_ROOMS,
      ...Object.keys(MAY_IMPORT).filter((room) => MAY_IMPORT[room]?.includes("lib")),
    ]
    const breaches = sources
      .filter(({ room, text }) => rooms.includes(room) && /\b(?:60_000|3_600_000|86_400_000)\b/.test(text))
      .map(name)

    expect(breaches).toEqual([])
  })

  it("reads the environment in one place", () => {
    // What is only set there is for threads of our own.
    const readers = sources.filter((file) => /process\.env(?!\.\w+ \?\?= )/.test(file.text)).map(name)

    expect(readers.filter((path) => !path.startsWith("src/cli/"))).toEqual([])
  })
})

describe("every source file", () => {
  const all = [SRC, join(ROOT, "sandbox"), join(ROOT, "test"), join(ROOT, "manifest")]
    .flatMap(listFiles)
    .map((path) => ({ path: relative(ROOT, path), lines: readFileSync(path, "utf8").split("\n").length - 1 }))

  it(`has at most ${MAX_LINES} lines`, () => {
    expect(all.filter((file) => file.lines > MAX_LINES)).toEqual([])
  })

  it("says in its first lines what it is", () => {
    const silent = sources.filter((file) => !/^(#!.*\n)?(\/\*\*|\/\/)/.test(file.text)).map(name)

    expect(silent).toEqual([])
  })

  it("has no default export and no suppression without a reason", () => {
    const breaches = sources
      .filter(
        (file) => /^export default /m.test(file.text) || /@ts-ignore|biome-ignore [^:]+$/m.test(file.text),
      )
      .map(name)

    expect(breaches).toEqual([])
  })
})

describe("the ingest worker", () => {
  /** Every file that is loaded with `entry`; what is imported for its types alone isn't. */
  const loadedWith = (entry: string, seen = new Set<string>()): ReadonlySet<string> => {
    if (seen.has(entry)) return seen
    seen.add(entry)
    const { text = "" } = sources.find(({ path }) => path === entry) ?? {}
    for (const [, name = ""] of text.matchAll(/^(?:import|export) (?!type )[^"]*"(\.[^"]+)"/gm))
      loadedWith(resolve(dirname(entry), name), seen)
    return seen
  }

  it("loads of the store only what taking in records needs", () => {
    const loaded = [...loadedWith(join(SRC, "ingest-worker.ts"))].map((path) => relative(SRC, path))

    expect(loaded).toContain("adapters/sqlite/record-store.ts")
    expect(
      loaded.filter((path) => /sqlite\/(open-store|outbox|notices|restore-store)\.ts$/.test(path)),
    ).toEqual([])
  })
})
