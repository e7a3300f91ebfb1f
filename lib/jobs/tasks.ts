import { sql } from "drizzle-orm"
import type { JobHelpers, TaskList } from "graphile-worker"
import { z } from "zod"
import { signUps } from "@/db/schema/sign-in"
import { remindPeople, remindPerson } from "@/lib/accuracy/reminders"
import { warnAdministrators } from "@/lib/calendar/warn-administrators"
import { mailCheckpoints } from "@/lib/checkpoints/mail"
import { watchCheckpoints } from "@/lib/checkpoints/watch"
import { endByMessage } from "@/lib/consents/end-by-message"
import { expireConsents } from "@/lib/consents/expire-consents"
import { followConsents } from "@/lib/consents/follow-consents"
import { importConsents } from "@/lib/consents/import-consents"
import { forgetSuppressions } from "@/lib/consents/suppress"
import { asWorker } from "@/lib/context"
import { prepareForService } from "@/lib/copies/hand-over"
import { registerBulk } from "@/lib/disclosures/register-bulk"
import { remindProcessors } from "@/lib/disclosures/remind-processors"
import { replaceConsents, replaceConsentsOf } from "@/lib/editions/replace-consents"
import { endLines, keepRegister } from "@/lib/erasures/keep-register"
import { askAgain } from "@/lib/fulfilment/ask-again"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { lookInRound } from "@/lib/fulfilment/held-up"
import { readLater } from "@/lib/fulfilment/read-later"
import { runSelfService } from "@/lib/fulfilment/run-self-service"
import { stallPart } from "@/lib/fulfilment/stall"
import { causeOf } from "@/lib/fulfilment/stall-cause"
import { supplementPart } from "@/lib/fulfilment/supplement"
import { wakePart } from "@/lib/fulfilment/wake"
import { forgetDeliveries } from "@/lib/hooks/receive"
import type { OpenHouse } from "@/lib/house"
import { scanUploads } from "@/lib/jobs/scan-uploads"
import { logFault } from "@/lib/log"
import { enqueueJob } from "@/lib/notices/enqueue"
import { sendNotice } from "@/lib/notices/send"
import { checkAndKeep, checkSources } from "@/lib/oversight/keep-findings"
import { tellAuditors } from "@/lib/oversight/tell-auditors"
import { tellStop } from "@/lib/oversight/tell-stop"
import { sendContactCode } from "@/lib/people/contact-person"
import { destroyKeys } from "@/lib/people/forget-person"
import { sendRecoveryCode, tellRecovered } from "@/lib/people/recover"
import { sendSignUpCode } from "@/lib/people/sign-up"
import { tellHolder } from "@/lib/people/tell-of-sign-in"
import { inForce } from "@/lib/policy/editions"
import { textIn } from "@/lib/policy/lookup"
import { remindRecipients } from "@/lib/recipients/remind"
import { tellRecipient } from "@/lib/recipients/send"
import { replayRound } from "@/lib/replay/replay"
import { awaitPerson } from "@/lib/requests/await-person"
import { liftAnswered } from "@/lib/requests/lift-answered"
import { liftDue } from "@/lib/requests/lift-due"
import { askProofOf } from "@/lib/requests/proof-asked"
import { sendDigests } from "@/lib/requests/staff-digest"
import { carrySweep } from "@/lib/retention/carry-sweep"
import { dropLogs } from "@/lib/retention/drop-logs"
import { endCaseFile, endCaseFiles } from "@/lib/retention/end-case-file"
import { reviewRound } from "@/lib/retention/review"
import { sweepRound } from "@/lib/retention/schedule"
import { searchSweep } from "@/lib/retention/search-sweep"
import { wakeRuns } from "@/lib/runs/wake-runs"
import { workRun } from "@/lib/runs/work"
import { AmbiguousSubject, SourceStopped } from "@/lib/sources/failures"
import { asOneJob } from "@/lib/sources/resilience/lane"
import { halfByChance } from "@/lib/sources/resilience/pause"
import { staffRound } from "@/lib/staffing/staff-round"
import { remindOfTasks } from "@/lib/tasks/remind"

/** After this many tries a part says that it stalled: about a minute, since each pause is e times the one before. */
const TRIES = 5
const ROUND = 200

const id = (name: string) => z.object({ [name]: z.uuid() }).transform((payload) => payload[name] ?? "")

/** Which try of carrying out a part this is; none of the failed ones counted yet where nothing is said. */
const Tried = z.object({ part: z.uuid(), tried: z.coerce.number().int().default(0) })

const OfSource = z.object({ source: z.string() })

/** From where a long round goes on. */
const Onward = z.object({ after: z.uuid().optional() })

/** The worker's list of jobs. Payloads hold ids only; every job may be killed at any instruction and run again. */
export const tasksOf = (house: OpenHouse): TaskList =>
  Object.fromEntries(
    Object.entries(listOf(house)).map(([name, task]) => [
      name,
      (payload: unknown, helpers: JobHelpers) => asOneJob(() => task(payload, helpers)),
    ]),
  )

type Job = (payload: unknown, helpers: JobHelpers) => Promise<void>

function listOf(house: OpenHouse): Record<string, Job> {
  const held = () => asWorker(house, "policy", null, (ctx) => inForce(ctx.db))
  const one =
    (name: string, run: (id: string, helpers: JobHelpers) => Promise<void>) =>
    async (payload: unknown, helpers: JobHelpers) => {
      try {
        await run(id(name).parse(payload), helpers)
      } catch (error) {
        logFault("job", error, { job: helpers.job.task_identifier })
        throw error
      }
    }
  return {
    "send-sign-up-code": one("signUp", async (signUp) =>
      sendSignUpCode(house, house.sourcesOf(await held()), signUp),
    ),
    "send-contact-code": one("entry", (entry) => sendContactCode(house, entry)),
    "send-recovery-code": one("recovery", async (recovery) =>
      sendRecoveryCode(house, await held(), recovery),
    ),
    "tell-recovered": one("subject", (subject) => tellRecovered(house, subject)),
    "tell-recovery-used": one("account", (account) => tellHolder(house, account, "recovery_used")),
    "tell-passkey-copied": one("account", (account) => tellHolder(house, account, "passkey_copied")),
    "send-notice": one("notice", async (notice, { job }) => {
      const { policy } = await held()
      const delivery = { ...house.configuration, organisation: textIn(policy.organisation.shortName, "ky") }
      await sendNotice(house, delivery, notice, { isLast: job.attempts >= job.max_attempts })
    }),
    "tell-recipient": one("notice", (notice) => tellRecipient(house, notice)),
    "remind-recipients": () => remindRecipients(house),
    "remind-tasks": () => remindOfTasks(house),
    "notice-run": one("run", (run) => workRun(house, run)),
    "notice-runs": () => wakeRuns(house),
    "import-consents": one("subject", (subject) => importConsents(house, subject)),
    "follow-consents": one("subject", (subject) => followConsents(house, subject)),
    "stop-messages": one("subject", (subject) => endByMessage(house, subject, { method: "sms" })),
    "replace-consents": () => replaceConsents(house),
    "replace-consents-of": one("subject", (subject) => replaceConsentsOf(house, subject)),
    "expire-consents": one("subject", (subject) => expireConsents(house, subject)),
    "ask-proof": one("part", (part) => askProofOf(house, part)),
    "await-person": one("part", (part) => awaitPerson(house, part)),
    "run-self-service": one("part", (part) => runSelfService(house, part)),
    fulfil: (payload) => fulfilOrStall(house, Tried.parse(payload)),
    "make-package": one("part", (part) => prepareForService(house, part)),
    "ask-again": one("part", (part) => askAgain(house, part)),
    "lift-restriction": one("part", (part) => liftAnswered(house, part)),
    "wake-part": one("part", (part) => lookInRound(house, "wake-part", part, wakePart)),
    "lift-due": one("part", (part) => liftDue(house, part)),
    "lift-restrictions": () => spread(house, "guard.parts_to_lift", "lift-due", "part"),
    "tell-stop": one("stop", (stop) => tellStop(house, stop)),
    "read-again": one("part", (part) => lookInRound(house, "read-again", part, readLater)),
    "read-parts-again": () => spread(house, "guard.parts_to_read_again", "read-again", "part"),
    "supplement-part": one("part", (part) => supplementPart(house, part)),
    "supplement-parts": () => spread(house, "guard.parts_to_supplement", "supplement-part", "part"),
    "wake-parts": () => spread(house, "guard.parts_to_wake", "wake-part", "part"),
    "await-persons": () => spread(house, "guard.parts_to_remind", "await-person", "part"),
    "check-consents": () => spread(house, "guard.consents_to_check", "expire-consents", "subject"),
    "sweep-search": one("sweep", (sweep) => searchSweep(house, sweep)),
    "sweep-carry": one("sweep", (sweep) => carrySweep(house, sweep)),
    "drop-logs": () => dropLogs(house),
    "end-case-files": (payload) => endCaseFiles(house, Onward.parse(payload ?? {}).after ?? null),
    "end-case-file": one("subject", (subject) => endCaseFile(house, subject)),
    "destroy-keys": one("subject", (subject) => destroyKeys(house, subject)),
    "review-round": () => reviewRound(house),
    "sweep-round": () => sweepRound(house),
    "staff-digests": () => sendDigests(house),
    "tell-auditors": one("alert", (alert) => tellAuditors(house, alert)),
    "remind-people": () => remindPeople(house),
    "remind-person": one("subject", (subject) => remindPerson(house, subject)),
    "staff-round": () => staffRound(house),
    "warn-calendar": () => warnAdministrators(house),
    "remind-processors": () => remindProcessors(house),
    "register-bulk": one("bulk", (bulk) => registerBulk(house, bulk)),
    "scan-uploads": () => scanUploads(house),
    "check-sources": () => checkSources(house),
    "check-source": (payload) => checkAndKeep(house, OfSource.parse(payload).source),
    "watch-checkpoints": () => watchCheckpoints(house),
    "mail-checkpoints": () => mailCheckpoints(house),
    "keep-register": () => keepRegister(house),
    "replay-erasures": () => replayRound(house),
    "end-register-lines": async () => void (await endLines(house)),
    tidy: () => tidy(house),
  }
}

/** When the rounds run, in graphile-worker's crontab; each looks at a bounded number, longest unlooked at first. */
export const crontab =
  "* * * * * wake-parts\n* * * * * check-consents\n*/5 * * * * await-persons\n*/10 * * * * read-parts-again\n*/10 * * * * supplement-parts\n*/5 * * * * lift-restrictions\n30 2-10 * * * staff-digests\n*/10 * * * * notice-runs\n17 * * * * tidy\n*/10 * * * * replace-consents\n23 3 * * * warn-calendar\n29 3 * * * remind-processors\n41 21 * * * sweep-round\n51 * * * * review-round\n11 22 * * * drop-logs\n31 22 * * * end-case-files\n35 3-9 * * * remind-recipients\n39 3-9 * * * remind-tasks\n12 3-11 * * * remind-people\n37 * * * * staff-round\n* * * * * keep-register\n* * * * * watch-checkpoints\n19 3-11 * * * mail-checkpoints\n* * * * * scan-uploads\n43 21 * * * end-register-lines\n13 20 * * * replay-erasures\n27 20 * * * check-sources\n"

/** What failed is tried again by a job of its own, since the queue's own pauses have no chance in them. */
async function fulfilOrStall(house: OpenHouse, { part, tried }: z.infer<typeof Tried>): Promise<void> {
  try {
    await fulfilPart(house, part)
  } catch (error) {
    logFault("fulfil", error, { ref: part })
    // What was stopped is not tried again before the stop is lifted, nor whose data it is before somebody looked.
    const isForStaff = error instanceof SourceStopped || error instanceof AmbiguousSubject
    if (tried + 1 >= TRIES || isForStaff) return stallPart(house, part, causeOf(error))
    await asWorker(house, "fulfil", { part }, (ctx) => {
      const at = new Date(ctx.now.getTime() + halfByChance(1000 * Math.E ** (tried + 1)))
      return enqueueJob(ctx, "fulfil", { part, tried: `${tried + 1}` }, `fulfil:${part}`, at)
    })
  }
}

async function spread(
  house: OpenHouse,
  round: `guard.${"parts_to_wake" | "parts_to_read_again" | "parts_to_supplement" | "parts_to_remind" | "parts_to_lift" | "consents_to_check"}`,
  task: string,
  name: string,
): Promise<void> {
  await asWorker(house, task, null, async (ctx) => {
    const { rows } = await ctx.db.execute<{ id: string }>(
      sql`select id from ${sql.raw(round)}(${ROUND}) as id`,
    )
    for (const row of rows) await enqueueJob(ctx, task, { [name]: row.id }, `${task}:${row.id}`)
  })
}

/** Removes sign-ups that came to nothing, drafts and codes nobody used, and counters of past hours. */
async function tidy(house: OpenHouse): Promise<void> {
  const gone = await asWorker(house, "tidy", null, async (ctx) => {
    await ctx.db.execute(sql`select guard.tidy()`)
    await forgetDeliveries(ctx)
    await forgetSuppressions(ctx)
    return ctx.db
      .delete(signUps)
      .where(sql`${signUps.expiresAt} < now() - interval '1 day'`)
      .returning({ id: signUps.id })
  })
  for (const signUp of gone) await house.vault.destroy({ id: signUp.id, purpose: "data" })
}
