import path from "node:path"
import { readDemoPeople } from "@/lib/people/demo-people"
import type { Person } from "./person"
import { PATIENCE, type Running, startProduct } from "./product"
import { test as base, signIn } from "./test"

type Shared = { product: Running }

/**
 * Stories of another organisation: its product is started for them from its folder, and what the stories of the lender
 * use (`person`, `officer`, `approver`, messages, databases) is that product's. `more`: variables of its own.
 */
export const storiesOf = (folder: string, more?: Parameters<typeof startProduct>[1]) =>
  base.extend<object, Shared>({
    product: [
      // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern
      async ({}, use) => {
        const { UKUK_E2E_URL, UKUK_E2E_HOME } = process.env
        const product = await startProduct(folder, more)
        process.env.UKUK_E2E_URL = product.url
        process.env.UKUK_E2E_HOME = product.home
        await use(product)
        await product.stop()
        Object.assign(process.env, { UKUK_E2E_URL, UKUK_E2E_HOME })
      },
      { scope: "worker", auto: true, timeout: PATIENCE },
    ],
    baseURL: async ({ product }, use) => use(product.url),
  })

/** Signs one of the folder's demo people in, by who they are, and returns their phone. */
export async function signInAs(person: Person, folder: string, who: string): Promise<string> {
  const { accounts } = readDemoPeople(folder)
  const account = accounts.find((each) => each.who === who)
  if (!account) throw new Error(`${path.basename(folder)} has no ${who} in its demonstration.`)
  await signIn(person, account.signIn, account.password)
  await person.seesTitle("cabinet.title")
  return account.signIn
}
