/** Records of the directory, as Entra writes them: Mia changes Tom's account, one part overridden at a time. */
import type { AuditRecord } from "../../src/model/audit-record.ts"
import type { JsonObject } from "../../src/model/json.ts"
import { makeRaw, makeRecord } from "./make-record.ts"

export const MIA = "mia.holm@contoso.example"
export const TOM = "tom.frank@contoso.example"
const MIA_ID = "a00893ef-4870-4b66-bb8a-a737570a82cd"
const TOM_ID = "c97f0b1c-6aa2-4f9a-9876-7b2ae6ba9f71"

export const userIdentity = (upn: string, id: string): JsonObject[] => [
  { ID: upn, Type: 5 },
  { ID: "10032000A1B2C3D4", Type: 3 },
  ...objectIdentity("User", id),
]

export const objectIdentity = (kind: string, id: string, name?: string, appId?: string): JsonObject[] => [
  { ID: `${kind}_${id}`, Type: 2 },
  { ID: id, Type: 2 },
  { ID: kind, Type: 2 },
  ...(name === undefined ? [] : [{ ID: name, Type: 1 }]),
  ...(appId === undefined
    ? []
    : [
        { ID: appId, Type: 2 },
        { ID: appId, Type: 4 },
      ]),
]

export const mia = (): JsonObject[] => userIdentity(MIA, MIA_ID)
export const tom = (): JsonObject[] => userIdentity(TOM, TOM_ID)

/** Old and new value by the property's name. */
export type Properties = Readonly<Record<string, readonly [before: string, after: string]>>

export const directoryRaw = (
  operation: string,
  properties: Properties = {},
  changed: JsonObject = {},
): JsonObject =>
  makeRaw({
    Operation: operation,
    RecordType: 8,
    ResultStatus: "Success",
    UserType: 0,
    Workload: "AzureActiveDirectory",
    UserId: MIA,
    ClientIP: "",
    AppId: null,
    ExternalAccess: null,
    ObjectId: TOM,
    Parameters: null,
    ModifiedProperties: Object.entries(properties).map(([Name, [OldValue, NewValue]]) => ({
      Name,
      OldValue,
      NewValue,
    })),
    Actor: mia(),
    Target: tom(),
    ...changed,
  })

export const makeDirectoryRecord = (
  operation: string,
  properties: Properties = {},
  changed: JsonObject = {},
): AuditRecord => makeRecord(directoryRaw(operation, properties, changed))
