import { after } from "node:test";
import { emptyTables, openState } from "../support.ts";
import { storeContracts } from "./store-contracts.ts";

const { db } = await openState({ after });

// Every test gets empty tables of one database: opening a file for each would take most of the time.
storeContracts(db, () => emptyTables(db));
