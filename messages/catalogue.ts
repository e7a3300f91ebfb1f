// Made by `npx tsx bin/messages.ts` from the files beside it; run it after adding a namespace.
import enAccount from "./en/account.json"
import enAlerts from "./en/alerts.json"
import enAppeal from "./en/appeal.json"
import enAsk from "./en/ask.json"
import enAttention from "./en/attention.json"
import enAuthority from "./en/authority.json"
import enBreaches from "./en/breaches.json"
import enBulk from "./en/bulk.json"
import enCabinet from "./en/cabinet.json"
import enCalendar from "./en/calendar.json"
import enCase from "./en/case.json"
import enClaim from "./en/claim.json"
import enClock from "./en/clock.json"
import enCommon from "./en/common.json"
import enConsents from "./en/consents.json"
import enContact from "./en/contact.json"
import enCopies from "./en/copies.json"
import enData from "./en/data.json"
import enDifferences from "./en/differences.json"
import enDisclosures from "./en/disclosures.json"
import enDrafts from "./en/drafts.json"
import enDryRun from "./en/dry-run.json"
import enDuties from "./en/duties.json"
import enErrors from "./en/errors.json"
import enHolds from "./en/holds.json"
import enInvitation from "./en/invitation.json"
import enLedger from "./en/ledger.json"
import enMandates from "./en/mandates.json"
import enMyPolicy from "./en/my-policy.json"
import enOutbox from "./en/outbox.json"
import enPeople from "./en/people.json"
import enPermissions from "./en/permissions.json"
import enPolicy from "./en/policy.json"
import enPolicyAdmin from "./en/policy-admin.json"
import enProblem from "./en/problem.json"
import enProcessing from "./en/processing.json"
import enProcessors from "./en/processors.json"
import enProve from "./en/prove.json"
import enQueue from "./en/queue.json"
import enReceipts from "./en/receipts.json"
import enRecipients from "./en/recipients.json"
import enRecover from "./en/recover.json"
import enRegister from "./en/register.json"
import enRequest from "./en/request.json"
import enRequests from "./en/requests.json"
import enRereads from "./en/rereads.json"
import enRetention from "./en/retention.json"
import enRuns from "./en/runs.json"
import enSecurity from "./en/security.json"
import enShell from "./en/shell.json"
import enSignIn from "./en/sign-in.json"
import enSignUp from "./en/sign-up.json"
import enSources from "./en/sources.json"
import enStaff from "./en/staff.json"
import enStart from "./en/start.json"
import enSteps from "./en/steps.json"
import enSuppressions from "./en/suppressions.json"
import enTakeBack from "./en/take-back.json"
import enTasks from "./en/tasks.json"
import enTrainings from "./en/trainings.json"
import enUnsubscribe from "./en/unsubscribe.json"
import enValues from "./en/values.json"
import enVerify from "./en/verify.json"
import enViews from "./en/views.json"
import kyAccount from "./ky/account.json"
import kyAlerts from "./ky/alerts.json"
import kyAppeal from "./ky/appeal.json"
import kyAsk from "./ky/ask.json"
import kyAttention from "./ky/attention.json"
import kyAuthority from "./ky/authority.json"
import kyBreaches from "./ky/breaches.json"
import kyBulk from "./ky/bulk.json"
import kyCabinet from "./ky/cabinet.json"
import kyCalendar from "./ky/calendar.json"
import kyCase from "./ky/case.json"
import kyClaim from "./ky/claim.json"
import kyClock from "./ky/clock.json"
import kyCommon from "./ky/common.json"
import kyConsents from "./ky/consents.json"
import kyContact from "./ky/contact.json"
import kyCopies from "./ky/copies.json"
import kyData from "./ky/data.json"
import kyDifferences from "./ky/differences.json"
import kyDisclosures from "./ky/disclosures.json"
import kyDrafts from "./ky/drafts.json"
import kyDryRun from "./ky/dry-run.json"
import kyDuties from "./ky/duties.json"
import kyErrors from "./ky/errors.json"
import kyHolds from "./ky/holds.json"
import kyInvitation from "./ky/invitation.json"
import kyLedger from "./ky/ledger.json"
import kyMandates from "./ky/mandates.json"
import kyMyPolicy from "./ky/my-policy.json"
import kyOutbox from "./ky/outbox.json"
import kyPeople from "./ky/people.json"
import kyPermissions from "./ky/permissions.json"
import kyPolicy from "./ky/policy.json"
import kyPolicyAdmin from "./ky/policy-admin.json"
import kyProblem from "./ky/problem.json"
import kyProcessing from "./ky/processing.json"
import kyProcessors from "./ky/processors.json"
import kyProve from "./ky/prove.json"
import kyQueue from "./ky/queue.json"
import kyReceipts from "./ky/receipts.json"
import kyRecipients from "./ky/recipients.json"
import kyRecover from "./ky/recover.json"
import kyRegister from "./ky/register.json"
import kyRequest from "./ky/request.json"
import kyRequests from "./ky/requests.json"
import kyRereads from "./ky/rereads.json"
import kyRetention from "./ky/retention.json"
import kyRuns from "./ky/runs.json"
import kySecurity from "./ky/security.json"
import kyShell from "./ky/shell.json"
import kySignIn from "./ky/sign-in.json"
import kySignUp from "./ky/sign-up.json"
import kySources from "./ky/sources.json"
import kyStaff from "./ky/staff.json"
import kyStart from "./ky/start.json"
import kySteps from "./ky/steps.json"
import kySuppressions from "./ky/suppressions.json"
import kyTakeBack from "./ky/take-back.json"
import kyTasks from "./ky/tasks.json"
import kyTrainings from "./ky/trainings.json"
import kyUnsubscribe from "./ky/unsubscribe.json"
import kyValues from "./ky/values.json"
import kyVerify from "./ky/verify.json"
import kyViews from "./ky/views.json"
import ruAccount from "./ru/account.json"
import ruAlerts from "./ru/alerts.json"
import ruAppeal from "./ru/appeal.json"
import ruAsk from "./ru/ask.json"
import ruAttention from "./ru/attention.json"
import ruAuthority from "./ru/authority.json"
import ruBreaches from "./ru/breaches.json"
import ruBulk from "./ru/bulk.json"
import ruCabinet from "./ru/cabinet.json"
import ruCalendar from "./ru/calendar.json"
import ruCase from "./ru/case.json"
import ruClaim from "./ru/claim.json"
import ruClock from "./ru/clock.json"
import ruCommon from "./ru/common.json"
import ruConsents from "./ru/consents.json"
import ruContact from "./ru/contact.json"
import ruCopies from "./ru/copies.json"
import ruData from "./ru/data.json"
import ruDifferences from "./ru/differences.json"
import ruDisclosures from "./ru/disclosures.json"
import ruDrafts from "./ru/drafts.json"
import ruDryRun from "./ru/dry-run.json"
import ruDuties from "./ru/duties.json"
import ruErrors from "./ru/errors.json"
import ruHolds from "./ru/holds.json"
import ruInvitation from "./ru/invitation.json"
import ruLedger from "./ru/ledger.json"
import ruMandates from "./ru/mandates.json"
import ruMyPolicy from "./ru/my-policy.json"
import ruOutbox from "./ru/outbox.json"
import ruPeople from "./ru/people.json"
import ruPermissions from "./ru/permissions.json"
import ruPolicy from "./ru/policy.json"
import ruPolicyAdmin from "./ru/policy-admin.json"
import ruProblem from "./ru/problem.json"
import ruProcessing from "./ru/processing.json"
import ruProcessors from "./ru/processors.json"
import ruProve from "./ru/prove.json"
import ruQueue from "./ru/queue.json"
import ruReceipts from "./ru/receipts.json"
import ruRecipients from "./ru/recipients.json"
import ruRecover from "./ru/recover.json"
import ruRegister from "./ru/register.json"
import ruRequest from "./ru/request.json"
import ruRequests from "./ru/requests.json"
import ruRereads from "./ru/rereads.json"
import ruRetention from "./ru/retention.json"
import ruRuns from "./ru/runs.json"
import ruSecurity from "./ru/security.json"
import ruShell from "./ru/shell.json"
import ruSignIn from "./ru/sign-in.json"
import ruSignUp from "./ru/sign-up.json"
import ruSources from "./ru/sources.json"
import ruStaff from "./ru/staff.json"
import ruStart from "./ru/start.json"
import ruSteps from "./ru/steps.json"
import ruSuppressions from "./ru/suppressions.json"
import ruTakeBack from "./ru/take-back.json"
import ruTasks from "./ru/tasks.json"
import ruTrainings from "./ru/trainings.json"
import ruUnsubscribe from "./ru/unsubscribe.json"
import ruValues from "./ru/values.json"
import ruVerify from "./ru/verify.json"
import ruViews from "./ru/views.json"

export const catalogue = {
  ky: {
    account: kyAccount,
    alerts: kyAlerts,
    appeal: kyAppeal,
    ask: kyAsk,
    attention: kyAttention,
    authority: kyAuthority,
    breaches: kyBreaches,
    bulk: kyBulk,
    cabinet: kyCabinet,
    calendar: kyCalendar,
    case: kyCase,
    claim: kyClaim,
    clock: kyClock,
    common: kyCommon,
    consents: kyConsents,
    contact: kyContact,
    copies: kyCopies,
    data: kyData,
    differences: kyDifferences,
    disclosures: kyDisclosures,
    drafts: kyDrafts,
    "dry-run": kyDryRun,
    duties: kyDuties,
    errors: kyErrors,
    holds: kyHolds,
    invitation: kyInvitation,
    ledger: kyLedger,
    mandates: kyMandates,
    "my-policy": kyMyPolicy,
    outbox: kyOutbox,
    people: kyPeople,
    permissions: kyPermissions,
    policy: kyPolicy,
    "policy-admin": kyPolicyAdmin,
    problem: kyProblem,
    processing: kyProcessing,
    processors: kyProcessors,
    prove: kyProve,
    queue: kyQueue,
    receipts: kyReceipts,
    recipients: kyRecipients,
    recover: kyRecover,
    register: kyRegister,
    request: kyRequest,
    requests: kyRequests,
    rereads: kyRereads,
    retention: kyRetention,
    runs: kyRuns,
    security: kySecurity,
    shell: kyShell,
    "sign-in": kySignIn,
    "sign-up": kySignUp,
    sources: kySources,
    staff: kyStaff,
    start: kyStart,
    steps: kySteps,
    suppressions: kySuppressions,
    "take-back": kyTakeBack,
    tasks: kyTasks,
    trainings: kyTrainings,
    unsubscribe: kyUnsubscribe,
    values: kyValues,
    verify: kyVerify,
    views: kyViews,
  },
  ru: {
    account: ruAccount,
    alerts: ruAlerts,
    appeal: ruAppeal,
    ask: ruAsk,
    attention: ruAttention,
    authority: ruAuthority,
    breaches: ruBreaches,
    bulk: ruBulk,
    cabinet: ruCabinet,
    calendar: ruCalendar,
    case: ruCase,
    claim: ruClaim,
    clock: ruClock,
    common: ruCommon,
    consents: ruConsents,
    contact: ruContact,
    copies: ruCopies,
    data: ruData,
    differences: ruDifferences,
    disclosures: ruDisclosures,
    drafts: ruDrafts,
    "dry-run": ruDryRun,
    duties: ruDuties,
    errors: ruErrors,
    holds: ruHolds,
    invitation: ruInvitation,
    ledger: ruLedger,
    mandates: ruMandates,
    "my-policy": ruMyPolicy,
    outbox: ruOutbox,
    people: ruPeople,
    permissions: ruPermissions,
    policy: ruPolicy,
    "policy-admin": ruPolicyAdmin,
    problem: ruProblem,
    processing: ruProcessing,
    processors: ruProcessors,
    prove: ruProve,
    queue: ruQueue,
    receipts: ruReceipts,
    recipients: ruRecipients,
    recover: ruRecover,
    register: ruRegister,
    request: ruRequest,
    requests: ruRequests,
    rereads: ruRereads,
    retention: ruRetention,
    runs: ruRuns,
    security: ruSecurity,
    shell: ruShell,
    "sign-in": ruSignIn,
    "sign-up": ruSignUp,
    sources: ruSources,
    staff: ruStaff,
    start: ruStart,
    steps: ruSteps,
    suppressions: ruSuppressions,
    "take-back": ruTakeBack,
    tasks: ruTasks,
    trainings: ruTrainings,
    unsubscribe: ruUnsubscribe,
    values: ruValues,
    verify: ruVerify,
    views: ruViews,
  },
  en: {
    account: enAccount,
    alerts: enAlerts,
    appeal: enAppeal,
    ask: enAsk,
    attention: enAttention,
    authority: enAuthority,
    breaches: enBreaches,
    bulk: enBulk,
    cabinet: enCabinet,
    calendar: enCalendar,
    case: enCase,
    claim: enClaim,
    clock: enClock,
    common: enCommon,
    consents: enConsents,
    contact: enContact,
    copies: enCopies,
    data: enData,
    differences: enDifferences,
    disclosures: enDisclosures,
    drafts: enDrafts,
    "dry-run": enDryRun,
    duties: enDuties,
    errors: enErrors,
    holds: enHolds,
    invitation: enInvitation,
    ledger: enLedger,
    mandates: enMandates,
    "my-policy": enMyPolicy,
    outbox: enOutbox,
    people: enPeople,
    permissions: enPermissions,
    policy: enPolicy,
    "policy-admin": enPolicyAdmin,
    problem: enProblem,
    processing: enProcessing,
    processors: enProcessors,
    prove: enProve,
    queue: enQueue,
    receipts: enReceipts,
    recipients: enRecipients,
    recover: enRecover,
    register: enRegister,
    request: enRequest,
    requests: enRequests,
    rereads: enRereads,
    retention: enRetention,
    runs: enRuns,
    security: enSecurity,
    shell: enShell,
    "sign-in": enSignIn,
    "sign-up": enSignUp,
    sources: enSources,
    staff: enStaff,
    start: enStart,
    steps: enSteps,
    suppressions: enSuppressions,
    "take-back": enTakeBack,
    tasks: enTasks,
    trainings: enTrainings,
    unsubscribe: enUnsubscribe,
    values: enValues,
    verify: enVerify,
    views: enViews,
  },
}
