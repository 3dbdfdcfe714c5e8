/** The chat of a small provider, without a network: nothing outside answers unless a test says what. */
import { type CommandDeps, createCommandHandler } from "../../src/command/run-command.ts"
import { CmdletError } from "../../src/model/errors.ts"
import type { TenantAdmin } from "../../src/ports/tenant-admin.ts"
import { config, NOW } from "./make.ts"

export const SILENT: CommandDeps["log"] = { info: () => {}, warn: () => {}, error: () => {} }

const missing = async (): Promise<never> => {
  throw new CmdletError("Microsoft doesn't find it.", { missing: true })
}

export const NOBODY_THERE: TenantAdmin = {
  invoke: missing,
  request: missing,
  granted: async () => ({ permissions: [], roles: [] }),
}

type Given = Pick<CommandDeps, "store"> & Partial<CommandDeps>

export const makeDeps = (deps: Given): CommandDeps => ({
  config,
  now: () => NOW,
  log: SILENT,
  admin: NOBODY_THERE,
  country: () => undefined,
  domainsOf: () => [],
  teamIdOf: async () => undefined,
  credentials: () => [],
  backtest: async () => ({ kind: "busy" }),
  cardsOf: () => [],
  wakeOutbox: () => {},
  reportOf: async () => ({ lines: ["3 incidents."], page: "<!doctype html>" }),
  packOf: ({ id }) => ({ name: `incident-${id}.zip`, type: "application/zip", body: "a pack" }),
  ...deps,
})

export const makeHandler = (deps: Given): ReturnType<typeof createCommandHandler> =>
  createCommandHandler(makeDeps(deps))
