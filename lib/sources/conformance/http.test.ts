import { openTrial } from "../http/reference/trial.fixture"
import { conforms } from "./suite.fixture"

conforms("HTTP", openTrial)
