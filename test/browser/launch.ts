/**
 * A browser from npm alone: `@sparticuz/chromium` brings the binary, its libraries and fonts; playwright-core drives it.
 * A missing browser is a failure, never a skip.
 */
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir, userInfo } from "node:os"
import { dirname, join } from "node:path"
import { type Browser, chromium as driver } from "playwright-core"

/**
 * Not the package's own list: its `--single-process` ends the browser when the first page is closed, and it switches web
 * security off, which would let a broken page pass. No sandbox, because tests run as root in containers.
 */
const ARGS = ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"]

/** One folder a user and version: the package skips what is there already, so a foreign or half-made folder would stay broken. */
function folderName(): string {
  const entry = createRequire(import.meta.url).resolve("@sparticuz/chromium")
  const manifest = JSON.parse(readFileSync(join(dirname(dirname(entry)), "package.json"), "utf8"))
  return `watchpost-browser-${userInfo().uid}-${manifest.version}`
}

/** The package's own file names folders of its cloud only; without a font every page is blank. */
const fontsConfig = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`

/**
 * The package reads the temporary folder and the environment when it is imported, and unpacks its system libraries only
 * where it believes to be on Amazon Linux. It unpacks into a folder of its own that gets its name when it is complete,
 * so that test files that start at once don't see each other's half.
 */
async function unpack(): Promise<{ path: string; env: Record<string, string> }> {
  const base = tmpdir()
  const folder = join(base, folderName())
  const saved = { ...process.env }
  try {
    process.env.AWS_EXECUTION_ENV = "AWS_Lambda_nodejs20.x"
    process.env.TMPDIR = folder
    const { default: chromium } = await import("@sparticuz/chromium")
    if (!existsSync(folder)) {
      const staging = mkdtempSync(join(base, "watchpost-browser-"))
      process.env.TMPDIR = staging
      await chromium.executablePath()
      writeFileSync(join(staging, "fonts.conf"), fontsConfig(folder))
      try {
        renameSync(staging, folder)
      } catch {
        // Somebody else was first; theirs is complete, too.
        rmSync(staging, { recursive: true, force: true })
      }
    }
    const env = {
      LD_LIBRARY_PATH: join(folder, "al2023", "lib"),
      FONTCONFIG_FILE: join(folder, "fonts.conf"),
      HOME: folder,
      PATH: process.env.PATH ?? "",
      TZ: "UTC",
    }
    return { path: join(folder, "chromium"), env }
  } finally {
    // Libraries for the browser must not reach the programs that tests start.
    for (const name of Object.keys(process.env)) if (!(name in saved)) delete process.env[name]
    Object.assign(process.env, saved)
  }
}

/** Starts a headless Chromium. The caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  const { path, env } = await unpack()
  return driver.launch({ executablePath: path, args: ARGS, env, headless: true })
}
