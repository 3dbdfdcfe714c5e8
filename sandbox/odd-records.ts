/**
 * Records as odd as real feeds have them, and harmless all the same: none may alert, and none may be lost.
 * The broken ones can't be read as records at all; they have to be kept whole with a reason.
 * Source: shapes of public audit records; field reports about masked, cut and rewritten ones.
 */
import { common, type EverydayRecord, guid, hexDigits, type Random, type Scene } from "./everyday-scene.ts"

type Fields = Readonly<Record<string, unknown>>

/** Client addresses as they were seen, most of them no address at all. */
const ADDRESSES: readonly (string | null | undefined)[] = [
  "198.51.100.24:16902",
  "[2001:db8:f100::9001:4f]:47114",
  "::1",
  "::ffff:192.0.2.7",
  "[::ffff:192.0.2.7]:443",
  "[192.0.2.7]",
  "localhost",
  "<null>",
  "",
  "XXX.XXX.XXX.XXX",
  "NOTANIPV4 (10.9000.0.1)",
  null,
  undefined,
]

/** Names of those who act on nobody's behalf. */
const ACTORS = [
  "NT AUTHORITY\\SYSTEM (Microsoft.Exchange.Servicehost)",
  "NT SERVICE\\MSExchangeAdminApiNetCore (Microsoft.Exchange.AdminApi.NetCore)",
  "Not Available",
  "NOT-FOUND",
  "Certificate",
  "S-1-5-18",
  "app@sharepoint",
  "Microsoft Teams Sync",
  "fim_password_service@support.onmicrosoft.com",
] as const

const base = (scene: Scene, more: Fields): Record<string, unknown> => ({
  ...common(scene, guid(scene.random)),
  Operation: "Get-MailboxStatistics",
  RecordType: 1,
  ResultStatus: "True",
  UserKey: "Not Available",
  UserType: 2,
  Workload: "Exchange",
  UserId: scene.mailbox.upn,
  ClientIP: "198.51.100.24",
  ...more,
})

const some = <Item>(list: readonly Item[], random: Random): Item | undefined =>
  list[Math.floor(random() * list.length)]

const READABLE: readonly ((scene: Scene) => Fields)[] = [
  (scene) => base(scene, { ClientIP: some(ADDRESSES, scene.random) }),
  (scene) => base(scene, { UserId: some(ACTORS, scene.random), UserType: 2 }),
  (scene) => base(scene, { RecordType: 9_000 + Math.floor(scene.random() * 999), Operation: "NewThing" }),
  (scene) =>
    base(scene, { RecordType: "AzureActiveDirectory", UserType: "Regular", ExternalAccess: "False" }),
  (scene) =>
    base(scene, { CreationTime: `${String(common(scene, "").CreationTime)}Z`, ResultStatus: "TRUE" }),
  (scene) => base(scene, { Id: "", ObjectId: `no id ${hexDigits(16, scene.random)}` }),
  (scene) => base(scene, { Parameters: ["Identity", "x"], ModifiedProperties: ["Name", "Value"] }),
  (scene) => base(scene, { Parameters: "-Identity x", ResultStatus: "PartiallySucceeded" }),
  (scene) =>
    base(scene, { OriginatingServer: "VI1PR04MB5056 (15.20.8093.014)\r\n", Operation: "Get-Mailbox " }),
  (scene) =>
    base(scene, { Id: guid(scene.random).toUpperCase(), ObjectId: "Boîte de réception 📥 \u202egnp.exe" }),
]

/** What no reader can make a record of: no time, an impossible time, no operation. */
const BROKEN: readonly ((scene: Scene) => Fields)[] = [
  (scene) => base(scene, { CreationTime: "2026-02-30T17:08:65" }),
  (scene) => base(scene, { CreationTime: undefined }),
  (scene) => base(scene, { Operation: "" }),
]

/** One odd record that can be read. */
export const oddRecord = (scene: Scene): EverydayRecord => ({
  contentType: "Audit.Exchange",
  record: (some(READABLE, scene.random) ?? base)(scene, {}),
})

/** One record that can't. Its `Id` is still there, so that it can be found among the rejected ones. */
export const brokenRecord = (scene: Scene): EverydayRecord => ({
  contentType: "Audit.Exchange",
  record: (some(BROKEN, scene.random) ?? base)(scene, {}),
})
