import { type Breach, type Counted, readBreach } from "@/lib/breaches/breach"
import { dutiesOf, type StandingDuty } from "@/lib/breaches/duties"
import { noteEvent } from "@/lib/breaches/write-breach"
import { asSigned, type Ctx, type Locale, type Signed, type StaffActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { NotAllowedNow } from "@/lib/errors"
import type { OpenHouse } from "@/lib/house"
import { record } from "@/lib/ledger/record"
import { breachLetter } from "@/lib/letters/breach-letter"
import { citationText, textIn } from "@/lib/policy/lookup"
import { pdfOf } from "@/lib/requests/printed-letter"
import { organisationIn } from "@/lib/requests/request-text"
import { type RunCounts, runCounts } from "@/lib/runs/run-page"
import { sourceTitle } from "@/lib/sources/map-schema"

type Asked = { breach: string; kind: "pdf" | "json"; language: Locale }
type Account = { breach: Breach; counted: Counted; told: RunCounts | null; duties: StandingDuty[]; now: Date }

/**
 * The account of a breach (by its id) for the supervising body, as PDF or JSON: facts, counts and duties, nobody's name. Taking it is
 * noted. Throws NotAllowedNow before anybody touched was counted, NotFound, Forbidden.
 */
export async function breachFile(
  house: OpenHouse,
  signed: Signed<StaffActor>,
  { breach: id, kind, language }: Asked,
): Promise<{ name: string; body: string | Buffer }> {
  const account = await asSigned(house, signed, "breach-file", (ctx) => accountOf(ctx, id))
  const { number } = account.breach
  const name = `breach-${number}-${language}.${kind}`
  if (kind === "json") return { name, body: `${JSON.stringify(asJson(account), null, 2)}\n` }
  const letter = breachLetter(letterInput(account, language))
  return { name, body: await pdfOf(account.breach.inForce, letter, { number, at: account.now }) }
}

async function accountOf(ctx: Ctx<StaffActor>, id: string): Promise<Account> {
  const breach = await readBreach(ctx, { id })
  if (!breach.counted) throw new NotAllowedNow("count_first")
  await noteEvent(ctx, breach.id, "exported")
  await record(ctx, "breach.exported", {
    subjectId: null,
    object: breach.id,
    payload: { number: breach.number },
  })
  return {
    breach,
    counted: breach.counted,
    told: breach.runId ? await runCounts(ctx, breach.runId) : null,
    duties: await dutiesOf(ctx, breach),
    now: ctx.now,
  }
}

/** When the data was recorded, as days of the organisation. */
export function recordedDays({ scope, inForce }: Pick<Breach, "scope" | "inForce">) {
  const { timezone } = inForce.policy.organisation
  const dayOf = (at: string | null) => at && dayIn(new Date(at), timezone)
  return { from: dayOf(scope.from) || null, to: dayOf(scope.to) || null }
}

function asJson({ breach, counted, told, duties, now }: Account) {
  const { policy, profile } = breach.inForce
  const type = policy.breaches?.find(({ code }) => code === breach.type)
  return {
    schema: "ukuk.breach/1",
    organisation: policy.organisation.legalName,
    number: breach.number,
    madeAt: now.toISOString(),
    state: breach.state,
    type: type && { code: type.code, title: type.title, cites: type.cites },
    happened: { from: breach.happenedFrom, to: breach.happenedTo },
    found: { on: breach.foundOn, how: breach.story.how },
    what: breach.story.what,
    measures: breach.story.measures,
    data: {
      categories: breach.categories,
      sources: breach.scope.sources,
      recorded: recordedDays(breach),
      byKeys: breach.scope.keys !== null,
    },
    people: { bySource: counted, countedAt: breach.countedAt?.toISOString() ?? null },
    notices: told && { releasedAt: breach.releasedAt?.toISOString() ?? null, ...told },
    profile: profile.code,
    duties: duties.map(({ code, whom, title, term, cites, confidence, due, doneAt }) => ({
      ...{ code, whom, title, term, cites, confidence, dueOn: due.dueOn, steps: due.steps },
      doneAt: doneAt?.toISOString() ?? null,
    })),
  }
}

function letterInput({ breach, counted, told, duties }: Account, language: Locale) {
  const { policy, profile, dataMap } = breach.inForce
  const title = (list: readonly { code: string; title: Record<Locale, string> }[], code: string) =>
    list.find((each) => each.code === code)?.title[language] ?? code
  const { number, happenedFrom, happenedTo, foundOn, story } = breach
  return {
    ...{ language, number, happenedFrom, happenedTo, foundOn, ...story, told },
    organisation: organisationIn(breach.inForce, language),
    type: title(policy.breaches ?? [], breach.type),
    categories: breach.categories.map((code) => title(policy.categories, code)),
    sources: breach.scope.sources.map((name) => ({
      title: sourceTitle(dataMap, name)?.[language] ?? name,
      people: counted[name] ?? 0,
    })),
    recorded: recordedDays(breach),
    byKeys: breach.scope.keys !== null,
    duties: duties.map((duty) => ({
      title: textIn(duty.title, language),
      dueOn: duty.due.dueOn,
      cites: duty.cites.map((cite) => citationText(profile, cite, language)).join("; "),
      assumed: duty.confidence === "assumed",
      doneOn: duty.doneAt,
    })),
  }
}
