/** Fills, validates and packs the Teams app: `npm run manifest -- --bot-app-id <GUID> --host <host>`. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { AppManifestUtils } from "@microsoft/app-manifest"
import { strToU8, zipSync } from "fflate"
import { fillManifest, type ManifestValues } from "./fill-manifest.ts"
import { colorIcon, drawPng, outlineIcon } from "./icons.ts"

type Output = { write(text: string): void }

const USAGE = `npm run manifest -- --bot-app-id <GUID> --host <host>
  --bot-app-id   the bot's application id (Azure Bot, Configuration)
  --host         the public host of the bot, like watchpost.example.com
  --company      your company's name, at most 32 characters
  --website      address of your pages; /privacy and /terms are added
  --app-id       the app's id in Teams, if it must differ from the bot's
  --app-version  like 1.0.2; Teams wants a higher one with every change
  --out          the file to write (default: dist/watchpost-teams.zip)
`

/** Without any option a sample is built, so that the package can be looked at before there is a bot. */
const SAMPLE = { botAppId: "00000000-0000-4000-8000-000000000001", host: "watchpost.example.com" } as const

const OPTIONS = {
  "bot-app-id": { type: "string" },
  host: { type: "string" },
  company: { type: "string" },
  website: { type: "string" },
  "app-id": { type: "string" },
  "app-version": { type: "string" },
  out: { type: "string", default: "dist/watchpost-teams.zip" },
  help: { type: "boolean", default: false },
} as const

/** Resolves to the exit code: 0 written, 1 a mistake that is said in one sentence each. */
export async function buildManifest(words: readonly string[], out: Output, err: Output): Promise<number> {
  const options = readOptions(words)
  if (typeof options === "string") return fail([options, "", USAGE.trimEnd()], err)
  if (options.help) {
    out.write(USAGE)
    return 0
  }
  const isSample = options["bot-app-id"] === undefined && options.host === undefined
  const filled = fillManifest(readTemplate(), { ...valuesOf(options), ...(isSample ? SAMPLE : {}) })
  if (filled.manifest === undefined) return fail([...filled.problems, "", USAGE.trimEnd()], err)
  const problems = await validateManifest(filled.manifest)
  if (problems.length > 0) return fail(["The manifest is not valid:", ...problems], err)
  const file = resolve(options.out)
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, packApp(filled.manifest))
  } catch {
    return fail([`${options.out} can't be written.`], err)
  }
  out.write(
    isSample
      ? `${options.out} is ready as a sample: it names no real bot. For yours, give --bot-app-id and --host.\n`
      : `${options.out} is ready. Upload it in the Teams admin center: Teams apps, Manage apps, Actions, Upload new app.\n`,
  )
  return 0
}

export const readTemplate = (): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, "manifest.json"), "utf8"))

/** Microsoft's own validation against the schema that the manifest names; no network. Empty when it is valid. */
export const validateManifest = (manifest: Readonly<Record<string, unknown>>): Promise<string[]> =>
  AppManifestUtils.validateAgainstSchema(structuredClone(manifest) as never)

/** The zip that Teams takes: manifest and icons at its root. The same input gives the same bytes. */
function packApp(manifest: Readonly<Record<string, unknown>>): Uint8Array {
  return zipSync(
    {
      "manifest.json": strToU8(`${JSON.stringify(manifest, null, 2)}\n`),
      "color.png": drawPng(colorIcon, 192),
      "outline.png": drawPng(outlineIcon, 32),
    },
    { mtime: "2026-01-01T00:00:00Z" },
  )
}

type Options = { readonly help: boolean; readonly out: string } & {
  readonly [name in "bot-app-id" | "host" | "company" | "website" | "app-id" | "app-version"]?: string
}

function readOptions(words: readonly string[]): Options | string {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, strict: true, allowPositionals: false }).values
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : "The options can't be read."
  }
}

function valuesOf(options: Options): ManifestValues {
  return {
    botAppId: options["bot-app-id"] ?? "",
    host: options.host ?? "",
    ...(options.company === undefined ? {} : { company: options.company }),
    ...(options.website === undefined ? {} : { website: options.website }),
    ...(options["app-id"] === undefined ? {} : { appId: options["app-id"] }),
    ...(options["app-version"] === undefined ? {} : { version: options["app-version"] }),
  }
}

function fail(lines: readonly string[], err: Output): number {
  for (const line of lines) err.write(`${line}\n`)
  return 1
}
