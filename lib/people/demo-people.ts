import { existsSync, readFileSync } from "node:fs"
import path from "node:path"
import { z } from "zod"
import type { DemoAccount } from "@/db/demo-accounts"
import { shapeFaults, yamlSource } from "@/lib/policy/yaml-source"

const Person = z.strictObject({
  who: z.string().min(1),
  phone: z.string().regex(/^\+\d{9,15}$/),
  pin: z
    .string()
    .regex(/^\d{14}$/)
    .optional(),
  password: z.string().min(8).optional(),
  state: z.string().min(1),
})

/** Somebody on the organisation's file without an account: signs up with the phone, and the PIN where there is one. */
export type DemoNewcomer = { who: string; phone: string; pin: string | null }
export type DemoPeople = { accounts: DemoAccount[]; newcomers: DemoNewcomer[] }

/**
 * The made-up people of a policy folder (`demo/people.yaml`); nobody where the folder has none. Throws with the first
 * fault of the file.
 */
export function readDemoPeople(folder: string): DemoPeople {
  const file = path.join(folder, "demo", "people.yaml")
  if (!existsSync(file)) return { accounts: [], newcomers: [] }
  const source = yamlSource(file, readFileSync(file, "utf8"))
  const [broken] = source.syntax
  if (broken) throw new Error(`${file}:${broken.line} ${broken.reason}`)
  const { data: people, error } = z.array(Person).safeParse(source.value, { reportInput: true })
  if (error)
    throw new Error(shapeFaults(source, error).map(({ line, reason }) => `${file}:${line} ${reason}`)[0])
  return {
    accounts: people.flatMap(({ who, phone, password, state }) =>
      password ? [{ who, signIn: phone, password, state }] : [],
    ),
    newcomers: people.flatMap(({ who, phone, pin, password }) =>
      password ? [] : [{ who, phone, pin: pin ?? null }],
    ),
  }
}
