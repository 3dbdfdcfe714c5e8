/**
 * `watchpost import-audit-mails`: Veeam's audit mails from files. They are kept here and become evidence when Watchpost
 * runs, because only then each customer's domains are known.
 */
import { lstat, readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { openStore } from "../adapters/sqlite/open-store.ts"
import { plainText } from "../lib/plain-text.ts"
import { ConfigError } from "../model/errors.ts"
import type { ReceivedMail } from "../model/received-mail.ts"
import { type AuditMailSource, readAuditMail } from "../normalize/audit-mail.ts"
import { readMailFile } from "../normalize/mime.ts"
import { readConfigFile } from "./config-file.ts"
import type { Teller } from "./output.ts"

export type ImportOptions = { readonly folder: string; readonly configFile: string; readonly json: boolean }

/** An audit mail has a few kilobytes. */
const MAX_BYTES = 2 * 1024 * 1024

/** Answers 0 when every file was understood and believed, 1 otherwise; each other file has its sentence on standard error. */
export async function runImportAuditMails(
  { folder, configFile, json }: ImportOptions,
  io: { readonly stdout: Teller; readonly stderr: Teller },
): Promise<number> {
  const config = readConfigFile(configFile)
  const source = config.auditMails
  if (source === undefined)
    throw new ConfigError([
      "The configuration has no auditMails: their sender and the backup server's time zone must be known.",
    ])
  const files = await mailFiles(folder)
  const store = openStore(config.database)
  try {
    const counts = { files: files.length, added: 0, known: 0, refused: 0 }
    for (const file of files) {
      const mail = await readOne(join(folder, file), source)
      if (typeof mail === "string") {
        counts.refused += 1
        io.stderr.write(`${plainText(file)}: ${mail}\n`)
      } else if (await store.auditMails.keep(mail, Date.now())) counts.added += 1
      else counts.known += 1
    }
    io.stdout.write(json ? `${JSON.stringify(counts)}\n` : sentenceOf(counts))
    return counts.refused === 0 ? 0 : 1
  } finally {
    store.close()
  }
}

const sentenceOf = (counts: Readonly<Record<"files" | "added" | "known" | "refused", number>>): string =>
  `${counts.files} files: ${counts.added} mails are new, ${counts.known} were known, ${counts.refused} weren't taken. They become evidence when Watchpost runs.\n`

async function mailFiles(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.toLowerCase().endsWith(".eml")).toSorted()
  } catch {
    throw new ConfigError([`The folder ${folder} can't be read.`])
  }
}

/** The mail, or why it isn't taken. */
async function readOne(path: string, source: AuditMailSource): Promise<ReceivedMail | string> {
  const found = await lstat(path)
  if (!found.isFile()) return "It is no file."
  if (found.size > MAX_BYTES) return "It is larger than an audit mail."
  const mail = readMailFile(await readFile(path))
  if ("problem" in mail) return mail.problem
  const read = readAuditMail(mail, source)
  return "problem" in read ? read.problem : mail
}
