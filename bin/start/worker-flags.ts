/**
 * How the worker runs under Node. What is left of large work is taken away before its heap has doubled, and what is
 * new has little room: else it would hold as much as large work ever left behind.
 */
export const workerFlags = ["--heap-growing-percent=100", "--max-semi-space-size=8", "--import", "tsx"]
