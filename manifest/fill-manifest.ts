/** The manifest's template with an MSP's own values in it; or every mistake in those values as a sentence. Pure. */
import { z } from "zod"

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const HOST = /^(?=.{4,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/

export type ManifestValues = {
  readonly botAppId: string
  /** The public host of the bot's endpoint, without https:// and without a path. */
  readonly host: string
  /** The app's own id in Teams; default is the bot's. */
  readonly appId?: string
  /** Shown as the app's maker; at most 32 characters. */
  readonly company?: string
  /** Base of the three pages that Teams shows; default is the host. */
  readonly website?: string
  readonly version?: string
}

export type FilledManifest =
  | { readonly manifest: Readonly<Record<string, unknown>>; readonly problems: readonly [] }
  | { readonly manifest?: undefined; readonly problems: readonly string[] }

const Template = z.looseObject({
  developer: z.looseObject({ name: z.string() }),
  bots: z.tuple([z.looseObject({})]),
  webApplicationInfo: z.looseObject({}),
})

export function fillManifest(template: unknown, values: ManifestValues): FilledManifest {
  const given = fold(values)
  const problems = checkValues(given)
  if (problems.length > 0) return { problems }
  const parsed = Template.parse(template)
  const site = given.website ?? `https://${given.host}`
  return {
    manifest: {
      ...parsed,
      id: given.appId ?? given.botAppId,
      ...(given.version === undefined ? {} : { version: given.version }),
      developer: {
        name: given.company ?? parsed.developer.name,
        websiteUrl: site,
        privacyUrl: `${site}/privacy`,
        termsOfUseUrl: `${site}/terms`,
      },
      bots: [{ ...parsed.bots[0], botId: given.botAppId }],
      // Whose app the team's owner lets read the channels' messages.
      webApplicationInfo: { ...parsed.webApplicationInfo, id: given.botAppId },
      validDomains: [given.host],
    },
    problems: [],
  }
}

const fold = (values: ManifestValues): ManifestValues => ({
  ...values,
  botAppId: values.botAppId.trim().toLowerCase(),
  host: values.host.trim().toLowerCase(),
  ...(values.appId === undefined ? {} : { appId: values.appId.trim().toLowerCase() }),
  ...(values.website === undefined ? {} : { website: values.website.trim().replace(/\/+$/, "") }),
})

function checkValues(values: ManifestValues): readonly string[] {
  const company = values.company?.trim()
  const checks: readonly (readonly [boolean, string])[] = [
    [GUID.test(values.botAppId), "--bot-app-id must be the bot's application id, a GUID."],
    [
      HOST.test(values.host) && !/^[\d.]+$/.test(values.host),
      "--host must be the public host name of the bot, like watchpost.example.com, without https:// and without a path.",
    ],
    [values.appId === undefined || GUID.test(values.appId), "--app-id must be a GUID."],
    [
      company === undefined || (company.length > 0 && company.length <= 32),
      "--company must have 1 to 32 characters.",
    ],
    [
      values.website === undefined || /^https:\/\/[^\s/?#]+(?:\/[^\s?#]*)?$/.test(values.website),
      "--website must be an address that starts with https://.",
    ],
    [
      values.version === undefined || /^\d{1,5}\.\d{1,5}\.\d{1,5}$/.test(values.version),
      "--app-version must be three numbers like 1.0.2.",
    ],
  ]
  return checks.flatMap(([good, sentence]) => (good ? [] : [sentence]))
}
