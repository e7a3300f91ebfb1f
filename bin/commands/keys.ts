import { parseArgs } from "node:util"
import { asWorker, type House } from "@/lib/context"
import { missingKeys } from "@/lib/keys/check-keys"
import { type EpochState, listEpochs } from "@/lib/keys/epochs"
import { type KeyProvider, keysOf } from "@/lib/keys/provider"
import { destroyEpoch, KeysRefused, rotate } from "@/lib/keys/rotate"
import { record } from "@/lib/ledger/record"
import type { Deployment } from "../start/deployment"
import { withKeysOwner } from "../start/keys"
import { withHouse, withOwner } from "./owner"

const KEYS_USAGE = `The master keys, under which the keys of people are wrapped.

  npm run ukuk -- keys status [--json]
  npm run ukuk -- keys rotate [--json]
  npm run ukuk -- keys destroy-epoch N [--json]

  status         every epoch with the id of its key, how many live keys are wrapped under it, and whether its key is held
  rotate         begins an epoch with a new key in MASTER_KEY_FILE and wraps every live key anew, while web server and
                 worker go on. Ended half way, run it again: it finishes what was begun
  destroy-epoch  ends an old epoch for good and takes its key out of MASTER_KEY_FILE: copies of the keys database from
                 before then open nothing. Refused while a live key needs it. Destroy the copies of that key on paper, too
  --json         one JSON object instead of lines

Uses DATABASE_URL, or the embedded server of UKUK_HOME. Exit 0: done, or all keys are held; 1: refused, or a key is missing;
2: wrong usage.`

const OPTIONS = {
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const

type Out = (line: string) => void

/** `keys status|rotate|destroy-epoch`. Returns the exit code: 0 done, 1 refused or a key is missing, 2 wrong usage. */
export async function keysCommand(args: string[], env: NodeJS.ProcessEnv, out: Out): Promise<0 | 1 | 2> {
  const asked = question(args)
  if (!asked || asked.help || !asked.verb) {
    out(KEYS_USAGE)
    return asked?.help ? 0 : 2
  }
  const { verb, json } = asked
  let isSound = true
  const code = await withOwner(env, out, async (_owner, deployment) => {
    const told = await VERBS[verb](deployment, asked.epoch)
    isSound = told.isSound
    for (const line of json ? [JSON.stringify(told.whole)] : told.lines) out(line)
  }).catch((error: unknown) => {
    if (!(error instanceof KeysRefused)) throw error
    out(error.message)
    return 1 as const
  })
  return isSound ? code : 1
}

/** What a verb found or did: as lines, as one JSON object, and whether all keys are held. */
type Answer = { lines: string[]; whole: object; isSound: boolean }

const VERBS = {
  status: (deployment: Deployment): Promise<Answer> =>
    withKeysOwner(deployment, async (owner) => {
      const keys = keysOf(deployment.masterKey)
      const held = await keys.keyIds()
      const missing = await missingKeys(owner, keys)
      const epochs = (await listEpochs(owner)).map((each) => ({
        ...each,
        isHeld: held.get(each.epoch) === each.keyId,
      }))
      const isSound = missing.length === 0
      const lines = [...epochs.map((each) => stateLine(each, epochs)), ...missing]
      return { lines, whole: { holds: isSound, epochs, missing }, isSound }
    }),
  rotate: async (deployment: Deployment): Promise<Answer> => {
    const keys = keysOf(deployment.masterKey)
    const done = await withHouse(deployment, async (house) => {
      const rotated = await rotate(house.pools.keyring, keys, (epoch) =>
        enter(house, "keys.epoch_begun", epoch),
      )
      await enter(house, "keys.rotated", rotated.epoch)
      return rotated
    })
    const lines = [`Epoch ${done.epoch} is in force; ${done.rewrapped} live keys were wrapped under it.`]
    return { lines: [...lines, ...(await older(done.epoch, keys))], whole: done, isSound: true }
  },
  "destroy-epoch": async (deployment: Deployment, epoch: number): Promise<Answer> => {
    await withHouse(deployment, (house) =>
      withKeysOwner(deployment, (owner) =>
        destroyEpoch(owner, keysOf(deployment.masterKey), epoch, () =>
          enter(house, "keys.epoch_destroyed", epoch),
        ),
      ),
    )
    const lines = [`Epoch ${epoch} is destroyed. Destroy every other copy of its key.`]
    return { lines, whole: { destroyed: epoch }, isSound: true }
  },
}

type Done = "keys.epoch_begun" | "keys.rotated" | "keys.epoch_destroyed"

/** The entry names the epoch by its number: its key's fingerprint is in the keys database. */
const enter = (house: House, act: Done, epoch: number) =>
  asWorker(house, "keys", null, (ctx) => record(ctx, act, { subjectId: null, object: `epoch:${epoch}` }))

async function older(inForce: number, keys: KeyProvider): Promise<string[]> {
  const held = [...(await keys.keyIds()).keys()].filter((epoch) => epoch < inForce)
  return held.map(
    (epoch) =>
      `Once no copy of the keys database from before today is wanted any more: keys destroy-epoch ${epoch}.`,
  )
}

type Told = EpochState & { isHeld: boolean }

function stateLine({ epoch, keyId, live, destroyedAt, begunAt, isHeld }: Told, all: readonly Told[]): string {
  const day = (date: Date) => date.toISOString().slice(0, 10)
  const newest = all.findLast((each) => each.destroyedAt === null)?.epoch
  const state = destroyedAt
    ? `destroyed ${day(destroyedAt)}${isHeld ? ", but its key is still held: run keys destroy-epoch again" : ""}`
    : `${epoch === newest ? "in force" : "old"}, ${live} live keys, ${isHeld ? "held" : "NOT HELD"}`
  return `epoch ${epoch}, key id ${keyId}, begun ${day(begunAt)}: ${state}`
}

const isVerb = (word: string | undefined): word is keyof typeof VERBS =>
  word !== undefined && Object.hasOwn(VERBS, word)

function question(args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true })
    const [verb, number, ...more] = positionals
    const epoch = verb === "destroy-epoch" && /^[1-9]\d{0,4}$/.test(number ?? "") ? Number(number) : 0
    const isWhole = more.length === 0 && (verb === "destroy-epoch" ? epoch > 0 : number === undefined)
    return { ...values, epoch, verb: isWhole && isVerb(verb) ? verb : null }
  } catch {
    // An unknown option: the usage answers it.
    return null
  }
}
