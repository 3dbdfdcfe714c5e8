/** Which keys each section of the configuration file knows, read from its grammar: for "did you mean". */
import { z } from "zod"
import { ConfigFile } from "./config-schema.ts"
import type { ConfigPath } from "./yaml-source.ts"

/** The keys of the section at `path`; empty where no section belongs. */
export function knownKeys(path: ConfigPath): readonly string[] {
  const schema = path.reduce<z.core.$ZodType | undefined>((at, part) => {
    const inner = at === undefined ? undefined : unwrap(at)
    if (inner instanceof z.ZodArray) return inner.element
    return inner instanceof z.ZodObject ? inner.shape[part] : undefined
  }, ConfigFile)
  const inner = schema === undefined ? undefined : unwrap(schema)
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : []
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional) {
    return unwrap(schema.unwrap())
  }
  return schema
}
