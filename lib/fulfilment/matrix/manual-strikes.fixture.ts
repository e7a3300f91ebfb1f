import sharp from "sharp"
import { answerTask } from "@/lib/tasks/answer-task"
import { DONE } from "@/lib/tasks/archive.fixture"
import { answerTaskByLink, taskByLink } from "@/lib/tasks/by-link"
import { as } from "@/lib/testing/cases"
import type { Cluster } from "@/lib/testing/cluster.fixture"
import type { Hall } from "./hall.fixture"
import type { Archivist, Task } from "./manual.fixture"
import {
  deliver,
  deliverOften,
  dropTwice,
  isWorkedOn,
  nothingToUndo,
  type Strikes,
  type Struck,
  until,
} from "./strike.fixture"
import { ANSWERING, OPENING, onSmallDisk, SEALING, whileWriting } from "./task-writing.fixture"

/** What happens to the worker, to the portal's database and to whoever is asked, around a task. */
export const manualStrikes = (archivist: Archivist, cluster: Cluster): Strikes => ({
  async "worker killed"(struck) {
    const { hall } = struck
    const kill = () => hall.worker().kill()
    await whileWriting(struck, OPENING, () => deliver(struck), kill)
    const task = await asked(archivist, struck)
    const answer = async () => void (await archivist.answer(hall, task))
    await whileWriting(struck, SEALING, answer, kill)
    return nothingToUndo
  },
  async "database killed"(struck) {
    const { hall, source } = struck
    const kill = async () => {
      await cluster.kill()
      source.proxy.drop()
      await cluster.restart()
    }
    await whileWriting(struck, OPENING, () => deliver(struck), kill)
    const task = await asked(archivist, struck)
    const answers: Promise<void>[] = []
    const answer = async () => void answers.push(ended([archivist.answer(hall, task)], ["failure"]))
    await whileWriting(struck, ANSWERING, answer, kill)
    await Promise.all(answers)
    return nothingToUndo
  },
  "connection dropped": dropTwice,
  /** Nobody answers: they are asked once more, and then it is a duty of the staff, each once. */
  async timeout(struck) {
    const { hall } = struck
    const { owner } = hall.portal
    archivist.isAway = true
    await deliver(struck)
    const { id } = await asked(archivist, struck)
    for (const day of ["remind_on", "due_on"]) {
      await owner.query(`update source_tasks set ${day} = ${day} - 60 where id = $1`, [id])
      await remindTwice(hall)
    }
    const { rows } = await owner.query<{ told: string }>(
      `select template as told from outbox where key_owner::text = $1 and template <> 'source_task'
       union all select kind from duty_tasks where about = $1 order by 1`,
      [id],
    )
    const told = rows.map((row) => row.told).join()
    if (told !== "source_task,source_task_reminder") throw new Error(`told were ${told}`)
    return async () => {
      archivist.isAway = false
    }
  },
  /** The link is used by two at once, and once more when all is done. */
  async "delivered twice"(struck) {
    const { hall } = struck
    archivist.isAway = true
    return deliverOften(struck, async () => {
      const task = await asked(archivist, struck)
      const answer = () => archivist.answer(hall, task)
      await ended([answer(), answer()], ["NotAllowedNow", "taken"])
      await ended([answer()], ["NotAllowedNow"])
      archivist.isAway = false
    })
  },
  /** The portal may open no task; then a link that is none, and a colleague who may not answer. */
  async "permission lost"(struck) {
    const { owner } = struck.hall.portal
    await owner.query("revoke insert on source_tasks from ukuk_worker")
    await deliver(struck)
    return async () => {
      await owner.query("grant insert on source_tasks to ukuk_worker")
      archivist.first = refuseOthers
    }
  },
  /** There is no room for what proves the answer. */
  async "disk full"(struck) {
    const { hall } = struck
    archivist.isAway = true
    await deliver(struck)
    const task = await asked(archivist, struck)
    await onSmallDisk(hall, async (disk) => {
      disk.fill()
      await ended([archivist.answer(hall, task, LARGE)], ["failure"])
      const { is } = await taskByLink(hall.house, await archivist.linkOf(hall, task))
      if (is !== "open" || (await isWorkedOn(struck))) throw new Error("it is half answered")
      disk.empty()
      await archivist.answer(hall, task, LARGE)
    })
    archivist.isAway = false
    return nothingToUndo
  },
})

/** A picture of noise, of more than a row holds. */
const LARGE = await sharp({
  create: {
    width: 400,
    height: 300,
    channels: 3,
    background: "#777",
    noise: { type: "gaussian", sigma: 60 },
  },
})
  .png()
  .toBuffer()

/** Until the task is there and nothing is left to do but to answer it. */
async function asked(archivist: Archivist, struck: Struck): Promise<Task> {
  const mine = async () => (await archivist.open()).find(({ subject }) => subject === struck.found.subjectId)
  await until(
    "the task to be asked",
    struck.hall,
    async () => !!(await mine()) && !(await isWorkedOn(struck)),
  )
  const task = await mine()
  if (!task) throw new Error("nobody was asked")
  return task
}

/** The round that reminds, twice at once. */
async function remindTwice(hall: Hall): Promise<void> {
  const { owner } = hall.portal
  for (const key of ["remind", "remind again"])
    await owner.query("select guard.enqueue('remind-tasks', '{}', $1)", [key])
  await until("the round to be over", hall, async () => {
    const { rows } = await owner.query(
      "select 1 from graphile_worker.jobs where task_identifier = 'remind-tasks'",
    )
    return rows.length === 0
  })
}

async function refuseOthers(task: Task, hall: Hall): Promise<void> {
  const { id } = task
  const said = { lines: task.lines.map(() => DONE), by: "Somebody", evidence: null }
  const byNone = answerTaskByLink(hall.house, { id, token: "x".repeat(43), sent: null, ...said })
  await ended([byNone], ["NotFound"])
  const auditor = await hall.staff("auditor")
  await ended([as(hall, auditor, (ctx) => answerTask(ctx, { task: id, ...said }))], ["Forbidden"])
}

/** How somebody's act ended: "taken", or by what it was refused. */
const outcomeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "taken",
    (error: unknown) => (error instanceof Error ? error.name : "unknown"),
  )

/** Throws where acts ended otherwise than they should; `failure`: by whatever they were refused. */
async function ended(works: readonly Promise<unknown>[], expected: readonly string[]): Promise<void> {
  const found = (await Promise.all(works.map(outcomeOf))).sort()
  const isAs = (each: string, i: number) =>
    expected[i] === "failure" ? each !== "taken" : each === expected[i]
  if (found.length !== expected.length || !found.every(isAs))
    throw new Error(`it ended as ${found.join()} in place of ${expected.join()}`)
}
