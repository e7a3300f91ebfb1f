import { Missing } from "@/app/_ui/missing"
import { BorrowerShell } from "@/app/_ui/shell"

/** An address no part of the portal knows. */
const NotFound = () => (
  <BorrowerShell organisation={null}>
    <Missing />
  </BorrowerShell>
)

export default NotFound
