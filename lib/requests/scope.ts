/**
 * What a part is about, as stored: codes only, so that it can stand in the open. What a correction changes is personal
 * and stands sealed in the plan and the letter.
 */
export type PartScope =
  | { right: "erasure"; categories: string[] }
  | { right: "withdrawal"; purposes: { purpose: string; operations: string[] }[] }
  | { right: "rectification"; category: string; field: string }
