/** Raw audit records of a made-up tenant in the shapes that Microsoft 365 delivers. Own values only. */

export type Raw = Readonly<Record<string, unknown>>

export const TENANT = "6f0d2c84-91b7-4a35-8d0e-5b1c7e92f410"
export const DOMAIN = "fabrikam.example"
const INITIAL = "fabrikam.onmicrosoft.com"

/** Numbers that are the same in each run: one stream for the whole set. */
export type Draw = {
  below(limit: number): number
  of<T>(list: readonly T[]): T
  guid(): string
}

/** Mulberry32: small, even enough, and the same everywhere. */
export function createDraw(seed: number): Draw {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  const hex = (length: number): string => Array.from({ length }, () => below(16).toString(16)).join("")
  return {
    below,
    of: (list) => {
      const one = list[below(list.length)]
      if (one === undefined) throw new Error("nothing to draw from")
      return one
    },
    guid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`,
  }
}

export const upn = (name: string): string => `${name}@${DOMAIN}`

/** `2026-03-02T08:15:30`: without a zone, as the feed has it. */
const creationTime = (at: number): string => new Date(at).toISOString().slice(0, 19)

type Common = { readonly at: number; readonly draw: Draw; readonly user: string }

const common = (
  { at, draw, user }: Common,
  operation: string,
  recordType: number,
  workload: string,
): Raw => ({
  CreationTime: creationTime(at),
  Id: draw.guid(),
  Operation: operation,
  OrganizationId: TENANT,
  RecordType: recordType,
  UserKey: user,
  UserType: 0,
  Version: 1,
  Workload: workload,
  UserId: user,
})

const pairs = (values: Readonly<Record<string, string>>): readonly Raw[] =>
  Object.entries(values).map(([Name, Value]) => ({ Name, Value }))

export type CmdletCall = Common & {
  readonly cmdlet: string
  readonly object: string
  readonly parameters: Readonly<Record<string, string>>
  readonly ip?: string
}

/** What an administrator (or a user, for inbox rules) ran in Exchange. */
export const cmdlet = (call: CmdletCall): Raw => ({
  ...common(call, call.cmdlet, 1, "Exchange"),
  UserType: 2,
  ResultStatus: "True",
  ClientIP: `${call.ip ?? "198.51.100.10"}:51234`,
  ObjectId: call.object,
  AppId: "",
  ClientAppId: "",
  ExternalAccess: false,
  OrganizationName: INITIAL,
  OriginatingServer: "AM0PR00MB0007 (15.20.8100.020)",
  Parameters: pairs({ Identity: call.object, ...call.parameters }),
  SessionId: call.draw.guid(),
})

/** The same cmdlets as Exchange's own services run them all day. */
export const systemCmdlet = (call: Omit<CmdletCall, "user">): Raw => ({
  ...cmdlet({ ...call, user: "NT AUTHORITY\\SYSTEM (w3wp)" }),
  UserType: 3,
  UserKey: "NT AUTHORITY\\SYSTEM (w3wp)",
  ExternalAccess: true,
  ClientIP: undefined,
})

export type MailAct = Common & {
  readonly operation: string
  readonly owner: string
  readonly logonType: number
  readonly ip: string
  readonly more?: Raw
}

export const mailAct = (act: MailAct): Raw => ({
  ...common(act, act.operation, act.operation === "MailItemsAccessed" ? 50 : 2, "Exchange"),
  ResultStatus: "Succeeded",
  ClientIPAddress: act.ip,
  ClientInfoString: "Client=OWA;Action=ViaProxy",
  ExternalAccess: false,
  InternalLogonType: 0,
  LogonType: act.logonType,
  LogonUserSid: "S-1-5-21-1111111111-2222222222-3333333333-4001",
  MailboxGuid: act.draw.guid(),
  MailboxOwnerUPN: act.owner,
  OrganizationName: INITIAL,
  OriginatingServer: "AM0PR00MB0007 (15.20.8100.020)\r\n",
  ...act.more,
})

export type SignIn = Common & {
  readonly ip: string
  /** Missing for a success. */
  readonly error?: { readonly number: string; readonly name: string }
  readonly agent?: string
  readonly app?: string
  /** How the token was asked for; a page that people see when missing. */
  readonly request?: string
  /** Of the device, beside what a browser on a computer says. */
  readonly device?: Readonly<Record<string, string>>
}

const BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36"
const OFFICE_HOME = "4765445b-32c6-49b0-83e6-1d93765276ca"

export const signIn = (act: SignIn): Raw => ({
  ...common(act, act.error === undefined ? "UserLoggedIn" : "UserLoginFailed", 15, "AzureActiveDirectory"),
  ResultStatus: act.error === undefined ? "Success" : "Failed",
  ClientIP: act.ip,
  ActorIpAddress: act.ip,
  ObjectId: "00000002-0000-0ff1-ce00-000000000000",
  AzureActiveDirectoryEventType: 1,
  ExtendedProperties: pairs({
    ResultStatusDetail: "Success",
    UserAgent: act.agent ?? BROWSER,
    RequestType: act.request ?? "Login:login",
  }),
  ModifiedProperties: [],
  Actor: [
    { ID: act.draw.guid(), Type: 0 },
    { ID: act.user, Type: 5 },
  ],
  ActorContextId: TENANT,
  InterSystemsId: act.draw.guid(),
  Target: [{ ID: "00000002-0000-0ff1-ce00-000000000000", Type: 0 }],
  TargetContextId: TENANT,
  ApplicationId: act.app ?? OFFICE_HOME,
  DeviceProperties: pairs({
    OS: "Windows10",
    BrowserType: "Chrome",
    SessionId: act.draw.guid(),
    ...act.device,
  }),
  ...(act.error === undefined ? {} : { ErrorNumber: act.error.number, LogonError: act.error.name }),
})

export type DirectoryAct = Common & {
  readonly operation: string
  readonly object: string
  readonly target: readonly { readonly ID: string; readonly Type: number }[]
  readonly modified: Readonly<Record<string, readonly [oldValue: string, newValue: string]>>
  readonly failed?: boolean
  readonly additional?: Raw
}

export const directoryAct = (act: DirectoryAct): Raw => ({
  ...common(act, act.operation, 8, "AzureActiveDirectory"),
  ResultStatus: act.failed === true ? "Failure" : "Success",
  ObjectId: act.object,
  AzureActiveDirectoryEventType: 1,
  ExtendedProperties: pairs({
    additionalDetails: JSON.stringify(act.additional ?? {}),
    extendedAuditEventCategory: "User",
  }),
  ModifiedProperties: Object.entries(act.modified).map(([Name, [OldValue, NewValue]]) => ({
    Name,
    NewValue,
    OldValue,
  })),
  Actor: [
    { ID: act.user, Type: 5 },
    { ID: `User_${act.draw.guid()}`, Type: 2 },
    { ID: "User", Type: 2 },
  ],
  ActorContextId: TENANT,
  InterSystemsId: act.draw.guid(),
  SupportTicketId: "",
  Target: act.target,
  TargetContextId: TENANT,
})
