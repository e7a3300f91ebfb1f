import { checkPolicy } from "@/lib/policy/check"
import type { PolicyFolder } from "@/lib/policy/lookup"
import type { Fault } from "@/lib/policy/yaml-source"

/** A policy folder with faults; the message names each as `file:line:column reason`. */
export class PolicyFaults extends Error {
  constructor(readonly faults: readonly Fault[]) {
    super(faults.map(faultLine).join("\n"))
    this.name = "PolicyFaults"
  }
}

/** A fault as one line: `policies/somo/policy.yaml:12:5 There is no …`. */
export const faultLine = ({ file, line, column, reason }: Fault): string =>
  `${file}:${line}:${column} ${reason}`

/** Reads and checks a policy folder. Throws PolicyFaults with every fault when there is one. */
export async function readPolicy(dir: string): Promise<PolicyFolder> {
  const { folder, faults } = await checkPolicy(dir)
  if (!folder) throw new PolicyFaults(faults)
  return folder
}
