/**
 * What Veeam's logs are called: `Veeam.Exchange.Explorer_2026_11_18_20_11_29.log`, and on the backup server itself
 * `Veeam.Archiver.REST_2026_11_18_20_11_29.log`.
 * Source: Veeam Backup for Microsoft 365 guide, "Managing Log Files".
 */

/** The name alone; the first group is the product. */
export const EXPLORER_LOG_NAME = /^Veeam\.(Exchange|SharePoint|OneDrive|Teams)\.Explorer_[\d_]{1,60}\.log$/i

/** The backup server's own: of its service and of its REST service. */
const SERVER_LOG_NAME = /^Veeam\.Archiver\.(?:Service|REST)[A-Za-z\d_.-]{0,100}\.log$/i
/** One file for each restore over REST lies there; how it is called isn't documented. */
const RESTORE_FOLDER = /^RestoreREST$/i

/** A folder's or machine's name on Windows, without what could mean something to a shell, a path or a page. */
const FOLDER = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._()@+-]{0,100}$/u
/** Between the folder that is sent and a log. */
export const MOST_FOLDERS = 8
const LONGEST_PATH = 300

/** A log of the backup server itself, by its path below the folder that is sent. */
export function isServerLog(path: string): boolean {
  const [name = "", folder = ""] = path.split("/").reverse()
  return SERVER_LOG_NAME.test(name) || (RESTORE_FOLDER.test(folder) && /\.log$/i.test(name))
}

/** By its path below the folder that is sent. */
export const isVeeamLog = (path: string): boolean =>
  EXPLORER_LOG_NAME.test(path.split("/").at(-1) ?? "") || isServerLog(path)

/** Such a log's path is taken with `/` between: no way up, no drive, nothing hidden. */
export function isLogPath(path: string): boolean {
  const parts = path.split("/")
  return (
    path.length <= LONGEST_PATH &&
    parts.length <= MOST_FOLDERS + 1 &&
    isVeeamLog(path) &&
    parts.every((part) => FOLDER.test(part))
  )
}

export const isMachineName = (name: string): boolean => name.length <= 64 && FOLDER.test(name)
