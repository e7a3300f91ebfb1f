import { tellChanging } from "./changing.fixture"
import { tellFailing } from "./failing.fixture"
import { tellReading } from "./reading.fixture"
import { type Lacks, type Trial, tellAll } from "./trial.fixture"
import { tellWriting } from "./writing.fixture"

/** The stories every connector has to pass; `lacks` says which parts a kind of source has not, and why. */
export function conforms(kind: string, open: () => Promise<Trial>, lacks: Lacks = {}): void {
  tellAll(kind, open, lacks, [tellReading, tellChanging, tellWriting, tellFailing])
}
