/**
 * What people do on working days, for as long as is asked: they go to the office, connect to a VPN, sit on a train behind
 * a hotspot, mistype their password, read, send and delete mail, and open files. Nobody attacks anybody.
 */
import { createDraw, type Draw, mailAct, type Raw, signIn, TENANT, upn } from "./raw-records.ts"

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** A Monday. */
const START = Date.UTC(2026, 1, 2)
const OFFICE = "198.51.100.24"
const VPN = "203.0.113.80"
const PHONE = { OS: "Ios 17.5", BrowserType: "MobileSafari" }

type Person = { readonly user: string; readonly home: string; readonly goesToOffice: boolean }
/** One person on one day. */
type Scene = { readonly person: Person; readonly day: number; readonly draw: Draw }

const people = (count: number): readonly Person[] =>
  Array.from({ length: count }, (_, index) => ({
    user: upn(`person${index}`),
    home: `198.18.${index}.20`,
    goesToOffice: index % 3 !== 0,
  }))

/** Records of so many people and days from Monday, 2 February 2026 on, oldest first. */
export function ordinaryMonth(count: number, days: number): readonly Raw[] {
  const draw = createDraw(20_260_202)
  const records = Array.from({ length: days }, (_, day) => day)
    .filter((day) => day % 7 < 5)
    .flatMap((day) => people(count).flatMap((person) => workingDay({ person, day, draw })))
  return records.toSorted((a, b) => (String(a.CreationTime) < String(b.CreationTime) ? -1 : 1))
}

function workingDay(scene: Scene): readonly Raw[] {
  const { person, draw } = scene
  const place = person.goesToOffice ? OFFICE : person.home
  return [
    ...(person.goesToOffice ? wayToWork(scene) : []),
    ...[8, 10, 11, 13, 15].map((hour) => atComputer(scene, hour, place)),
    ...(draw.below(4) === 0 ? [atComputer(scene, 14, VPN)] : []),
    onPhone(scene, 12, draw.below(2) === 0 ? place : hotspot(draw)),
    ...(draw.below(15) === 0 ? mistyped(scene, place) : []),
    ...(draw.below(5) === 0 ? [askedForMore(scene, place)] : []),
    ...mailOfTheDay(scene, place),
    ...filesOfTheDay(scene, place),
  ]
}

/** At home before breakfast, the phone on the way, and now and then the computer on the train. */
const wayToWork = (scene: Scene): readonly Raw[] => [
  atComputer(scene, 7, scene.person.home),
  onPhone(scene, 7, hotspot(scene.draw)),
  ...(scene.draw.below(10) === 0 ? [atComputer(scene, 7, hotspot(scene.draw))] : []),
]

/** Operators hand out ever other addresses. */
const hotspot = (draw: Draw): string => `198.19.${draw.below(250)}.${1 + draw.below(250)}`

const minuteOf = ({ day, draw }: Scene, hour: number): number =>
  START + day * DAY + hour * HOUR + draw.below(40) * MINUTE

/** A browser keeps its session for a week. */
const sessionOf = ({ person, day }: Scene, device: string): string =>
  `${person.user.split("@")[0]}-${device}-${Math.floor(day / 7)}`

const atComputer = (scene: Scene, hour: number, ip: string): Raw =>
  signIn({
    ...{ at: minuteOf(scene, hour), draw: scene.draw, user: scene.person.user, ip },
    device: { SessionId: sessionOf(scene, "computer") },
  })

const onPhone = (scene: Scene, hour: number, ip: string): Raw =>
  signIn({
    ...{ at: minuteOf(scene, hour), draw: scene.draw, user: scene.person.user, ip },
    device: { ...PHONE, SessionId: sessionOf(scene, "phone") },
  })

const mistyped = (scene: Scene, ip: string): readonly Raw[] => {
  const at = minuteOf(scene, 8)
  return Array.from({ length: 1 + scene.draw.below(4) }, (_, index) =>
    signIn({
      ...{ at: at + index * 20_000, draw: scene.draw, user: scene.person.user, ip },
      error: { number: "50126", name: "InvalidUserNameOrPassword" },
    }),
  )
}

/** The password was right, and the second factor is asked for. */
const askedForMore = (scene: Scene, ip: string): Raw =>
  signIn({
    ...{ at: minuteOf(scene, 8), draw: scene.draw, user: scene.person.user, ip },
    error: { number: "50074", name: "UserStrongAuthClientAuthNRequired" },
  })

const SUBJECTS = ["Newsletter", "Offer 4711", "Lunch", "Minutes", "Your password was changed", "New sign-in"]

function mailOfTheDay(scene: Scene, ip: string): readonly Raw[] {
  const { person, draw } = scene
  const act = (operation: string, more: Raw): Raw =>
    mailAct({
      ...{ at: minuteOf(scene, 8 + draw.below(9)), draw, user: person.user, owner: person.user },
      ...{ operation, logonType: 0, ip, more },
    })
  const opened = {
    OperationProperties: [{ Name: "MailAccessType", Value: "Bind" }],
    OperationCount: 1 + draw.below(20),
    ClientAppId: "00000002-0000-0ff1-ce00-000000000000",
  }
  return [
    ...Array.from({ length: 3 }, () => act("MailItemsAccessed", opened)),
    ...Array.from({ length: 2 + draw.below(8) }, (_, at) =>
      act("Send", { Item: { Subject: `Offer ${at}` } }),
    ),
    ...(draw.below(3) === 0
      ? [
          act("MoveToDeletedItems", {
            AffectedItems: [{ Subject: draw.of(SUBJECTS) }],
            Folder: { Path: "\\Inbox" },
          }),
        ]
      : []),
  ]
}

function filesOfTheDay(scene: Scene, ip: string): readonly Raw[] {
  const { person, draw } = scene
  return Array.from({ length: 4 }, () => ({
    CreationTime: new Date(minuteOf(scene, 8 + draw.below(9))).toISOString().slice(0, 19),
    Id: draw.guid(),
    Operation: draw.of(["FileAccessed", "FileModified", "FileDownloaded", "FilePreviewed"]),
    OrganizationId: TENANT,
    RecordType: 6,
    UserKey: person.user,
    UserType: 0,
    Workload: "SharePoint",
    ClientIP: ip,
    UserId: person.user,
    ItemType: "File",
    ObjectId: `https://fabrikam.example/sites/all/Shared Documents/offer ${draw.below(300)}.docx`,
    UserAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36",
  }))
}
