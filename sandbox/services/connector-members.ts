/** Who is in a channel, and which channels a team has. Source: Teams, "Get Teams-specific context for your bot". */
import type { PracticeCloud } from "../cloud.ts"
import type { PracticeCall, Reply } from "../router.ts"
import type { PracticePerson } from "../world/types.ts"
import { findPlace, membersOf } from "./connector-store.ts"

const notFound = (code: string, message: string): Reply => ({
  status: 404,
  body: { error: { code, message } },
})

const asMember = (person: PracticePerson) => ({
  id: person.teamsId,
  name: person.name,
  objectId: person.objectId,
  aadObjectId: person.objectId,
  userPrincipalName: person.upn,
  email: person.upn,
  tenantId: person.tenantId,
  userRole: person.kind === "technician" ? "user" : "guest",
})

const members = (cloud: PracticeCloud, call: PracticeCall): readonly PracticePerson[] | undefined => {
  const place = findPlace(cloud.world, call.params.conversation ?? "")
  return place === undefined ? undefined : membersOf(cloud.world, place.channel)
}

function getMember(cloud: PracticeCloud, call: PracticeCall): Reply {
  const all = members(cloud, call)
  if (all === undefined) return notFound("ConversationNotFound", "Conversation not found.")
  const wanted = call.params.member
  const person = all.find((one) => one.teamsId === wanted || one.objectId === wanted)
  if (person === undefined)
    return notFound("MemberNotFoundInConversation", "Member not found in conversation.")
  return { status: 200, body: asMember(person) }
}

function listMembers(cloud: PracticeCloud, call: PracticeCall): Reply {
  const all = members(cloud, call)
  if (all === undefined) return notFound("ConversationNotFound", "Conversation not found.")
  return { status: 200, body: { members: all.map(asMember) } }
}

const teamChannels = (cloud: PracticeCloud, call: PracticeCall) =>
  cloud.world.channels.filter((one) => one.teamId !== "" && one.teamId === call.params.team)

function getTeam(cloud: PracticeCloud, call: PracticeCall): Reply {
  const channels = teamChannels(cloud, call)
  if (channels.length === 0) return notFound("NotFound", "Team not found.")
  const body = {
    id: call.params.team,
    aadGroupId: channels[0]?.groupId,
    name: "Customers",
    tenantId: cloud.world.mspTenantId,
    type: "standard",
    channelCount: channels.length,
    memberCount: cloud.world.people.length,
  }
  return { status: 200, body }
}

function listTeamChannels(cloud: PracticeCloud, call: PracticeCall): Reply {
  const channels = teamChannels(cloud, call)
  if (channels.length === 0) return notFound("NotFound", "Team not found.")
  return { status: 200, body: { conversations: channels.map(({ id, name }) => ({ id, name })) } }
}

type MemberRoute = {
  readonly method: string
  readonly path: string
  readonly handle: (cloud: PracticeCloud, call: PracticeCall) => Reply
}

export const memberRoutes = (base: string): MemberRoute[] => [
  { method: "GET", path: `${base}/conversations/:conversation/members/:member`, handle: getMember },
  { method: "GET", path: `${base}/conversations/:conversation/pagedmembers`, handle: listMembers },
  { method: "GET", path: `${base}/teams/:team`, handle: getTeam },
  { method: "GET", path: `${base}/teams/:team/conversations`, handle: listTeamChannels },
]
