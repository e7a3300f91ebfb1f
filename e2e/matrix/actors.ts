import { randomUUID } from "node:crypto"
import type { DemoAccount } from "@/db/demo-accounts"
import type { Signed, SubjectActor } from "@/lib/context"
import { loadDemo } from "@/lib/people/demo"
import { normalLogin } from "@/lib/people/identifiers"
import { actUnder, openSession, whoIs } from "@/lib/people/sessions"
import { customerWho } from "../customers"
import type { Behind } from "./deployment"
import type { Who } from "./people"

/** Cookies of everybody, and the owner as verbs know them. */
export type Cast = {
  cookies: Readonly<Record<Who, string>>
  owner: Signed<SubjectActor>
  /** What would tell somebody of the owner. */
  other: string
  name: string
  secrets: readonly string[]
}

const DEVICE = { agent: "matrix", address: "matrix" }
/** Under which name the owner asks. */
export const OWNER = "Матрица Адам"
const PASSWORD = "of nobody, and long enough"
const SECRET = "JBSWY3DPEHPK3PXP"

const mailOf = (who: string) => `${who.replaceAll(" ", "-")}.${randomUUID().slice(0, 8)}@matrix.example`

/** Makes the people of the matrix, whom no other story has, and signs all of them in. */
export async function openCast(behind: Behind): Promise<Cast> {
  const [one, two] = [await customerWho("owing"), await customerWho("owing")]
  const person = (signIn: string): DemoAccount => ({ who: "", signIn, password: PASSWORD, state: "" })
  const colleague = (who: string): DemoAccount => ({ ...person(mailOf(who)), who, code: SECRET })
  const staff = {
    ...{ officer: colleague("officer"), approver: colleague("approver"), steward: colleague("steward") },
    ...{ administrator: colleague("admin"), auditor: colleague("auditor") },
    ...{ outsider: colleague("approver"), "shut out": colleague("officer") },
  }
  await loadDemo(behind.house, behind.ownerUrl, [
    person(one.phone),
    person(two.phone),
    ...Object.values(staff),
  ])
  await behind.owner.query("update staff set outside = true where account_id = $1", [
    (await accountOf(behind, staff.outsider.signIn)).id,
  ])
  const signIn = async (login: string, level: 1 | 2) =>
    openSession(behind.house, await accountOf(behind, login), level, DEVICE)
  const tokens: Partial<Record<Who, string>> = {
    owner: await signIn(one.phone, 1),
    other: await signIn(two.phone, 1),
  }
  for (const [who, { signIn: login }] of Object.entries(staff)) tokens[who as Who] = await signIn(login, 2)
  const owner = await signedWith(behind, tokens.owner)
  await behind.owner.query("update accounts set disabled_at = now() where id = $1", [
    (await accountOf(behind, staff["shut out"].signIn)).id,
  ])
  Object.assign(
    tokens,
    await attorneysOf(behind, owner.actor.subjectId, (await accountOf(behind, staff.officer.signIn)).id),
  )
  tokens["contact person"] = await contactPerson(behind)
  const cookies = { stranger: "locale=en" } as Record<Who, string>
  for (const [who, token] of Object.entries(tokens)) cookies[who as Who] = await behind.cookieOf(token)
  const { actor: other } = await signedWith(behind, tokens.other)
  return { cookies, owner, other: other.subjectId, name: OWNER, secrets: [one.phone, one.pin, one.email] }
}

async function accountOf({ house, owner }: Behind, typed: string) {
  const login = normalLogin(typed)
  const { rows } = await owner.query<{ id: string; kind: "subject" | "staff" }>(
    "select a.id, a.kind from accounts a join account_logins l on l.account_id = a.id where l.hash = $1",
    [login && house.vault.hash(login.kind, login.value)],
  )
  const [found] = rows
  if (!found) throw new Error("an account of the matrix is missing")
  return found
}

async function signedWith({ house }: Behind, token = ""): Promise<Signed<SubjectActor>> {
  const answer = await whoIs(house, token)
  if (answer.is !== "actor" || answer.signed.actor.kind !== "subject") throw new Error("nobody is signed in")
  return answer.signed as Signed<SubjectActor>
}

async function bareAccount({ owner }: Behind, reach: string, subject: string | null): Promise<string> {
  const id = randomUUID()
  await owner.query(
    "insert into accounts (id, kind, password, reach, subject_id) values ($1, 'subject', '\\x00', $2, $3)",
    [id, reach, subject],
  )
  return id
}

async function contactPerson(behind: Behind): Promise<string> {
  const subject = randomUUID()
  await behind.owner.query("insert into subjects (id) values ($1)", [subject])
  const id = await bareAccount(behind, "contact", subject)
  return openSession(behind.house, { id, kind: "subject" }, 1, DEVICE)
}

/** Four who act for the owner under a mandate each: one holds, one is over, one was taken back, one names another right. */
async function attorneysOf(behind: Behind, subjectId: string, registeredBy: string) {
  const tokens: Partial<Record<Who, string>> = {}
  for (const who of ["attorney", "attorney over", "attorney revoked", "attorney wrong right"] as const) {
    const [account, id] = [await bareAccount(behind, "full", null), randomUUID()]
    const owner = { id: subjectId, purpose: "case" } as const
    const seal = (place: string, value: unknown) =>
      behind.house.vault.seal(owner, `mandates.${place}|${id}`, JSON.stringify(value))
    const contact = { kind: "email", value: "attorney@matrix.example" }
    await behind.owner.query(
      `insert into mandates (id, subject_id, account_id, kind, holder, proof, rights, starts_on, registered_by)
       values ($1, $2, $3, 'representative', $4, $5, $6, '2020-01-01', $7)`,
      [
        ...[id, subjectId, account],
        await seal("holder", { name: "Матрица Ишенимдүү", entity: null, contact, person: OWNER }),
        await seal("proof", {
          ...{ kind: "power_of_attorney", number: "1", issuedOn: "2020-01-01", issuer: "Нотариус" },
        }),
        ...[who === "attorney wrong right" ? ["question"] : null, registeredBy],
      ],
    )
    const token = await openSession(behind.house, { id: account, kind: "subject" }, 1, DEVICE)
    if (!(await actUnder(behind.house, token, id))) throw new Error("an attorney may not act")
    if (who === "attorney over")
      await behind.owner.query("update mandates set ends_on = '2020-02-02' where id = $1", [id])
    if (who === "attorney revoked")
      await behind.owner.query("update mandates set ended_at = now(), ended_why = 'revoked' where id = $1", [
        id,
      ])
    tokens[who] = token
  }
  return tokens
}
