import { openTrial } from "../files/trial.fixture"
import { conforms } from "./suite.fixture"

conforms("Files", openTrial, {
  binary: "a table of values has no bytes",
  facts: "a folder answers no questions",
  leftover: "each file says by itself whose its rows are",
})
