import { openCast } from "./actors"
import { openBehind } from "./deployment"
import { objectsOf } from "./objects"
import type { Who } from "./people"
import type { Objects } from "./places"

/**
 * What the matrix needs of the portal under test: everybody's cookie, what addresses name of the owner, and what tells of
 * them: the name they ask under, and what the organisation holds. `other`: the other person's pseudonym.
 */
export type Stage = {
  cookies: Readonly<Record<Who, string>>
  own: Objects
  other: string
  name: string
  secrets: readonly string[]
}

async function main(): Promise<void> {
  const behind = openBehind()
  try {
    const { cookies, owner, other, secrets, name } = await openCast(behind)
    const stage: Stage = { cookies, own: await objectsOf(behind, owner), other, name, secrets }
    process.stdout.write(JSON.stringify(stage))
  } finally {
    await behind.close()
  }
}

void main()
