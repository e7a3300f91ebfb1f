import { randomUUID } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { pathToFileURL } from "node:url"
import { listMessages } from "@/lib/runs/list-messages"
import { FilesMap } from "@/lib/sources/files/map"
import { openSystem } from "@/lib/sources/files/system.fixture"
import { MAP } from "@/lib/sources/files/trial.fixture"
import type { ManualMap } from "@/lib/sources/manual/map"
import { archive, DONE } from "@/lib/tasks/archive.fixture"
import { answerTaskByLink, type Link } from "@/lib/tasks/by-link"
import type { Case, Hall } from "./hall.fixture"
import { manualStrikes } from "./manual-strikes.fixture"
import type { Portal, Source } from "./source.fixture"

const REGISTER = "REGISTER_URL"
const keyOf = (n: number) => String(6_000_000 + n)
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
)

export type Task = { id: string; subject: string; lines: { category: string; fields: string[] }[] }

/** Somebody outside who keeps papers, and answers by the link of the mail. */
export type Archivist = {
  /** Set while they do not look at their mail. */
  isAway: boolean
  /** What happens between a mail and its answer, once. */
  first: ((task: Task, hall: Hall) => Promise<void>) | null
  open(): Promise<Task[]>
  /** The link in the mail about a task. */
  linkOf(hall: Hall, task: Task): Promise<Link>
  /** Does what is asked and says so; `proof` is what is sent along. */
  answer(hall: Hall, task: Task, proof?: Buffer): Promise<unknown>
}

/** A paper archive of people whom a register of the organisation knows. */
export async function openManual({ cluster, owner, door }: Portal): Promise<Source> {
  const folder = mkdtempSync(path.join(tmpdir(), "ukuk-register-"))
  const register = openSystem(folder)
  const map: ManualMap = archive({
    subject: { of: "register", kind: "customer_id", identifiers: [{ kind: "pin" }] },
  })
  const papers = new Map<string, Set<string>>()
  const archivist = openArchivist(owner, papers)
  const reached = { [REGISTER]: pathToFileURL(folder).href }
  return {
    ...{ name: "archive", map, connections: reached, proxied: reached, secrets: {}, proxy: door },
    beside: { register: FilesMap.parse({ ...MAP, connection: REGISTER, holds: {} }) },
    categories: ["expenses"],
    async add(n) {
      const subjectId = randomUUID()
      register.people.set(keyOf(n), { known: [["pin", `2150519${6_000_000 + n}`]], rows: [] })
      register.exportAll()
      papers.set(subjectId, new Set(["expenses.amount", "bank_account.account_number"]))
      return { subjectId, knownAs: [{ source: "archive", kind: "customer_id", value: keyOf(n) }] }
    },
    held: async (_n, subjectId) => [...(papers.get(subjectId) ?? [])],
    async asked(_n, subjectId) {
      const { rows } = await owner.query(
        `select count(distinct t.id)::int as tasks, count(distinct o.id)::int as mails,
           count(distinct t.answered_at)::int as answers, count(distinct t.evidence_hash)::int as proofs
         from source_tasks t left join outbox o on o.key_owner = t.id and o.template = 'source_task'
         where t.subject_id = $1`,
        [subjectId],
      )
      return rows
    },
    async respond(hall) {
      if (archivist.isAway) return
      for (const task of await archivist.open()) {
        const { first } = archivist
        archivist.first = null
        await first?.(task, hall)
        await archivist.answer(hall, task)
      }
    },
    dutyOf: (found) => dutyOf(owner, found),
    strikes: manualStrikes(archivist, cluster),
    close: async () => rmSync(folder, { recursive: true }),
  }
}

function openArchivist(owner: Portal["owner"], papers: Map<string, Set<string>>): Archivist {
  const linkOf: Archivist["linkOf"] = async (hall, { id }) => {
    const mails = await listMessages(hall.house, 50)
    const [, token = ""] = mails.flatMap(({ text }) => new RegExp(`/tasks/${id}/([\\w-]+)`).exec(text) ?? [])
    return { id, token }
  }
  return {
    isAway: false,
    first: null,
    linkOf,
    async open() {
      const { rows } = await owner.query<Task>(
        `select id, subject_id as subject, lines from source_tasks
         where answered_at is null and dropped_at is null order by made_at`,
      )
      return rows
    },
    async answer(hall, task, proof = PNG) {
      for (const { category, fields } of task.lines)
        for (const field of fields) papers.get(task.subject)?.delete(`${category}.${field}`)
      const sent = { name: "act.png", bytes: proof }
      const link = await linkOf(hall, task)
      return answerTaskByLink(hall.house, {
        ...link,
        lines: task.lines.map(() => DONE),
        by: "Archivist",
        sent,
      })
    },
  }
}

/** What the staff are told of a part whose task nobody answered by its day. */
async function dutyOf(owner: Portal["owner"], { part }: Case): Promise<string | null> {
  const { rows } = await owner.query<{ kind: string; role: string }>(
    `select d.kind, d.role from duty_tasks d join source_tasks t on t.id::text = d.about
     where t.part_id = $1 and t.answered_at is null and t.dropped_at is null`,
    [part],
  )
  return rows[0] ? `${rows[0].kind} of the ${rows[0].role}s` : null
}
