/**
 * The change feed of v8: which restore sessions changed or were deleted since the last answer.
 * Source: Veeam Backup for Microsoft 365 8 REST API reference, "Get Events".
 */
import { z } from "zod"
import type { BackupNews } from "../../ports/backup-server.ts"
import { parseJson } from "../http/json-body.ts"
import type { Where } from "./veeam-pages.ts"
import { unknownForm } from "./veeam-token.ts"

/** The server keeps the request that long when nothing happens; proxies close connections that idle for a minute. */
const HOLD_SECONDS = 25
/** For the answer itself, beyond the time that the server keeps it. */
const SLACK_SECONDS = 15

const News = z.object({
  nextChangeToken: z.union([z.string(), z.number()]),
  results: z.array(z.object({ eventType: z.string(), id: z.string().nullish() })).nullish(),
})

const Refusal = z.object({ errorCode: z.string().nullish() })

export async function readNews(
  where: Where,
  since: string | undefined,
  signal: AbortSignal,
): Promise<BackupNews | "unsupported" | "outdated"> {
  const { name, veeam } = where
  if ((await veeam.version(signal)) !== "v8") return "unsupported"
  const query = new URLSearchParams({
    from: since ?? "latest",
    limit: "10000",
    timeoutSeconds: String(HOLD_SECONDS),
  })
  const response = await veeam.ask(`Events?${query}`, signal, (HOLD_SECONDS + SLACK_SECONDS) * 1000)
  if (isOutdated(response)) return "outdated"
  // A proxy that doesn't let it through: the lists go on without it.
  if ([403, 404].includes(response.status)) return "unsupported"
  const parsed = News.safeParse(veeam.read(response))
  if (!parsed.success) throw unknownForm(name)
  const { nextChangeToken, results } = parsed.data
  const of = (type: string): readonly string[] => [
    ...new Set((results ?? []).flatMap((one) => (one.eventType === type && one.id ? [one.id] : []))),
  ]
  return {
    next: String(nextChangeToken),
    changed: of("RestoreSessionUpdate"),
    deleted: of("RestoreSessionDelete"),
  }
}

const isOutdated = ({ status, text }: { readonly status: number; text(): string }): boolean =>
  status >= 400 &&
  status < 500 &&
  Refusal.safeParse(parseJson(text())).data?.errorCode === "OutdatedChangeToken"
