import { openTrial, WHOLE } from "../http/reference/trial.fixture"
import { conforms } from "./suite.fixture"

const lacks = { leftover: "the source itself says what lies under a key" }

conforms("HTTP", () => openTrial(undefined, { also: ["people", "touched"] }), lacks)
conforms("HTTP by spans", () => openTrial(WHOLE, { named: 0, span: 1 }), lacks)
