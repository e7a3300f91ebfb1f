/** Whoever may stand at the door. `owner` is the person the objects are about. */
export const everybody = [
  ...["stranger", "owner", "other", "attorney", "attorney over", "attorney revoked", "attorney wrong right"],
  ...["contact person", "officer", "approver", "steward", "administrator", "auditor", "outsider", "shut out"],
] as const
export type Who = (typeof everybody)[number]
