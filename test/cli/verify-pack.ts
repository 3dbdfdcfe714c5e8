/** What somebody does with an evidence pack that was handed to them: unpacks it, and lets its own script check it. */
import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { unzipSync } from "fflate"

/** Into a new folder in this one; returns where. */
export function unpack(files: Iterable<readonly [string, string | Uint8Array]>, folder: string): string {
  const place = mkdtempSync(join(folder, "pack-"))
  for (const [name, content] of files) {
    mkdirSync(dirname(join(place, name)), { recursive: true })
    writeFileSync(join(place, name), content)
  }
  return place
}

/** The script's exit code and words. */
export function verify(
  files: Iterable<readonly [string, string | Uint8Array]>,
  folder: string,
): { readonly status: number | null; readonly stdout: string } {
  const cwd = unpack(files, folder)
  const { status, stdout } = spawnSync(process.execPath, ["verify.mjs"], { cwd, encoding: "utf8" })
  return { status, stdout }
}

export const verifyZip = (zip: Uint8Array, folder: string) => verify(Object.entries(unzipSync(zip)), folder)
