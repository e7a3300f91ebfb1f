/** The ledger, its tree or the file of its checkpoints is not as it was written. The sentence is for the operator. */
export class LedgerFault extends Error {
  override readonly name = "LedgerFault"
}
