import { translator } from "@/app/_server/locale"
import type { Case, CasePart } from "@/lib/requests/case"

/** From the plan to what carrying it out would do. */
export const DryRunLink = async ({ found, part }: { found: Case; part: CasePart }) => (
  <p>
    <a href={`/admin/requests/${found.number}/dry-run?part=${part.id}`}>
      {(await translator("dry-run"))("link")}
    </a>
  </p>
)
