/** A folder of real files, the sender, and the server's door before a real store. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { onTestFinished } from "vitest"
import { createHttpClient } from "../../src/adapters/http/http-client.ts"
import { createLogDoor } from "../../src/adapters/ingest/log-door.ts"
import { createPostLog, type PostDeps } from "../../src/ship/run-post-log.ts"
import { createShipper, type Shipped } from "../../src/ship/run-ship.ts"
import { type IngestRig, OFFICE_TOKEN, startIngest } from "../adapters/ingest/ingest-rig.ts"

export const logName = (hour: number): string =>
  `ExchangeExplorer/Logs/Veeam.Exchange.Explorer_2026_11_18_${String(hour).padStart(2, "0")}_11_29.log`
export const LOG = logName(20)

export type Send = PostDeps["send"]

export async function startShip(token = OFFICE_TOKEN) {
  const ingest: IngestRig = await startIngest()
  const root = realpathSync(mkdtempSync(join(tmpdir(), "watchpost-ship-")))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const http = createHttpClient()
  onTestFinished(() => http.close())
  const { signal } = new AbortController()
  const door = createLogDoor({ address: ingest.url, token, machine: "PC-0417", http, signal })
  const requests: { file: string; offset: number; bytes: number }[] = []
  const pauses: number[] = []
  const counting: Send = (request) => {
    requests.push({ file: request.file, offset: request.offset, bytes: request.bytes.length })
    return door(request)
  }

  /** A sender that has just been started. `through` may lose or change what is sent. */
  const started = (through: (send: Send) => Send = (send) => send, tries = 4) => {
    const pause = async (ms: number): Promise<void> => void pauses.push(ms)
    const post = createPostLog({ send: through(counting), tries, pause })
    const shipper = createShipper(root, post, () => undefined)
    return (): Promise<Shipped> => shipper.round(signal)
  }
  return {
    ...{ root, ingest, requests, pauses, started, text: ingest.text, direct: door },
    write: (name: string, content: string | Uint8Array): void => {
      mkdirSync(dirname(join(root, name)), { recursive: true })
      writeFileSync(join(root, name), content)
    },
  }
}
