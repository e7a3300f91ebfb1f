import { freshSample } from "./sample.fixture"

/** A database of the sample schema with its rows, the connector's rights, and the source opened on it by its map. */
export const freshPagila = () => freshSample("pagila.data-map.yaml", "pagila.sql", "pagila-rows.sql")
