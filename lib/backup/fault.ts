/** A backup cannot be made, does not hold, or cannot be restored here. The sentence is for the operator, and names nobody. */
export class BackupFault extends Error {
  override readonly name = "BackupFault"
}
