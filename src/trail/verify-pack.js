/**
 * Is this evidence pack as Watchpost wrote it? Run `node verify.mjs` in the unpacked folder; nothing but Node is needed,
 * from version 18 on.
 * Checks every file's hash, every trail entry's hash over its content, and every link of the chain to the head.
 * Exit code 0 when all is whole, 1 when anything was changed, removed, added or reordered; each is named.
 */
import { createHash } from "node:crypto"
import { lstatSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const folder = dirname(fileURLToPath(import.meta.url))
/** @type {string[]} */
const problems = []
/** @param {Uint8Array | string} bytes */
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex")

/**
 * What a pack says of itself is one line of text: it can't clear the screen, nor write a line that looks like ours.
 * @param {string} text
 */
const shown = (text) =>
  text
    .replace(
      /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
      (mark) => `[U+${(mark.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`,
    )
    .slice(0, 500)

/** Halves of a character. Old versions of Node have no `toWellFormed()`. */
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/**
 * RFC 8785: keys in order of UTF-16 code units, no blanks, strings and numbers as ECMAScript writes them.
 * @param {any} value
 * @returns {string}
 */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`
  if (typeof value === "string") return JSON.stringify(value.replace(LONE, "\ufffd"))
  if (value === null || typeof value !== "object") return JSON.stringify(value)
  const keys = Object.keys(value).sort()
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`
}

/** @param {string} name */
function read(name) {
  try {
    const path = join(folder, name)
    // A link leads out of the pack, and a pipe never ends.
    if (lstatSync(path).isFile()) return readFileSync(path)
  } catch {
    // Said below.
  }
  problems.push(`${name} is missing or can't be read`)
  return Buffer.alloc(0)
}

/**
 * @param {string} text
 * @param {string} name
 * @returns {Record<string, any>}
 */
function parse(text, name) {
  try {
    const value = JSON.parse(text)
    // Nested so deep that nobody can go through it, it throws.
    canonical(value)
    if (value !== null && typeof value === "object") return value
  } catch {
    // Said below.
  }
  problems.push(`${name} isn't what Watchpost wrote: it can't be read as JSON`)
  return {}
}

/** @type {(path: string) => string[]} */
const filesBelow = (path) =>
  readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) => {
    const name = path === "" ? entry.name : `${path}/${entry.name}`
    return entry.isDirectory() ? filesBelow(name) : [name]
  })

function checkFiles() {
  const listBytes = read("hashes.json")
  const wanted = parse(listBytes.toString("utf8"), "hashes.json")
  const sorted = Object.fromEntries(Object.entries(wanted).sort())
  if (!listBytes.equals(Buffer.from(`${JSON.stringify(sorted, undefined, 2)}\n`)))
    problems.push("hashes.json was changed: it isn't spelled as Watchpost writes it")
  const there = filesBelow("").filter((name) => name !== "hashes.json")
  for (const name of there)
    if (!Object.hasOwn(wanted, name)) problems.push(`${name} was added: hashes.json doesn't name it`)
  for (const [name, hash] of Object.entries(wanted)) {
    if (!there.includes(name)) problems.push(`${name} was removed`)
    else if (sha256(read(name)) !== hash)
      problems.push(`${name} was changed: its SHA-256 isn't the one in hashes.json`)
  }
  return { files: there.length, seal: sha256(listBytes) }
}

/**
 * @param {Record<string, any>} entry
 * @param {number} line
 * @param {Record<string, any> | undefined} last
 */
function checkEntry(entry, line, last) {
  const { hash, ...content } = entry
  const name = `trail.jsonl line ${line} (entry ${entry.seq})`
  if (!Number.isInteger(entry.seq) || typeof entry.prev !== "string" || typeof hash !== "string") {
    problems.push(`trail.jsonl line ${line} isn't a trail entry`)
    return
  }
  if (last !== undefined && entry.seq !== last.seq + 1)
    problems.push(
      `${name}: entry ${last.seq + 1} should stand here; an entry was removed, added or reordered`,
    )
  if (last !== undefined && entry.prev !== last.hash)
    problems.push(`${name} doesn't follow what stands before it`)
  if ("what" in entry && sha256(canonical(content)) !== hash)
    problems.push(`${name} was changed: its content and its hash don't match`)
}

/**
 * Another spelling of the same entry has the same hash: what one program reads in it, another may not.
 * @param {string} text
 * @param {string} name
 */
function parseLine(text, name) {
  const entry = parse(text, name)
  if (canonical(entry) !== text) problems.push(`${name} was changed: it isn't spelled as Watchpost writes it`)
  return entry
}

const chain = read("trail.jsonl").toString("utf8").replace(/\n$/, "")
const entries = (chain === "" ? [] : chain.split("\n")).map((text, index) =>
  parseLine(text, `trail.jsonl line ${index + 1}`),
)

function checkChain() {
  /** @type {Record<string, any> | undefined} */
  let last
  for (const [index, entry] of entries.entries()) {
    checkEntry(entry, index + 1, last)
    last = entry
  }
  const head = parse(read("head.json").toString("utf8"), "head.json")
  if (last === undefined) problems.push("trail.jsonl holds no entry")
  if (last?.hash !== head.hash || last?.seq !== head.entries)
    problems.push("the chain doesn't end at the head that head.json names")
  const whole = entries.filter((entry) => "what" in entry).length
  return { whole, sealed: entries.length - whole, head }
}

/** The trail's own entries say what the records were when the alert was made. */
function checkRecords() {
  /** @type {any[]} */
  const named = entries.flatMap(({ data }) => (Array.isArray(data?.records) ? data.records : []))
  const noted = new Set(named.map((one) => one?.sha256))
  const there = filesBelow("").filter((name) => name.startsWith("records/"))
  const proven = there.filter((name) =>
    noted.has(sha256(canonical(parse(read(name).toString("utf8"), name)))),
  )
  if (noted.size > proven.length)
    problems.push(
      `${noted.size - proven.length} of the records that the trail names aren't here as they were`,
    )
  return { proven: proven.length, others: there.length - proven.length }
}

const { files, seal } = checkFiles()
const { whole, sealed, head } = checkChain()
const { proven, others } = checkRecords()
if (problems.length > 0) {
  for (const problem of problems) console.log(`BROKEN  ${shown(problem)}`)
  console.log(
    `\n${problems.length} ${problems.length === 1 ? "thing is" : "things are"} not as Watchpost wrote them.`,
  )
  process.exitCode = 1
} else {
  console.log(
    `Whole: ${files} files, ${whole} trail entries with their content, ${sealed} of others as links only.`,
  )
  console.log(
    `Audit records: ${proven} as the trail named them when they arrived${others === 0 ? "" : `, ${others} that it names by id only`}.`,
  )
  console.log(`Head of the trail: entry ${head.entries}, ${head.hash}`)
  console.log(`Seal of this pack: ${seal}`)
  console.log(
    "Compare the head with what was posted to the provider's channel, and the seal with what the export said.",
  )
}
