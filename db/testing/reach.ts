export const everyone = ["officer", "approver", "steward", "administrator", "auditor"] as const
export type Role = (typeof everyone)[number]

/** Which rows somebody reaches by policies alone, whatever the grants: of two people's, or of all. */
export type Fence =
  | "all"
  | "all to add"
  | "all to read"
  | "all to read and add"
  | "all to read and change"
  | "none"
  | "own"
  | "own but to add"
  | "own to read"
  | "own to read and remove"

/**
 * `person`: at their own session; `acting`: under a mandate of that person, where it is otherwise; `worker`: at that
 * person's job. Of the staff's roles: which read a row of anybody's, and which write one by grants and policies together.
 */
export type TableReach = {
  person: Fence
  acting?: Fence
  worker: Fence
  reads?: readonly Role[]
  adds?: readonly Role[]
  changes?: readonly Role[]
  removes?: readonly Role[]
}

const seers: readonly Role[] = ["officer", "approver", "auditor"]
const deciders: readonly Role[] = ["officer", "approver"]
const officer: readonly Role[] = ["officer"]
const administrator: readonly Role[] = ["administrator"]
const auditor: readonly Role[] = ["auditor"]
const approver: readonly Role[] = ["approver"]
const keepers: readonly Role[] = ["steward", "administrator", "auditor"]

/** Every table of the portal's database: a new one must stand here. Triggers narrow some of it further. */
export const reach: Readonly<Record<string, TableReach>> = {
  absences: { person: "none", worker: "none", reads: everyone, adds: everyone, changes: administrator },
  account_invitations: { person: "none", worker: "none", reads: everyone, adds: officer },
  account_logins: { person: "own", acting: "own to read", worker: "own", reads: everyone },
  accounts: { person: "own", acting: "own to read", worker: "own", reads: everyone },
  accuracy_reminders: { person: "own", worker: "own" },
  alert_views: { person: "none", worker: "none", reads: auditor },
  alerts: { person: "none", worker: "all", reads: auditor },
  approvals: { person: "none", worker: "none", reads: everyone, adds: approver },
  attachments: { person: "own", worker: "own", reads: seers, adds: deciders },
  breach_events: { person: "none", worker: "none", reads: seers, adds: seers },
  breaches: { person: "none", worker: "none", reads: seers, adds: officer, changes: deciders },
  bulk_disclosures: { person: "none", worker: "all", reads: seers, changes: deciders },
  calendar_drafts: {
    person: "none",
    worker: "none",
    reads: administrator,
    adds: administrator,
    removes: administrator,
  },
  certificates: { person: "own", worker: "own", reads: seers },
  checkpoint_mails: { person: "none", worker: "all to read and add" },
  confirmations: { person: "own", worker: "own" },
  consent_events: { person: "own", worker: "own", reads: everyone, adds: deciders },
  contact_removals: { person: "own to read", worker: "none" },
  decisions: { person: "none", worker: "own", reads: seers, adds: officer },
  disclosure_documents: { person: "none", worker: "own to read", reads: seers, adds: officer },
  disclosure_permissions: { person: "own", worker: "none", reads: seers, adds: officer, changes: officer },
  disclosures: { person: "own", worker: "own", reads: everyone, adds: deciders, changes: deciders },
  duty_tasks: { person: "none", worker: "all", reads: everyone, adds: everyone, changes: everyone },
  edition_acceptances: { person: "own to read", worker: "none" },
  edition_acts: { person: "all to read", worker: "all to read", reads: everyone },
  edition_drafts: {
    person: "none",
    worker: "none",
    reads: ["approver", "administrator", "auditor"],
    adds: administrator,
    removes: administrator,
  },
  erasure_lines: { person: "none", worker: "all to read and add" },
  holds: { person: "own to read", worker: "own", reads: everyone, adds: deciders, changes: deciders },
  idempotency_keys: { person: "own", acting: "none", worker: "none" },
  ledger_checkpoints: { person: "all to read", worker: "all to read and add", reads: everyone },
  ledger_checks: { person: "none", worker: "none", reads: keepers },
  ledger_entries: { person: "all to read", worker: "all to read and add", reads: everyone },
  ledger_inbox: { person: "all to add", worker: "all", reads: everyone, adds: everyone },
  ledger_nodes: { person: "all to read", worker: "all to read and add", reads: everyone },
  ledger_outages: { person: "none", worker: "all", reads: keepers },
  ledger_payloads: { person: "own", worker: "all", reads: everyone, adds: everyone },
  ledger_waiting: { person: "none", worker: "none" },
  letters: { person: "own", worker: "own", reads: seers, adds: deciders },
  mandates: { person: "own to read", worker: "own", reads: everyone, adds: officer, changes: officer },
  messages: {
    person: "own to read",
    worker: "own",
    reads: seers,
    adds: ["officer", "approver", "administrator"],
  },
  notice_runs: { person: "own to read", worker: "all", reads: everyone },
  one_time_codes: { person: "own", acting: "none", worker: "none" },
  outbox: { person: "own", worker: "all", reads: everyone, adds: ["officer", "approver", "administrator"] },
  package_pieces: { person: "own to read", worker: "own", reads: deciders },
  packages: { person: "own to read", worker: "own", reads: seers },
  part_events: {
    person: "own",
    worker: "own",
    reads: everyone,
    adds: ["officer", "approver", "administrator"],
  },
  passkey_challenges: { person: "none", worker: "none" },
  passkeys: { person: "none", worker: "none" },
  plan_operations: { person: "own", worker: "own", reads: everyone, adds: deciders, changes: deciders },
  plans: { person: "own", worker: "own", reads: everyone, adds: deciders },
  policy_editions: { person: "all to read", worker: "all to read", reads: everyone },
  processors: {
    person: "all to read",
    worker: "all",
    reads: everyone,
    adds: ["officer", "administrator"],
    changes: ["officer", "administrator"],
  },
  proposals: { person: "none", worker: "own", reads: everyone, adds: officer, changes: officer },
  rate_limits: { person: "none", worker: "all" },
  recipient_notices: { person: "own to read", worker: "all", reads: everyone, changes: officer },
  recovery_codes: { person: "none", worker: "none" },
  reference_editions: { person: "all to read", worker: "all to read", reads: everyone },
  request_numbers: { person: "none", worker: "none" },
  request_parts: {
    person: "own",
    worker: "all",
    reads: everyone,
    adds: deciders,
    changes: ["officer", "approver", "administrator"],
  },
  requests: { person: "own", worker: "all", reads: everyone, adds: deciders, changes: deciders },
  rereads: { person: "own to read", worker: "own", reads: everyone },
  run_people: { person: "own to read", worker: "all", reads: seers, changes: officer },
  run_tries: { person: "none", worker: "all", reads: everyone },
  search_terms: { person: "own", acting: "own but to add", worker: "own", reads: everyone, adds: officer },
  sessions: { person: "own to read", acting: "none", worker: "own" },
  sign_ups: { person: "none", worker: "all" },
  signing_intents: { person: "own", worker: "none" },
  staff_networks: {
    person: "none",
    worker: "none",
    reads: ["administrator", "auditor"],
    adds: administrator,
    removes: administrator,
  },
  source_breakers: { person: "none", worker: "all", reads: everyone },
  source_checks: { person: "none", worker: "all", reads: everyone },
  source_findings: { person: "none", worker: "all", reads: everyone },
  source_identities: {
    person: "own",
    acting: "own to read and remove",
    worker: "own",
    reads: seers,
    adds: officer,
    changes: officer,
  },
  source_stops: { person: "none", worker: "all to read and change", reads: everyone },
  source_tasks: {
    person: "own to read",
    worker: "all",
    reads: ["officer", "approver", "steward", "auditor"],
    changes: ["officer", "steward"],
  },
  staff: { person: "none", worker: "none", reads: everyone },
  staff_digests: { person: "none", worker: "all" },
  staff_invitations: {
    person: "none",
    worker: "none",
    reads: ["administrator", "auditor"],
    adds: administrator,
  },
  staff_ties: {
    person: "none",
    worker: "none",
    reads: ["administrator", "auditor"],
    adds: everyone,
    changes: administrator,
  },
  subjects: { person: "own to read", worker: "own", reads: everyone, adds: officer },
  suppressions: { person: "none", worker: "all", reads: ["officer", "steward", "administrator"] },
  sweep_people: { person: "none", worker: "all", reads: everyone },
  sweeps: { person: "none", worker: "all", reads: everyone, changes: deciders },
  trainings: { person: "none", worker: "all to read", reads: everyone, adds: administrator },
  // A person reaches the notes on files of their own, and the row tried is of a file that is nowhere.
  uploads: {
    person: "none",
    worker: "all",
    reads: everyone,
    adds: ["officer", "approver", "steward"],
  },
  views: {
    person: "own",
    worker: "own to read",
    reads: everyone,
    adds: ["officer", "approver", "steward", "auditor"],
  },
  webhook_deliveries: { person: "none", worker: "all" },
}
