/**
 * What Explorer logs are called: `Veeam.Exchange.Explorer_2026_11_18_20_11_29.log`.
 * Source: Veeam Backup for Microsoft 365 guide, "Managing Log Files".
 */

/** The name alone; the first group is the product. */
export const EXPLORER_LOG_NAME = /^Veeam\.(Exchange|SharePoint|OneDrive|Teams)\.Explorer_[\d_]{1,60}\.log$/i

/** A folder's or machine's name on Windows, without what could mean something to a shell, a path or a page. */
const FOLDER = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._()@+-]{0,100}$/u
/** Between the folder that is sent and a log. */
export const MOST_FOLDERS = 8
const LONGEST_PATH = 300

/** A log's path below the folder that is sent, with `/` between: no way up, no drive, nothing hidden. */
export function isExplorerLogPath(path: string): boolean {
  const folders = path.split("/")
  const name = folders.pop() ?? ""
  return (
    path.length <= LONGEST_PATH &&
    folders.length <= MOST_FOLDERS &&
    EXPLORER_LOG_NAME.test(name) &&
    folders.every((folder) => FOLDER.test(folder))
  )
}

export const isMachineName = (name: string): boolean => name.length <= 64 && FOLDER.test(name)
