/** Which logs of Veeam lie in a folder and those below it. Links are never followed: they could lead anywhere. */
import { constants } from "node:fs"
import { type FileHandle, open, readdir, realpath } from "node:fs/promises"
import { join } from "node:path"
import { isLogPath, isVeeamLog, MOST_FOLDERS } from "../model/explorer-log-name.ts"

export type FoundLogs = {
  /** Paths below the folder, with `/` between, in order. */
  readonly names: readonly string[]
  /** One sentence for whatever couldn't be looked at. */
  readonly problems: readonly string[]
}

/** `root` is a real path, without links. */
export async function findLogs(root: string): Promise<FoundLogs> {
  const names: string[] = []
  const problems: string[] = []
  const look = async (below: readonly string[]): Promise<void> => {
    const entries = await readdir(join(root, ...below), { withFileTypes: true }).catch(() => undefined)
    if (entries === undefined) problems.push(`The folder ${join(root, ...below)} can't be read.`)
    for (const entry of entries ?? []) {
      const path = [...below, entry.name]
      // A whole disk isn't searched.
      if (entry.isDirectory() && path.length <= MOST_FOLDERS) await look(path)
      else if (entry.isFile() && isVeeamLog(path.join("/"))) names.push(path.join("/"))
    }
  }
  await look([])
  const refused = names.filter((name) => !isLogPath(name))
  problems.push(
    ...refused.map((name) => `${name} isn't sent: it, or a folder on its way, has a name that isn't taken.`),
  )
  return { names: names.filter(isLogPath).toSorted(), problems }
}

/**
 * Opens a log that was found. Undefined when it is gone, or when a link has taken its place meanwhile. Throws what the
 * system says when it can't be read.
 */
export async function openLog(root: string, name: string): Promise<FileHandle | undefined> {
  const path = join(root, ...name.split("/"))
  try {
    if ((await realpath(path)) !== path) return undefined
    // Windows knows no such flag; there the look before is all there is.
    const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
    if ((await file.stat()).isFile()) return file
    await file.close()
    return undefined
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && (thrown.code === "ENOENT" || thrown.code === "ELOOP"))
      return undefined
    throw thrown
  }
}
