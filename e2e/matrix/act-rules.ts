import { everybody, type Who } from "./people"
import type { Outcome } from "./rules"

const people: readonly Who[] = ["owner", "other", "attorney", "attorney wrong right"]
const inside: readonly Who[] = ["officer", "approver", "steward", "administrator", "auditor"]
const staff: readonly Who[] = [...inside, "outsider"]

/**
 * Who gets past the first look of each action, by the folder its page lies in and its name. Whose the things are that a form
 * names, its verb looks at.
 */
const through: readonly (readonly [readonly Who[], string])[] = [
  [
    everybody,
    `contact#beginContact contact#finishContact invitation#acceptInvitation invitation#beginInvited invitation#acceptByPasskey
    invitation/account#openAccount recover#beginRecovery recover#finishRecovery sign-in#confirmRecovery recipient-notices/[id]/[token]#answerNotice sign-in#signIn
    sign-in#confirmCode sign-in#askPasskey sign-in#signInByPasskey sign-in#askSecond sign-in#confirmPasskey
    sign-in#makeFirstCodes sign-in#keepFirstCodes sign-up#finishSignUp sign-up#beginSignUp
    take-back/[token]#takeBack tasks/[id]/[token]#answerTask cabinet/acting#actFor`,
  ],
  [
    [...inside, "outsider"],
    `admin#findRequests admin/account#endSessions admin/account#changePassword admin/account#makeRecoveryCodes admin/account#changeCodes
    admin/account/passkeys#beginPasskey admin/account/passkeys#addPasskey admin/account/passkeys#removePasskey`,
  ],
  [
    inside,
    `admin/account#declareAbsence admin/account#declareTie admin/account#endAbsence
    admin/duties#finishDuty admin/duties#takeDuty`,
  ],
  [["steward", "administrator", "auditor"], `admin/ledger#findEntry`],
  [["auditor"], `admin/alerts#closeAlert admin/alerts#seeReason`],
  [
    ["officer"],
    `admin/breaches#record admin/breaches#count admin/breaches#putForward
    admin/breaches#close admin/breaches#change admin/disclosures/[id]#reviewDisclosure
    admin/disclosures/many#enterBulk admin/disclosures/many#proposeBulk admin/disclosures/many#countBulk
    admin/disclosures/many#dropBulk admin/notices#makeList admin/notices#markPosted
    admin/people/[id]/access#giveAccess admin/people/[id]/claim#sendClaim admin/people/[id]/disclosures#withdrawFor
    admin/people/[id]/disclosures/new#enterDisclosure admin/people/[id]/mandates#revokeMandate admin/people/[id]/mandates#registerMandate
    admin/people/[id]/permissions/new#askPermission admin/people/unknown#seekPerson admin/people/unknown#addUnknown
    admin/recipients/[id]#tellByHand admin/recipients/[id]#enterAnswer admin/requests/[number]#tell
    admin/requests/[number]#ask admin/requests/[number]#retract admin/requests/[number]#putTo
    admin/requests/[number]#replan admin/requests/[number]#reviewSecrecy admin/requests/[number]#closeObjected
    admin/requests/[number]#resume admin/requests/[number]/clock#answerFor admin/requests/[number]/clock#askProof
    admin/requests/[number]/clock#cancelFor admin/requests/[number]/clock#move admin/requests/[number]/clock#extend
    admin/requests/[number]/clock#confirm admin/requests/[number]/hand-over#sendCopy admin/requests/[number]/hand-over#orderPackage
    admin/requests/[number]/hand-over#recordTransfer admin/requests/[number]/[decision]#decide admin/requests/[number]/[decision]#reply
    admin/requests/[number]/[decision]#propose admin/requests/[number]/disclose#proposeDisclosure admin/requests/new#register
    admin/requests/new#findPerson admin/requests/new/authority#registerAuthority admin/retention#startSweep
    admin/retention#proposeSweep`,
  ],
  [
    ["approver"],
    `admin/breaches#sendBack admin/breaches#release admin/calendar#approve
    admin/calendar#sendBack admin/disclosures/many#sendBulkBack admin/disclosures/many#approveBulk
    admin/people/[id]/holds#endHold admin/policy/[kind]#sendBack admin/policy/[kind]#approve
    admin/requests/[number]#review admin/requests/[number]/clock#agree admin/retention#approveSweep`,
  ],
  [
    ["administrator"],
    `admin/calendar#addDay admin/calendar#removeDay admin/calendar#setWeekend
    admin/calendar#discard admin/calendar#propose admin/calendar#addYear
    admin/calendar#confirmDays admin/policy/[kind]#propose admin/policy/[kind]#saveDraft
    admin/policy/[kind]#discardDraft admin/sources#check admin/sources#stop
    admin/sources#resume admin/staff#invite admin/staff/networks#addNetwork admin/staff/networks#removeNetwork admin/staff#endTie
    admin/staff#endColleaguesAbsence admin/staff#shutOut admin/trainings#publishTraining`,
  ],
  [["officer", "approver", "auditor"], `admin/people#viewPerson admin/people#findPeople`],
  [
    ["officer", "approver"],
    `admin/people/[id]/holds/new#setHold admin/retention#dropSweep admin/views/[id]#reviewView`,
  ],
  [
    ["officer", "administrator"],
    `admin/processors#changeProcessor admin/processors#endProcessor admin/processors#addProcessor
    admin/requests/[number]#assign`,
  ],
  [["officer", "approver", "administrator"], `admin/requests/[number]#note admin/requests/[number]#take`],
  [["approver", "outsider"], `admin/requests/[number]#approve admin/requests/[number]#sendBack`],
  [["officer", "steward"], `admin/tasks/[id]#retractAnswer admin/tasks/[id]#answerTask`],
  [
    [...people, "contact person"],
    `cabinet/account#changeLocale cabinet/requests/[number]#answer cabinet/requests/[number]#prove
    cabinet/requests/[number]#cancel cabinet/requests/[number]#reopen cabinet/requests/[number]/appeal#prepareAppeal
    cabinet/requests/new/[right]#prepareWords cabinet/requests/new/[right]/sign#signWords cabinet/requests/new/[right]/sign#signErasure
    cabinet/requests/new/[right]/sign#signRestriction cabinet/requests/new/erasure#prepareErasure cabinet/requests/new/rectification#sendCorrection
    cabinet/requests/new/rectification#prepareCorrection cabinet/requests/new/restriction#prepareRestriction`,
  ],
  [
    people,
    `cabinet/account#endSessions
    cabinet/consents#answer cabinet/consents#stop cabinet/consents#give
    cabinet/data#confirmData cabinet/data/reveal#reveal cabinet/data/reveal#askReveal cabinet/data/reveal#revealByPasskey cabinet/disclosures#withdrawPermission
    cabinet/requests/[number]/lift#lift cabinet/requests/[number]/lift#prepareLift cabinet/requests/new/[right]#askEffect
    cabinet/requests/new/[right]#prepareReading cabinet/requests/new/[right]/sign#signEffect cabinet/requests/new/[right]/sign#sendCode
    cabinet/requests/new/[right]/sign#signWithdrawal
    cabinet/requests/new/withdrawal#prepareWithdrawal`,
  ],
  [
    ["owner", "other"],
    `cabinet/account#changePassword cabinet/account/passkeys#beginPasskey cabinet/account/passkeys#addPasskey
    cabinet/account/passkeys#removePasskey cabinet/data#switchReminders cabinet/disclosures#answerPermission cabinet/policy#accept
    cabinet/representatives#object cabinet/requests/new/rectification#beginContact cabinet/requests/new/rectification#confirmContact`,
  ],
]

/** What each action answers everybody. */
export const actRules: ReadonlyMap<string, Readonly<Record<Who, Outcome>>> = new Map(
  through.flatMap(([who, names]) =>
    names.split(/\s+/).map((name) => [name, outcomesOf(name.startsWith("admin"), new Set(who))] as const),
  ),
)

/** Whoever does not get through is led to where they belong, or is told that they may not. */
function outcomesOf(isDesk: boolean, may: ReadonlySet<Who>): Record<Who, Outcome> {
  const outcomeOf = (who: Who): Outcome => {
    if (may.has(who)) return "opens"
    if (who === "stranger" || who === "shut out") return "sign in"
    if (who === "attorney over" || who === "attorney revoked") return "acting"
    if (staff.includes(who) !== isDesk) return isDesk ? "cabinet" : "admin"
    return "forbidden"
  }
  return Object.fromEntries(everybody.map((who) => [who, outcomeOf(who)])) as Record<Who, Outcome>
}
