/** The whole practice: the cloud in this process and the product as a process beside it, each knowing the other's address. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { PracticeCloud } from "./cloud.ts"
import { type ProductProcess, startProduct } from "./product-process.ts"
import { productSetup } from "./product-setup.ts"
import { startEveryday } from "./run-everyday.ts"
import { startPracticeCloud } from "./server.ts"
import { connectorRoutes } from "./services/connector.ts"
import { installForCustomers } from "./services/connector-send.ts"
import { controlRoutes } from "./services/control.ts"
import { oneDriveRoutes } from "./services/one-drive.ts"
import { pageRoutes } from "./services/page.ts"
import { publicDoorRoutes } from "./services/public-door.ts"
import { veeamRoutes } from "./services/veeam.ts"
import { startVeeamTls } from "./services/veeam-tls.ts"
import type { World } from "./world/types.ts"

export type Practice = {
  readonly cloud: PracticeCloud
  /** Where configuration and database lie; removed by `close`. */
  readonly folder: string
  readonly database: string
  product(): ProductProcess
  /** Starts the product again with the same database, after it was stopped or killed. */
  restartProduct(): Promise<ProductProcess>
  close(): Promise<void>
}

export type PracticeStart = {
  readonly port?: number | undefined
  readonly world?: World
  /** Plays the first story when somebody opens the page. */
  readonly autoPlay?: boolean
  /** Ordinary life goes on in the tenants: Microsoft's own records, sign-ins, mail being read. */
  readonly everyday?: boolean
  /** How soon the product looks for what was there before; missing leaves it at its own pace, minutes after the start. */
  readonly sweepSeconds?: number
  /** Short name of the customer that lets fixes run by themselves; missing: none does. */
  readonly automatic?: string
  readonly onLog?: (line: string) => void
}

/** Long enough to look around, short enough that nobody wonders. */
const FIRST_STORY_AFTER_MS = 5_000

const EVERYDAY_MS = 15_000

/** Starts both and resolves when the product listens. Throws when the port is taken or the product ends at once; nothing is left then. */
export async function startPractice(options: PracticeStart = {}): Promise<Practice> {
  const folder = mkdtempSync(join(tmpdir(), "watchpost-practice-"))
  try {
    const cloud = await startCloud(options)
    return await startBeside(cloud, folder, options).catch(async (thrown: unknown) => {
      await cloud.close()
      throw thrown
    })
  } catch (thrown) {
    rmSync(folder, { recursive: true, force: true })
    throw thrown
  }
}

const startCloud = (options: PracticeStart): Promise<PracticeCloud> =>
  startPracticeCloud({
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.world === undefined ? {} : { world: options.world }),
    routes: [
      connectorRoutes,
      veeamRoutes,
      (started) => controlRoutes(started, options.autoPlay ? { autoPlayAfterMs: FIRST_STORY_AFTER_MS } : {}),
      oneDriveRoutes,
      publicDoorRoutes,
      pageRoutes,
    ],
  })

async function startBeside(
  cloud: PracticeCloud,
  folder: string,
  { onLog, everyday, sweepSeconds, automatic }: PracticeStart,
): Promise<Practice> {
  const veeam = await startVeeamTls(cloud)
  const start = async (): Promise<ProductProcess> => {
    const setup = productSetup(cloud, {
      folder,
      veeam,
      ...(sweepSeconds === undefined ? {} : { sweepSeconds }),
      ...(automatic === undefined ? {} : { automatic }),
    })
    const product = await startProduct({ setup, folder, ...(onLog ? { onLog } : {}) })
    cloud.world.bot.endpoint = `${product.url}/api/messages`
    return product
  }
  let product = await start().catch(async (thrown: unknown) => {
    await veeam.close()
    throw thrown
  })
  await installForCustomers(cloud)
  const stopEveryday = everyday ? startEveryday(cloud.world, EVERYDAY_MS) : () => {}
  return {
    cloud,
    folder,
    database: join(folder, "watchpost.db"),
    product: () => product,
    restartProduct: async () => {
      product = await start()
      return product
    },
    close: async () => {
      stopEveryday()
      await product.stop()
      await veeam.close()
      await cloud.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
