import { openTrial } from "../http/reference/trial.fixture"
import { conforms } from "./suite.fixture"

conforms("HTTP", openTrial, { leftover: "the source itself says what lies under a key" })
