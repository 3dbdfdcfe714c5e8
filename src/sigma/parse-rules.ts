/**
 * Rule files: YAML, one or more documents, each a rule, a correlation or a filter; every mistake found at once with its line.
 * Source: Sigma specification v2.1.0, https://github.com/SigmaHQ/sigma-specification
 */
import { type Document, isMap, isScalar, LineCounter, parseAllDocuments, type YAMLMap } from "yaml"
import { LEVELS } from "../model/level.ts"
import type { Placeholders } from "./expand.ts"
import { readCorrelation } from "./parse-correlation.ts"
import { readDetection } from "./parse-detection.ts"
import type { Heading, Logsource, SigmaCorrelation, SigmaFilter, SigmaRule } from "./rule.ts"
import {
  child,
  linesOf,
  makeReader,
  type Reader,
  readFlag,
  readNames,
  readPlain,
  readText,
  readTexts,
  readWord,
} from "./yaml-reader.ts"

export type ParsedRules = {
  readonly rules: readonly SigmaRule[]
  readonly correlations: readonly SigmaCorrelation[]
  readonly filters: readonly SigmaFilter[]
  /** `rules/x.yml:7: the condition names "selction", which the detection doesn't have` */
  readonly problems: readonly string[]
}

export type ParseOptions = {
  /** Values for the modifier `expand`. */
  readonly placeholders?: Placeholders
  /** Reads the logic alone: title, logsource and the other words about a rule may be missing. */
  readonly plain?: boolean
}

/** What reading other encodings as UTF-8 leaves: NUL and the replacement character. */
const NOT_UTF8 = /[\0\uFFFD]/

const STATUS_WORDS = ["stable", "test", "experimental", "deprecated", "unsupported"]

type Documents = { rules: SigmaRule[]; correlations: SigmaCorrelation[]; filters: SigmaFilter[] }

/** Never throws; a document with a mistake gives problems and nothing else. */
export function parseRules(text: string, path: string, options: ParseOptions = {}): ParsedRules {
  const counter = new LineCounter()
  const problems: string[] = []
  const found: Documents = { rules: [], correlations: [], filters: [] }
  const foreign = text.search(NOT_UTF8)
  if (foreign >= 0) {
    const line = text.slice(0, foreign).split("\n").length
    return { ...found, problems: [`${path}:${line}: the file isn't UTF-8 text`] }
  }
  // Files that were put together keep their byte order marks.
  const parsed = parseAllDocuments(text.replaceAll(/^\uFEFF/gm, ""), { lineCounter: counter })
  const documents = (Array.isArray(parsed) ? parsed : []).filter(
    (document) => !isEmpty(document) || document.errors.length > 0,
  )
  if (documents.length === 0) problems.push(`${path}:1: the file has no rule`)
  for (const document of documents) {
    if (document.errors.length > 0) {
      problems.push(...yamlProblems(document, path, counter))
      continue
    }
    const { placeholders = new Map(), plain = false } = options
    const before = problems.length
    const reader = makeReader({ path, document, placeholders, plain }, counter, problems)
    const add = readDocument(reader)
    if (problems.length === before) add?.(found)
  }
  return { ...found, problems }
}

const isEmpty = ({ contents }: Document): boolean =>
  contents === null || (isScalar(contents) && contents.value === null)

function yamlProblems(document: Document, path: string, counter: LineCounter): readonly string[] {
  const problems = document.errors.map((error) => {
    const reason = error.message.split("\n")[0]?.replace(/ at line .*$/, "") ?? ""
    const hint = /alias|plain value cannot start/i.test(reason) ? " (put quotes around the value)" : ""
    const plain = /call stack/.test(reason) ? "lists and maps are nested too deeply" : reason + hint
    return `${path}:${counter.linePos(error.pos[0]).line}: ${plain}`
  })
  return [...new Set(problems)].slice(0, MAX_YAML_PROBLEMS)
}

/** Whatever follows the first few mistakes of YAML follows from them. */
const MAX_YAML_PROBLEMS = 10

function readDocument(reader: Reader): ((found: Documents) => void) | undefined {
  const root = reader.document.contents
  if (!isMap(root)) {
    reader.problem(root, "a rule is a map with title, logsource and detection")
    return undefined
  }
  if (root.has("action")) {
    reader.problem(root, '"action" belongs to Sigma 1: write each rule out, and aggregations as correlations')
    return undefined
  }
  const kinds = ["detection", "correlation", "filter"].filter((one) => root.has(one))
  if (kinds.length > 1) {
    const message = `the document has "${kinds.join('" and "')}": write two, with "---" between them`
    reader.problem(root, message)
    return undefined
  }
  const heading = readHeading(root, reader)
  if (root.has("correlation")) return readCorrelationDocument(root, heading, reader)
  if (root.has("filter")) return readFilterDocument(root, heading, reader)
  const logsource = readLogsource(root, reader)
  const block = child(root, "detection", reader)
  if (!isMap(block)) {
    reader.problem(block ?? root, "the rule has no detection")
    return undefined
  }
  const detection = readDetection(block, reader)
  return detection && ((found) => found.rules.push({ ...heading, logsource, ...detection }))
}

function readCorrelationDocument(
  root: YAMLMap,
  heading: Heading,
  reader: Reader,
): ((found: Documents) => void) | undefined {
  const block = child(root, "correlation", reader)
  if (!isMap(block)) {
    reader.problem(block ?? root, '"correlation" must be a map with type, rules, timespan and condition')
    return undefined
  }
  const correlation = readCorrelation(block, reader)
  // The specification writes it beside the level, pySigma inside the block.
  const generate = readFlag(root, "generate", reader) || correlation?.generate === true
  return correlation && ((found) => found.correlations.push({ ...heading, ...correlation, generate }))
}

function readFilterDocument(
  root: YAMLMap,
  heading: Heading,
  reader: Reader,
): ((found: Documents) => void) | undefined {
  const logsource = readLogsource(root, reader)
  const block = child(root, "filter", reader)
  if (!isMap(block)) {
    reader.problem(block ?? root, '"filter" must be a map with rules, a search and a condition')
    return undefined
  }
  const listed = readNames(block, "rules", reader)
  if (listed.length === 0)
    reader.problem(block, 'the filter has no "rules": list ids or names, or say "rules: any"')
  const [first = ""] = listed
  const any = listed.length === 1 && ["any", "all"].includes(first.toLowerCase())
  const detection = readDetection(block, reader, ["condition", "rules"])
  return (
    detection &&
    ((found) => found.filters.push({ ...heading, logsource, rules: any ? "any" : listed, ...detection }))
  )
}

function readHeading(root: YAMLMap, reader: Reader): Heading {
  const title = readText(root, "title", reader)
  if (title === undefined && !reader.plain) reader.problem(root, "the rule has no title")
  const words = {
    id: readText(root, "id", reader),
    name: readText(root, "name", reader),
    status: readWord(root, "status", STATUS_WORDS, reader),
    level: readWord(root, "level", LEVELS, reader),
    description: readText(root, "description", reader),
  }
  return {
    path: reader.path,
    line: reader.lineOf(root),
    title: title ?? reader.path,
    ...(words.id === undefined ? {} : { id: words.id }),
    ...(words.name === undefined ? {} : { name: words.name }),
    ...(words.status === undefined ? {} : { status: words.status }),
    ...(words.level === undefined ? {} : { level: words.level }),
    ...(words.description === undefined ? {} : { description: words.description }),
    tags: readTexts(root, "tags", reader),
    falsePositives: readTexts(root, "falsepositives", reader),
    custom: readPlain(root, "custom", reader),
  }
}

function readLogsource(root: YAMLMap, reader: Reader): Logsource {
  const node = child(root, "logsource", reader)
  if (!isMap(node)) {
    if (!reader.plain) reader.problem(node ?? root, "the rule has no logsource")
    return {}
  }
  return Object.fromEntries(
    linesOf(node, reader).flatMap(({ name, value }) =>
      isScalar(value) ? [[name, String(value.value)] as const] : [],
    ),
  )
}
