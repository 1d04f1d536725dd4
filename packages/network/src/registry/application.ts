import type { ApplicationId } from "@lorats/base";
import { checkDescription, checkName, checkTags } from "./check.ts";
import type { Draft, Owned, Stored, Tags } from "./entity.ts";

/** Devices that belong together for the people who use their data. */
export interface Application extends Stored, Owned {
  readonly id: ApplicationId;
  readonly name: string;
  readonly description: string;
  readonly tags: Tags;
}

/** @throws {CallerError} `REG_INVALID` */
export function validateApplication(application: Draft<Application>): void {
  checkName(application.name);
  checkDescription(application.description);
  checkTags(application.tags, "tags");
}
